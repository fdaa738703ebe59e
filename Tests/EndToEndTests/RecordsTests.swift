import Foundation
import TestSupport
import Testing

/// Studio's answer held against what Git records at the tag.
@Suite struct RecordsTests {
    /// Makes Studio answer for the model with other paths or objects than it should.
    private func answer(_ bed: TestBed, _ files: [String: RecordedFile]) async throws {
        let urls = files.mapValues { "{objects}/\($0.key)" }
        let body = String(decoding: try JSONEncoder().encode(urls), as: UTF8.self)
        try await bed.studio.setFaults(["studio": Fault("reply", ["body": .string(body)])])
    }

    private func byPath(_ files: [RecordedFile]) -> [String: RecordedFile] {
        Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
    }

    /// Nothing is asked of the storage, nothing is placed.
    private func expectRefusal(_ bed: TestBed, _ arguments: String...) async throws {
        let result = try await bed.start("dvc-model-pull", ["--json"] + arguments).result()
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        let report = try JSONValue(result.standardOutput)
        #expect(report["error"]?["code"] == "hash-sources-disagree")
        #expect(try await bed.objects.requests() == [])
        #expect(try bed.placed(bed.repository.models.values.flatMap { try $0.files() }) == [:])
    }

    // MARK: Answers that disagree

    @Test func `an answer with another object is refused`() async throws {
        let bed = try await TestBed("single")
        try await answer(bed, ["model.bin": bed.file(of: "text-classifier", at: "v1.0.0")])
        try await expectRefusal(bed)
    }

    @Test func `an answer with two objects swapped is refused`() async throws {
        let bed = try await TestBed("folder")
        var files = byPath(try bed.model("speech").files())
        let (config, weights) = ("models/speech/config.json", "models/speech/weights.bin")
        (files[config], files[weights]) = (files[weights], files[config])
        try await answer(bed, files)
        try await expectRefusal(bed)
    }

    @Test func `an answer without one of the files is refused`() async throws {
        let bed = try await TestBed("folder")
        var files = byPath(try bed.model("speech").files())
        files["models/speech/config.json"] = nil
        try await answer(bed, files)
        try await expectRefusal(bed)
    }

    @Test func `an answer with one file more is refused`() async throws {
        let bed = try await TestBed("folder")
        var files = byPath(try bed.model("speech").files())
        files["models/speech/extra.txt"] = files["models/speech/config.json"]
        try await answer(bed, files)
        try await expectRefusal(bed)
    }

    @Test(arguments: ["models/speech/extra.txt", "elsewhere.txt"])
    func `an answer with one file more is refused by the cache's listing, too`(path: String) async throws {
        let bed = try await TestBed("folder")
        try await bed.dvc("fetch", "-q")
        var files = byPath(try bed.model("speech").files())
        files[path] = files["models/speech/config.json"]
        try await answer(bed, files)
        try await expectRefusal(bed)
    }

    @Test func `an answer with another file in place of the model is refused`() async throws {
        let bed = try await TestBed("single")
        try await answer(bed, ["other.bin": bed.file(of: "text-classifier")])
        try await expectRefusal(bed)
    }

    @Test func `an answer of another version is refused`() async throws {
        let bed = try await TestBed("folder")
        try await answer(bed, byPath(try bed.model("speech").files(at: "v0.1.0")))
        try await expectRefusal(bed, "speech@v0.2.0")
    }

