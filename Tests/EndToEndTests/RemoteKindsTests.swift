import Foundation
import TestSupport
import Testing

/// The main job without Studio, on records of every form that DVC writes.
@Suite struct RemoteKindsTests {
    struct Model: Sendable, CustomTestStringConvertible {
        let repository: String
        let name: String

        init(_ repository: String, _ name: String) {
            self.repository = repository
            self.name = name
        }

        var testDescription: String { "\(repository): \(name)" }
    }

    /// Those that a DVC remote holds all files of.
    private static let stored = [
        Model("single", "text-classifier"), Model("folder", "speech"), Model("mono", "nlp:tokenizer"),
        Model("mono", "vision/models:detector"), Model("pipeline", "forecast-model"),
        Model("paths", "part"), Model("paths", "subfolder"), Model("paths", "moved"),
        Model("stages", "elsewhere"), Model("stages", "each"), Model("stages", "named"),
        Model("stages", "numbered"), Model("stages", "grid"), Model("stages", "scores"),
        Model("stages", "curve"),
        Model("remotes", "file"), Model("remotes", "folder"), Model("remotes", "trained"),
        Model("remotes", "default"),
        Model("legacy", "notes"), Model("legacy", "weights"), Model("legacy", "corpus"),
        Model("legacy", "folder"),
        Model("imports", "by-url"),
        Model("nested", "outer"), Model("nested", "reaching"), Model("nested", "inner:inner"),
        Model("nested", "inner:deep"),
        Model("subproject", "project:model"), Model("subproject", "project/nlp:tokenizer"),
    ]

    /// Those of which Git holds a file or all.
    private static let heldByGit = [
        Model("paths", "bundle"), Model("paths", "labels"), Model("paths", "both"),
        Model("stages", "uncached"), Model("stages", "shelf"),
    ]

    @Test(arguments: stored + heldByGit)
    func `every file is put in place, and named`(model: Model) async throws {
        let bed = try await RemoteBed(model.repository)
        try await bed.expectPull(model.name)
    }

    @Test(arguments: stored + heldByGit)
    func `every file comes elsewhere, too`(model: Model) async throws {
        let bed = try await RemoteBed(model.repository)
        let out = bed.scratch.path("out")
        let result = try await bed.run("dvc-model-pull", model.name, "-o", "\(out)/")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model(model.name).files()
        #expect(result.lines == files.map { "../out/\($0.path)" }.sorted())
        #expect(try bed.placed(files, below: out) == bed.right(files))
    }

    @Test(arguments: stored + heldByGit)
    func `what was pulled is verified against Git's records`(model: Model) async throws {
        let bed = try await RemoteBed(model.repository)
        _ = try await bed.run("dvc-model-pull", model.name)
        let result = try await bed.run("dvc-model-verify", model.name, "--json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let report = try JSONValue(result.standardOutput)
        let checked = (report["files"]?.elements ?? []).map { file in
            [file["path"], file["expected"], file["md5_rule"], file["md5_source"], file["result"]]
        }
        let expected = try bed.model(model.name).files().map { file -> [JSONValue?] in
            [.string(file.path), .string(file.md5), .string(file.rule), "git", "ok"]
        }
        #expect(Set(checked) == Set(expected))
    }

    @Test(arguments: stored)
    func `every object of a folder remote has a file URL`(model: Model) async throws {
        let bed = try await RemoteBed(model.repository)
        let result = try await bed.run("dvc-model-uris", model.name, "--format", "map")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let urls = try JSONDecoder().decode([String: String].self, from: result.standardOutput)
        let files = try bed.model(model.name).files()
        #expect(Set(urls.keys) == Set(files.map(\.path)))
        for file in files {
            let url = try #require(urls[file.path])
            #expect(url.hasPrefix("file:///"), "\(url)")
            #expect(
                try FileManager.default.contents(atPath: #require(URL(string: url)).path)
                    == bed.repositories.contents(of: file),
                "\(url)"
            )
        }
    }

    @Test func `a version that Git has another text for is pulled in place of it`() async throws {
        let bed = try await RemoteBed("paths")
        try await bed.expectPull("bundle", at: "v1.0.0")
    }

    @Test func `a version older than the records that HEAD has is pulled by its own records`() async throws {
        let bed = try await RemoteBed("paths")
        try await bed.expectPull("subfolder", at: "v1.0.0")
    }

    @Test func `the working tree's records count for nothing`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("outs: [", to: "model.bin.dvc")
        try await bed.expectPull("text-classifier")
    }

