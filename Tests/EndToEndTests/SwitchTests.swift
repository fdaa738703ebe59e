import Foundation
import TestSupport
import Testing

/// A model on a machine that serves it: folders by version, and a link to the one that counts.
@Suite struct SwitchTests {
    private let options = ["speech#prod", "--source", "remote", "-o", "releases", "--switch", "current"]

    private func target(_ bed: some Bed) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(bed.checkout)/current")
    }

    private func pull(_ bed: some Bed, _ more: String...) async throws -> ToolResult {
        try await bed.start("dvc-model-pull", options + more).result()
    }

    private func assign(_ stage: String, _ version: String, _ bed: some Bed, counter: Int) throws {
        let commit = try Program.git("rev-parse", "speech@\(version)^{commit}", in: bed.checkout)
        try Program.git("tag", "-a", "-m", stage, "speech#\(stage)#\(counter)", commit, in: bed.checkout)
    }

    @Test func `the link leads to the version that holds the stage, and follows the stage`() async throws {
        let bed = try await RemoteBed("folder")
        let first = try await pull(bed, "--expect-change")
        #expect(first.exit == .status(0), "\(first.errorOutput)")
        #expect(try target(bed) == "releases/speech@v0.1.0")
        #expect(first.errorOutput.hasSuffix("'current' now leads to 'releases/speech@v0.1.0'\n"))

        try assign("prod", "v0.2.0", bed, counter: 8)
        #expect(try await pull(bed, "--expect-change").exit == .status(0))
        #expect(try target(bed) == "releases/speech@v0.2.0")
        for (version, link) in [("v0.1.0", "releases/speech@v0.1.0"), ("v0.2.0", "current")] {
            for file in try bed.model("speech").files(at: version) {
                #expect(try bed.contents("\(link)/\(file.path)") == bed.repositories.contents(of: file))
            }
        }
    }

    @Test func `what is there already is no change, and back to an old version is one`() async throws {
        let bed = try await RemoteBed("folder")
        _ = try await pull(bed)
        let again = try await pull(bed, "--expect-change")
        #expect(again.exit == .status(1))
        #expect(
            again.errorOutput.hasSuffix(
                "dvc-model-pull: error: nothing has changed; there already: speech#prod\n"
            ),
            "\(again.errorOutput)"
        )
        #expect(try JSONValue(try await pull(bed, "--json").standardOutput)["changed"] == .bool(false))
        try assign("prod", "v0.2.0", bed, counter: 8)
        _ = try await pull(bed)
        try assign("prod", "v0.1.0", bed, counter: 9)
        let back = try await pull(bed, "--json")
        #expect(try JSONValue(back.standardOutput)["changed"] == .bool(true))
        #expect(try target(bed) == "releases/speech@v0.1.0")
    }

    @Test func `the README's recipe reloads a service once for each new version`() async throws {
        let bed = try await RemoteBed("folder")
        let push = try PushBed(bed)
        try Program.git("push", "-q", "--tags", "origin", in: bed.checkout)
        let readme = try Fixtures.readme()
        let section = try #require(readme.range(of: "## On a deploy machine")).upperBound
        let recipe = String(readme[section...].components(separatedBy: "```")[1].dropFirst("sh\n".count))
            .replacing("resnet", with: "speech")
            .replacing("systemctl reload my-service", with: "echo reloaded >>log")
        func run() async throws -> ToolResult {
            try await bed.start("sh", ["-c", recipe], with: push.variables).result()
        }
        #expect(try await run().exit == .status(0))
        #expect(try await run().exit == .status(1))
        let commit = try Program.git("rev-parse", "speech@v0.2.0^{commit}", in: bed.checkout)
        try Program.git("tag", "-a", "-m", "prod", "speech#prod#8", commit, in: push.origin)
        #expect(try await run().exit == .status(0))
        #expect(try target(bed) == "releases/speech@v0.2.0")
        #expect(bed.contents("log") == Data("reloaded\nreloaded\n".utf8))
    }

    @Test func `a pull that fails leaves the link where it was`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        _ = try await pull(bed)
        try assign("prod", "v0.2.0", bed, counter: 8)
        let lost = try #require(
            try bed.model("speech").files(at: "v0.2.0").first { $0.path.hasSuffix("weights.bin") }
        )
        try FileManager.default.removeItem(atPath: bed.objectPath(lost))
        #expect(try await pull(bed).exit == .status(66))
        #expect(try target(bed) == "releases/speech@v0.1.0")
    }

    @Test func `what is no link is not replaced`() async throws {
        let bed = try await RemoteBed("folder")
        try bed.write("a user's own", to: "current")
        let result = try await pull(bed)
        #expect(result.exit == .status(73))
        #expect(bed.contents("current") == Data("a user's own".utf8))
        #expect(!FileManager.default.fileExists(atPath: "\(bed.checkout)/releases"))
    }

    @Test func `without the tags the folder has its name by the MD5s`() async throws {
        let bed = try await TestBed("folder", hasTags: false)
        let arguments = ["speech@v0.1.0", "-o", "releases", "--switch", "current"]
        let result = try await bed.start("dvc-model-pull", arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let target = try target(bed)
        #expect(target.wholeMatch(of: /releases\/speech@(v0\.1\.0|md5-[0-9a-f]{12})/) != nil, "\(target)")
    }

    @Test(arguments: [["--switch", "current"], ["--switch", "current", "-o", "-"]])
    func `it needs a folder to put versions in`(arguments: [String]) async throws {
        let bed = try await RemoteBed("single")
        #expect(try await bed.start("dvc-model-pull", arguments).result().exit == .status(64))
    }
}