    @Test func `what was refused names both hashes`() async throws {
        let bed = try await TestBed("single")
        let (older, newer) = (
            try bed.file(of: "text-classifier", at: "v1.0.0"), try bed.file(of: "text-classifier")
        )
        try await answer(bed, ["model.bin": older])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.errorOutput.contains(older.md5), "\(result.errorOutput)")
        #expect(result.errorOutput.contains(newer.md5), "\(result.errorOutput)")
    }

    @Test(arguments: ["dvc-model-uris", "dvc-model-verify"])
    func `no tool takes an answer that disagrees`(tool: String) async throws {
        let bed = try await TestBed("single")
        try await answer(bed, ["model.bin": bed.file(of: "text-classifier", at: "v1.0.0")])
        let result = try await bed.run(tool)
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(result.output == "")
    }

    @Test func `bytes of a storage that names no hash are held against Git`() async throws {
        let bed = try await TestBed("single")
        let served = try bed.scratch.makeFolder("served")
        try Data("anything".utf8).write(to: URL(filePath: "\(served)/file"))
        let storage = try await ServerProcess.start("objects.py", [served])
        try await storage.setFaults(["*": Fault("headers", ["set": .object(["ETag": .null])])])
        try await bed.studio.setFaults([
            "studio": Fault("reply", ["body": .string(#"{"model.bin": "\#(storage.url)/file"}"#)])
        ])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    /// A Studio whose addresses for the folder model carry no hashes, at a storage that states none.
    private func nameless(
        _ bed: TestBed,
        contents: (RecordedFile) throws -> Data,
    ) async throws -> ServerProcess {
        let files = try bed.model("speech").files()
        for (index, file) in files.enumerated() {
            try bed.scratch.write(contents(file), to: "served/\(index)")
        }
        let storage = try await ServerProcess.start("objects.py", [bed.scratch.path("served")])
        try await storage.setFaults(["*": Fault("headers", ["set": .object(["ETag": .null])])])
        let reply = Dictionary(
            uniqueKeysWithValues: files.enumerated().map { ($0.element.path, "\(storage.url)/\($0.offset)") }
        )
        let body = String(decoding: try JSONEncoder().encode(reply), as: UTF8.self)
        try await bed.studio.setFaults(["studio": Fault("reply", ["body": .string(body)])])
        return storage
    }

    @Test func `files whose addresses carry no hashes are proven by the listing that they make up`()
        async throws
    {
        let bed = try await TestBed("folder")
        let storage = try await nameless(bed, contents: bed.repositories.contents)
        let report = try await bed.report("dvc-model-pull")
        let files = try bed.model("speech").files()
        #expect(report.column("files", "md5_source") == files.map { _ in "git" })
        #expect(report.column("files", "outcome") == files.map { _ in "downloaded" })
        #expect(try await storage.requests().count == files.count)
    }

    @Test func `files that make up another listing are a mismatch`() async throws {
        let bed = try await TestBed("folder")
        let storage = try await nameless(bed) { file in
            file.path.hasSuffix("config.json") ? Data("{}".utf8) : try bed.repositories.contents(of: file)
        }
        let result = try await bed.run("dvc-model-pull", "--receipt", "r.json")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("are not those that Git records"), "\(result.errorOutput)")
        #expect(try await storage.requests().count == bed.model("speech").files().count)
        #expect(bed.contents("r.json") == nil)
    }

    // MARK: Where hashes come from

    @Test(arguments: [
        ("single", "text-classifier"), ("folder", "speech"), ("mono", "nlp:tokenizer"),
        ("pipeline", "forecast-model"),
    ])
    func `with the tag here every hash is Git's`(repository: String, model: String) async throws {
        let bed = try await TestBed(repository)
        let files = try bed.model(model).files()
        for tool in ["dvc-model-uris", "dvc-model-pull", "dvc-model-verify"] {
            let report = try await bed.report(tool, model)
            let list = tool == "dvc-model-uris" ? "objects" : "files"
            #expect(report.column(list, "md5_source") == files.map { _ in "git" }, "\(tool)")
            #expect(report.column("models", "commit") == [.string(try bed.model(model).version().commit)])
        }
    }

    @Test func `without tags the hash is the URL's, and that is said`() async throws {
        let bed = try await TestBed("single")
        let clone = try bed.cloneWithoutTags()
        let report = try await bed.report("dvc-model-pull", "-C", clone)
        #expect(report.column("files", "md5_source") == ["url"])
        #expect(report.column("models", "commit") == [.null])
        #expect(
            try FileManager.default.contents(atPath: "\(clone)/model.bin")
                == bed.repositories.contents(of: bed.file(of: "text-classifier"))
        )
        let words = try await bed.run("dvc-model-verify", "-C", clone, "-v")
        #expect(words.exit == .status(0), "\(words.errorOutput)")
        #expect(words.errorOutput.contains("not from Git"), "\(words.errorOutput)")
    }

    @Test func `outside a checkout the hash is the URL's`() async throws {
        let bed = try await TestBed("single")
        let empty = try bed.scratch.makeFolder("empty")
        let report = try await bed.report(
            "dvc-model-pull",
            "-C",
            empty,
            "--repo",
            bed.repository.repoURL,
            "text-classifier"
        )
        #expect(report.column("files", "md5_source") == ["url"])
    }

    @Test func `another repository's model is not held against the records here`() async throws {
        let bed = try await TestBed("single")
        let other = try #require(bed.repositories.recorded["mono"])
        let report = try await bed.report("dvc-model-uris", "--repo", other.repoURL, ":ranker")
        #expect(report.column("objects", "md5_source") == ["url"])
    }

    @Test func `a hash that a record states counts where the URL states none`() async throws {
        let bed = try await TestBed("single")
        let file = try bed.file(of: "text-classifier")
        let served = try bed.scratch.makeFolder("served")
        try bed.repositories.contents(of: file).write(to: URL(filePath: "\(served)/file"))
        let storage = try await ServerProcess.start("objects.py", [served])
        try await storage.setFaults(["*": Fault("headers", ["set": .object(["ETag": .null])])])
        try await bed.studio.setFaults([
            "studio": Fault("reply", ["body": .string(#"{"model.bin": "\#(storage.url)/file"}"#)])
        ])
        let report = try await bed.report("dvc-model-pull", "--strict")
        #expect(report.column("files", "md5_source") == ["git"])
        #expect(report.column("files", "outcome") == ["downloaded"])
    }

    @Test func `DVC 2's hashes are Git's, too`() async throws {
        let bed = try await TestBed("legacy")
        for model in ["notes", "corpus", "weights", "folder"] {
            let report = try await bed.report("dvc-model-pull", model)
            let files = try bed.model(model).files()
            #expect(report.column("files", "md5_source") == files.map { _ in "git" })
            #expect(report.column("files", "md5_rule") == files.map { _ in "md5-dos2unix" })
            #expect(try bed.placed(files) == bed.right(files))
        }
    }

    @Test func `an object that the cache has is not fetched`() async throws {
        let bed = try await TestBed("folder")
        try await bed.dvc("fetch", "-q")
        try await bed.expectPull("speech")
        #expect(try await bed.objects.requests() == [])
    }
}