    @Test func `a broken record elsewhere is no obstacle`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("outs: [", to: "elsewhere/other.dvc")
        try bed.commit(tag: "text-classifier@v2.0.0")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            try bed.contents("model.bin")
                == bed.repositories.contents(of: bed.file(of: "text-classifier"))
        )
    }

    @Test func `a linked worktree has the tags and the DVC remote, too`() async throws {
        let bed = try await RemoteBed("single")
        let tree = bed.scratch.path("tree")
        try Program.git("worktree", "add", "-q", "-b", "topic", tree, in: bed.checkout)
        let result = try await bed.run("dvc-model-pull", "-C", tree)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try bed.file(of: "text-classifier")
        #expect(try bed.placed([file], below: tree) == bed.right([file]))
    }

    @Test func `packed tags are read as well`() async throws {
        let bed = try await RemoteBed("mono")
        try Program.git("pack-refs", "--all", in: bed.checkout)
        try Program.git("gc", "-q", in: bed.checkout)
        try await bed.expectPull("nlp:tokenizer", at: "v0.9.0")
    }

    @Test func `all models come at once`() async throws {
        let bed = try await RemoteBed("mono")
        let result = try await bed.run("dvc-model-pull", "--all")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let models = ["ranker", "nlp:tokenizer", "vision/models:detector", "vision/models:segmenter"]
        let files = try models.flatMap { try bed.model($0).files() }
        #expect(result.lines == files.map(\.path).sorted())
        #expect(try bed.placed(files) == bed.right(files))
        let verified = try await bed.run("dvc-model-verify", "--all")
        #expect(verified.exit == .status(0), "\(verified.errorOutput)")
        #expect(verified.lines == files.map { "\($0.path): OK" }.sorted())
    }
}

extension ToolResult {
    /// The lines of stdout in order: files are named as they come.
    var lines: [String] { output.split(separator: "\n").map(String.init).sorted() }

    /// What went to both streams.
    var said: String { output + errorOutput }

    /// The line that says what went wrong.
    var error: String {
        errorOutput.split(separator: "\n").first { $0.contains(" error: ") }.map(String.init) ?? ""
    }
}

extension Bed {
    /// Path to bytes, of the files that are there.
    func placed(_ files: [RecordedFile], below folder: String? = nil) throws -> [String: Data] {
        let found = files.compactMap { file in
            FileManager.default.contents(atPath: "\(folder ?? checkout)/\(file.path)").map { (file.path, $0) }
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// Path to the bytes that must be there.
    func right(_ files: [RecordedFile]) throws -> [String: Data] {
        Dictionary(uniqueKeysWithValues: try files.map { ($0.path, try repositories.contents(of: $0)) })
    }

    /// Pulls a model into the checkout: every file must then be there and right, and stdout name those that were not
    /// before.
    func expectPull(
        _ model: String,
        at version: String? = nil,
        _ arguments: String...,
        with variables: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation,
    ) async throws {
        let files = try self.model(model).files(at: version)
        let right = try right(files)
        let missing = files.filter { right[$0.path] != contents($0.path) }.map(\.path).sorted()
        let reference = version.map { "\(model)@\($0)" } ?? model
        let result = try await start("dvc-model-pull", [reference] + arguments, with: variables).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.lines == missing, sourceLocation: sourceLocation)
        #expect(try placed(files) == right, sourceLocation: sourceLocation)
    }

    /// What a report says of the only model.
    func report(_ tool: String, _ arguments: String..., with variables: [String: String] = [:]) async throws
        -> JSONValue
    {
        let result = try await start(tool, arguments + ["--json"], with: variables).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        return try JSONValue(result.standardOutput)
    }
}
