import Foundation
import TestSupport
import Testing

@Suite struct PullTests {
    private static let file = "model.bin"

    private func right(_ bed: TestBed, _ version: String? = nil) throws -> Data {
        let file = try #require(try bed.model("text-classifier").files(at: version).first)
        return try bed.repositories.contents(of: file)
    }

    @Test func `the model of the working directory's dvc.yaml is put in place`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "model.bin\n")
        #expect(try bed.contents(Self.file) == right(bed))
    }

    @Test func `a second pull transfers nothing`() async throws {
        let bed = try await TestBed("single")
        _ = try await bed.run("dvc-model-pull")
        let requests = try await bed.objects.requests().count
        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(second.output == "")
        #expect(try await bed.objects.requests().count == requests)
    }

    @Test func `every file of a folder comes, whatever its name`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "speech@v0.1.0")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files(at: "v0.1.0")
        for file in files {
            #expect(try bed.contents(file.path) == bed.repositories.contents(of: file), "\(file.path)")
        }
        #expect(Set(result.output.split(separator: "\n").map(String.init)) == Set(files.map(\.path)))
    }

    @Test func `a stage is pulled in the version that it has`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "text-classifier#prod")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents(Self.file) == right(bed, "v1.0.0"))
    }

    @Test func `a name below the root is inferred from the working directory`() async throws {
        let bed = try await TestBed("mono")
        let result = try await bed.run("dvc-model-pull", in: "nlp")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "tokenizer.bin\n")
        let file = try #require(try bed.model("nlp:tokenizer").files(at: "v1.0.0-rc.1").first)
        #expect(try bed.contents("nlp/tokenizer.bin") == bed.repositories.contents(of: file))
    }

    @Test func `a templated pipeline output is pulled`() async throws {
        let bed = try await TestBed("pipeline")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try #require(try bed.model("forecast-model").files().first)
        #expect(try bed.contents("out/model.bin") == bed.repositories.contents(of: file))
    }

    @Test func `objects come from a real S3 API by URLs that boto3 signed`() async throws {
        let bed = try await TestBed("folder", storage: .s3)
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        for file in try bed.model("speech").files() {
            #expect(try bed.contents(file.path) == bed.repositories.contents(of: file), "\(file.path)")
        }
    }

    // MARK: Where files go

    @Test func `a folder named with -o keeps the paths of the repository`() async throws {
        let bed = try await TestBed("folder")
        let out = bed.scratch.path("out")
        let result = try await bed.run("dvc-model-pull", "-o", out)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try #require(try bed.model("speech").files().first)
        let contents = FileManager.default.contents(atPath: "\(out)/\(file.path)")
        #expect(try contents == bed.repositories.contents(of: file))
        #expect(bed.contents(file.path) == nil)
    }

    @Test func `flat leaves out the folders above the model`() async throws {
        let bed = try await TestBed("folder")
        let out = bed.scratch.path("out")
        let result = try await bed.run("dvc-model-pull", "-o", out, "--flat", "--path", "*/config.json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(FileManager.default.fileExists(atPath: "\(out)/speech/config.json"))
    }

    @Test func `a single file takes the name that -o gives it`() async throws {
        let bed = try await TestBed("single")
        let out = bed.scratch.path("new/name.bin")
        let result = try await bed.run("dvc-model-pull", "-o", out)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try FileManager.default.contents(atPath: out) == right(bed))
    }

    @Test func `a single file goes to standard output`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "-o", "-")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try result.standardOutput == right(bed))
        #expect(bed.contents(Self.file) == nil)
    }

    @Test func `a dry run says what would be done and does nothing`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--dry-run", "-o", bed.scratch.path("out/"))
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            result.output == """
                download  5.9 KiB  ../out/model.bin
                total     5.9 KiB  in 1 file to fetch

                """
        )
        #expect(!FileManager.default.fileExists(atPath: bed.scratch.path("out")))
    }

    @Test func `only files whose path matches come`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "--path", "*/vocab/*", "--path", "*.json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            result.output.split(separator: "\n").map(String.init).sorted() == [
                "models/speech/config.json", "models/speech/vocab/de/words.txt",
                "models/speech/vocab/en/same words.txt", "models/speech/vocab/en/words.txt",
                "models/speech/vocab/fr/words.txt",
            ]
        )
    }

    @Test func `a path that matches nothing is an error`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "--path", "*.onnx")
        #expect(result.exit == .status(66))
        #expect(result.errorOutput.contains("'*.onnx'"), "\(result.errorOutput)")
    }

    // MARK: What is there already

    @Test func `a file that differs is left alone, and the others are not fetched`() async throws {
        let bed = try await TestBed("single")
        try Data("mine".utf8).write(to: URL(filePath: "\(bed.checkout)/model.bin"))
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(73))
        #expect(bed.contents(Self.file) == Data("mine".utf8))
        #expect(try await bed.objects.requests().isEmpty)
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: 'model.bin' would be replaced: what is there differs from the model, and is neither in DVC's cache nor in another registered version
                  try: look at the difference, then run the same command with --force to replace it

                """
        )
    }

    @Test func `force replaces a file that differs`() async throws {
        let bed = try await TestBed("single")
        try Data("mine".utf8).write(to: URL(filePath: "\(bed.checkout)/model.bin"))
        let result = try await bed.run("dvc-model-pull", "--force")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents(Self.file) == right(bed))
    }

    @Test func `a link in a file's place is replaced by force and not followed`() async throws {
        let bed = try await TestBed("single")
        let target = try bed.scratch.write("mine", to: "elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: "\(bed.checkout)/model.bin",
            withDestinationPath: target
        )
        let result = try await bed.run("dvc-model-pull", "--force")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents(Self.file) == right(bed))
        #expect(FileManager.default.contents(atPath: target) == Data("mine".utf8))
    }

    @Test func `two versions of one file do not fight for its place`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run(
            "dvc-model-pull",
            "text-classifier@v1.0.0",
            "text-classifier@v1.1.0"
        )
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("two of these models want different files at 'model.bin'"))
        #expect(try await bed.objects.requests().isEmpty)
    }

    // MARK: Reports

    @Test func `the report says what came and how it was checked`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(report["schema"] == 1)
        #expect(report["changed"] == .bool(true))
        #expect(report["error"] == .null)
        guard case .array(let files)? = report["files"] else {
            Issue.record("no files: \(result.output)")
            return
        }
        #expect(
            files == [
                .object([
                    "model": "text-classifier", "path": "model.bin",
                    "destination": .string("\(bed.checkout)/model.bin"), "action": "download",
                    "outcome": "downloaded", "size": .integer(Int(file.size)), "md5": .string(file.md5),
                    "expected": .string(file.md5), "md5_rule": "md5", "md5_source": "git",
                    "origin": "storage",
                    "bytes_received": .integer(Int(file.size)), "bytes_resumed": 0,
                ])
            ]
        )
    }

    @Test func `a report of a failure has the same shape and names the error`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": "404"])
        let result = try await bed.run("dvc-model-pull", "--json")
        #expect(result.exit == .status(66))
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        #expect(report["error"]?["code"] == "object-missing")
        #expect(report["changed"] == .bool(false))
    }
}
