import Foundation
import TestSupport
import Testing

/// The commands of the README's CI jobs, as they are pasted.
@Suite struct ReadmeJobsTests {
    /// The line of each job that checks a release, without what YAML puts before it.
    private func commands() throws -> [String] {
        try Fixtures.readme().split(separator: "\n").compactMap { line in
            guard let start = line.firstRange(of: "dvc-model-verify --remote --tag \"$"), line.hasPrefix("  ")
            else {
                return nil
            }
            return String(line[start.lowerBound...])
        }
    }

    @Test(arguments: [("v1.0.0", 0), ("v9.9.9", 66)])
    func `a CI job's command finds out whether a tag's version is there`(version: String, status: Int32)
        async throws
    {
        let commands = try commands()
        #expect(commands.count == 2)
        for command in commands {
            let bed = try await TestBed("single", hasTags: false)
            let tag = "text-classifier@\(version)"
            let path = "\(try ToolRunner.folder()):\(TestEnvironment.variables["PATH"] ?? "")"
            let result = try await bed.start(
                "/bin/sh",
                ["-c", command.replacing("--wait 10m", with: "--wait 1s")],
                with: ["PATH": path, "GITHUB_REF": "refs/tags/\(tag)", "CI_COMMIT_TAG": tag]
            ).result()
            #expect(result.exit == .status(status), "\(command): \(result.errorOutput)")
        }
    }
}
