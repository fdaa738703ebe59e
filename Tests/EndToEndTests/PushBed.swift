import Foundation
import TestSupport

/// A checkout whose tags are pushed to a bare repository beside it, with the tools and DVC on the `PATH`.
struct PushBed<Base: Bed> {
    let bed: Base
    let origin: String
    /// Where a `git` is that calls itself an older or newer one; nil: as it is.
    private let gitFolder: String?

    /// - Parameters:
    ///   - wait: `dvc-model.wait`; long enough never to end, or short enough to have a verdict soon.
    ///   - gitVersion: what git says that it is, by which the hook is installed; nil: as it is.
    init(_ bed: Base, wait: String = "1s", gitVersion: String? = "2.39.5") throws {
        self.bed = bed
        gitFolder = try gitVersion.map { try Self.makeGit(calling: $0, below: bed.scratch) }
        origin = bed.scratch.path("origin.git")
        try Program.git("init", "-q", "--bare", origin, in: bed.scratch.path)
        // A clone of a URL that only Studio knows.
        _ = try? Program.git("remote", "remove", "origin", in: bed.checkout)
        try Program.git("remote", "add", "origin", origin, in: bed.checkout)
        try Program.git("config", "dvc-model.wait", wait, in: bed.checkout)
    }

    private static func makeGit(calling version: String, below scratch: TemporaryFolder) throws -> String {
        let folder = try scratch.makeFolder("git-\(version)")
        let real = try Program.run("sh", ["-c", "command -v git"], in: folder).output
        let script = """
            #!/bin/sh
            [ "$1" != version ] || { echo git version \(version); exit; }
            exec \(real.trimmingCharacters(in: .newlines)) "$@"

            """
        try Program.write(script: script, to: "\(folder)/git")
        return folder
    }

    var variables: [String: String] {
        get throws {
            let path =
                (gitFolder.map { [$0] } ?? []) + [
                    try ToolRunner.folder(), TestEnvironment.folder.appending(path: "bin").path,
                    TestEnvironment.variables["PATH"] ?? "",
                ]
            return [
                "PATH": path.joined(separator: ":"),
                "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com",
                "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
            ]
        }
    }

    func install(_ arguments: String..., in folder: String = "") async throws -> ToolResult {
        try await bed.start(
            TestEnvironment.checkout.appending(path: "scripts/install-hook").path,
            arguments,
            in: folder,
            with: variables
        ).result()
    }

    /// Runs git as a user does, hooks and all.
    func git(_ arguments: String..., with more: [String: String] = [:]) async throws -> ToolResult {
        try await bed.start("git", arguments, with: variables.merging(more) { $1 }).result()
    }

    /// A model of one file, committed and tagged, whose bytes are in DVC's cache here and nowhere else.
    func release(_ tag: String, _ text: String = "bytes that nobody pushed") async throws {
        try bed.write(text, to: "fresh.bin")
        try await bed.dvc("add", "-q", "fresh.bin")
        try bed.write("artifacts:\n  fresh:\n    path: fresh.bin\n    type: model\n", to: "dvc.yaml")
        try bed.commit(tag: tag)
    }

    // MARK: What became of it

    var folder: String { "\(bed.checkout)/.git/dvc-model/pushed" }

    var verdicts: [JSONValue] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
            .compactMap { FileManager.default.contents(atPath: "\(folder)/\($0)") }
            .compactMap { try? JSONValue($0) }
    }

    /// The verdicts by tag, once there is none of which `isMet` does not hold.
    func verdicts(where isMet: (JSONValue) -> Bool) async -> [String: String] {
        while true {
            let found = verdicts
            if found.allSatisfy(isMet) {
                return Dictionary(
                    uniqueKeysWithValues: found.map { ($0["tag"]?.string ?? "", $0["state"]?.string ?? "") }
                )
            }
            await Task.yield()
        }
    }

    func finalVerdicts() async -> [String: String] {
        await verdicts { $0["state"] != "waiting" }
    }

    func status() async throws -> ToolResult {
        try await bed.start("dvc-model-verify", ["--hook-status"]).result()
    }
}
