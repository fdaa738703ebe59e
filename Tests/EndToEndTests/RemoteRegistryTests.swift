import Foundation
import TestSupport
import Testing

/// Versions, stages and latest by the tags here: GTO's answer, and a word where DVC would give another.
@Suite struct RemoteRegistryTests {
    /// Of the repository `registry`.
    private static let active = [
        ("ranker", "", "v2.0.0-rc.1"), ("ranker", "@latest", "v2.0.0-rc.1"), ("ranker", "@v1.0.0", "v1.0.0"),
        ("ranker", "@v1.1.0", "v1.1.0"), ("ranker", "@v2.0.0-rc.1", "v2.0.0-rc.1"),
        ("ranker", "#prod", "v1.0.0"), ("ranker", "#staging", "v2.0.0-rc.1"), ("again", "", "v1.0.0"),
        ("again", "#prod", "v0.9.0"), ("again", "@v0.9.0", "v0.9.0"),
    ]

    /// What tags name and GTO counts as gone.
    private static let gone: [(String, JSONValue)] = [
        ("ranker@v2.0.0", "version-unknown"), ("ranker#canary", "stage-unknown"),
        ("ranker@v9.0.0", "version-unknown"), ("withdrawn", "version-unknown"),
        ("withdrawn@v1.0.0", "version-unknown"), ("retired", "artifact-unknown"),
    ]

    @Test(arguments: active)
    func `a selector gives the version that GTO says`(name: String, selector: String, version: String)
        async throws
    {
        let bed = try await RemoteBed("registry")
        let recorded = try bed.model(name).version(version)
        let report = try await bed.report("dvc-model-uris", name + selector)
        let model = try #require(report["models"]?.elements.first)
        #expect(model["version"] == .string(version))
        #expect(model["commit"] == .string(recorded.commit))
        #expect(model["route"] == "remote")
        #expect(report.column("objects", "md5") == recorded.files.map { .string($0.md5) })
    }

    @Test(arguments: active)
    func `what DVC would take instead is said with -v, and only then`(
        name: String,
        selector: String,
        version: String,
    ) async throws {
        let bed = try await RemoteBed("registry")
        let model = try bed.model(name)
        let ours = try model.version(version).commit
        let theirs = model.dvc[selector == "@latest" ? "" : selector] ?? nil
        let result = try await bed.run("dvc-model-uris", name + selector, "-v")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            result.errorOutput.contains("dvc artifacts get") == (theirs != ours),
            "\(result.errorOutput)"
        )
    }

    @Test(arguments: [("ranker", "@v2.0.0"), ("ranker", "#canary"), ("withdrawn", ""), ("retired", "")])
    func `what DVC would take of what was taken back is said with -v`(name: String, selector: String)
        async throws
    {
        let bed = try await RemoteBed("registry")
        let theirs = try #require(try bed.model(name).dvc[selector] ?? nil)
        let result = try await bed.run("dvc-model-uris", name + selector, "-v")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("dvc artifacts get"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains(theirs.prefix(7)), "\(result.errorOutput)")
    }

    @Test func `what DVC would take instead is named by its commit`() async throws {
        let bed = try await RemoteBed("registry")
        let theirs = try #require(try bed.model("ranker").dvc["#prod"] ?? nil)
        let result = try await bed.run("dvc-model-uris", "ranker#prod", "-v")
        #expect(result.errorOutput.contains(theirs.prefix(7)), "\(result.errorOutput)")
    }

    @Test(arguments: gone)
    func `what was taken back is not there`(reference: String, code: JSONValue) async throws {
        let bed = try await RemoteBed("registry")
        let result = try await bed.run("dvc-model-pull", reference, "--json")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(try JSONValue(result.standardOutput)["error"]?["code"] == code)
        #expect(bed.contents("ranker.bin") == nil)
    }

    @Test func `a version that is not there is met with those that are`() async throws {
        let bed = try await RemoteBed("registry")
        let result = try await bed.run("dvc-model-pull", "ranker@v1.2.0")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("v1.1.0"), "\(result.errorOutput)")
    }

    @Test(arguments: [("--rev", "v1.0.0", "v1.0.0"), ("--stage", "prod", "v1.0.0")])
    func `options select as the marks do`(option: String, value: String, version: String) async throws {
        let bed = try await RemoteBed("registry")
        let report = try await bed.report("dvc-model-uris", "ranker", option, value)
        #expect(report.column("models", "version") == [.string(version)])
    }

    @Test(arguments: [
        ("mono", "nlp=tokenizer@v0.9.0", "nlp:tokenizer", "v0.9.0"),
        ("mono", "refs/tags/nlp=tokenizer#prod#1", "nlp:tokenizer", "v0.9.0"),
        ("single", "text-classifier#prod#1", "text-classifier", "v1.0.0"),
    ])
    func `a tag selects what it registers or assigns`(
        repository: String,
        tag: String,
        name: String,
        version: String,
    ) async throws {
        let bed = try await RemoteBed(repository)
        let files = try bed.model(name).files(at: version)
        let result = try await bed.run("dvc-model-pull", "--tag", tag)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test func `a tag made this minute counts`() async throws {
        let bed = try await RemoteBed("single")
        try bed.commit(tag: "text-classifier@v3.0.0")
        let report = try await bed.report("dvc-model-uris")
        #expect(report.column("models", "version") == ["v3.0.0"])
    }

    @Test func `a repository without tags has no version`() async throws {
        let bed = try await RemoteBed("single")
        let clone = try bed.cloneWithoutTags()
        let result = try await bed.run("dvc-model-pull", "-C", clone)
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("git fetch --tags"), "\(result.errorOutput)")
    }
}

extension Bed {
    /// A clone of the last commit alone, as CI makes it; gives its path.
    func cloneWithoutTags() throws -> String {
        let clone = scratch.path("shallow")
        let source = "file://\(checkout)"
        try Program.git("clone", "-q", "--depth", "1", "--no-tags", source, clone, in: scratch.path)
        try Program.git("remote", "set-url", "origin", repository.repoURL, in: clone)
        return clone
    }
}
