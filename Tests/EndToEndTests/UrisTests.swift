import Foundation
import TestSupport
import Testing

@Suite struct UrisTests {
    /// What `--format map` gives, read as JSON.
    private func map(_ bed: TestBed, _ arguments: String...) async throws -> [String: String] {
        let result = try await bed.start("dvc-model-uris", ["--format", "map"] + arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        return try JSONDecoder().decode([String: String].self, from: result.standardOutput)
    }

    @Test func `one URL a line is the default`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris")
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output.hasPrefix("\(bed.objects.url)/\(file.key)?X-Amz-Algorithm=AWS4-HMAC-SHA256&"))
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(result.errorOutput == "")
    }

    @Test func `tsv pairs each path with its URL, in the order of the paths`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-uris", "--format", "tsv")
        let rows = result.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(rows.allSatisfy { $0.count == 2 })
        let paths = try bed.model("speech").files().map(\.path)
        #expect(
            rows.map { $0[0] } == paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        )
    }

    @Test func `map is Studio's own object`() async throws {
        let bed = try await TestBed("folder")
        let map = try await map(bed)
        #expect(try Set(map.keys) == Set(bed.model("speech").files().map(\.path)))
    }

    @Test func `null ends every field with a NUL`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-uris", "--format", "null", "--path", "*.json")
        let fields = result.standardOutput.split(separator: 0, omittingEmptySubsequences: false)
        #expect(fields.count == 3)
        #expect(String(decoding: fields[0], as: UTF8.self) == "models/speech/config.json")
    }

    @Test func `curl downloads what the curl format says`() async throws {
        let bed = try await TestBed("folder")
        let config = try await bed.run("dvc-model-uris", "--format", "curl")
        #expect(config.exit == .status(0), "\(config.errorOutput)")
        let out = try bed.scratch.makeFolder("out")
        let curl = try await ToolRunner.run(
            "curl",
            ["-sS", "-K", "-"],
            in: out,
            input: config.standardOutput
        )
        #expect(curl.exit == .status(0), "\(curl.errorOutput)")
        for file in try bed.model("speech").files() {
            let contents = FileManager.default.contents(atPath: "\(out)/\(file.path)")
            #expect(try contents == bed.repositories.contents(of: file), "\(file.path)")
        }
    }

    @Test func `aria2 gets the checksum along`() async throws {
        let bed = try await TestBed("single")
        let file = try #require(try bed.model("text-classifier").files().first)
        let result = try await bed.run("dvc-model-uris", "--format", "aria2")
        #expect(
            result.output.split(separator: "\n").dropFirst().map(String.init)
                == ["  out=model.bin", "  checksum=md5=\(file.md5)"]
        )
    }

    @Test func `a map made elsewhere is enough to download`() async throws {
        let bed = try await TestBed("folder")
        let map = try await bed.run("dvc-model-uris", "--format", "map")
        let asked = try await bed.studio.requests().count
        let result = try await bed.run(
            "dvc-model-pull",
            "--uris",
            "-",
            with: ["DVC_STUDIO_TOKEN": ""],
            input: map.standardOutput
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        for file in try bed.model("speech").files() {
            #expect(try bed.contents(file.path) == bed.repositories.contents(of: file), "\(file.path)")
        }
        #expect(try await bed.studio.requests().count == asked)
    }

    @Test func `a report is as good as a map`() async throws {
        let bed = try await TestBed("single")
        let report = try await bed.run("dvc-model-uris", "--json")
        let path = try bed.scratch.write(report.standardOutput, to: "report.json")
        let result = try await bed.run("dvc-model-pull", "--uris", path, with: ["DVC_STUDIO_TOKEN": ""])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") != nil)
    }

    @Test func `the report tells the hash, where it is from, and when the URL ends`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", "text-classifier@v1.0.0", "--json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        let version = try bed.model("text-classifier").version("v1.0.0")
        let file = try #require(version.files.first)
        guard case .array(let objects)? = report["objects"], let object = objects.first else {
            Issue.record("no objects")
            return
        }
        #expect(object["path"] == "model.bin")
        #expect(object["md5"] == .string(file.md5))
        #expect(object["md5_source"] == "git")
        #expect(object["size"] == .integer(Int(file.size)))
        #expect(object["expires_at"]?.string?.hasSuffix("Z") == true)
        guard case .array(let models)? = report["models"] else {
            Issue.record("no models")
            return
        }
        #expect(
            models == [
                .object([
                    "model": "text-classifier@v1.0.0", "name": "text-classifier",
                    "repo": .string(bed.repository.repoURL), "version": "v1.0.0", "stage": .null,
                    "commit": .string(version.commit), "latest": .bool(false), "route": "studio",
                    "studio_url": .string(bed.studio.url),
                ])
            ]
        )
    }

    @Test func `a GTO tag names model and version`() async throws {
        let bed = try await TestBed("mono")
        let byTag = try await map(bed, "--tag", "refs/tags/nlp=tokenizer@v0.9.0")
        #expect(byTag.keys.sorted() == ["nlp/tokenizer.bin"])
        #expect(
            try await bed.studio.requests().last?.query.hasSuffix("&name=nlp%3Atokenizer&version=v0.9.0")
                == true
        )
    }

    @Test(arguments: ["v1.2.3", "text-classifier@v1.0.0!", "text-classifier@deprecated"])
    func `a tag that gives nothing to do is a note and no failure`(tag: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", "--tag", tag)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(result.errorOutput.contains(tag))
        #expect(try await bed.studio.requests().isEmpty)
    }

    @Test func `two models of one file are listed as commands to paste`() async throws {
        let bed = try await TestBed("mono")
        let result = try await bed.run("dvc-model-uris", in: "vision/models")
        #expect(result.exit == .status(64))
        #expect(
            result.errorOutput.contains("dvc-model-uris vision/models:detector\n"),
            "\(result.errorOutput)"
        )
        #expect(result.errorOutput.contains("dvc-model-uris vision/models:segmenter\n"))
    }

    @Test func `the only artifact of type model is meant where there are several`() async throws {
        let bed = try await TestBed("mono")
        #expect(try await map(bed).keys.sorted() == ["ranker.bin"])
    }

    @Test func `all means every model of every tracked dvc.yaml`() async throws {
        let bed = try await TestBed("mono")
        let paths = [
            "nlp/tokenizer.bin", "ranker.bin", "vision/models/detector.bin", "vision/models/segmenter.bin",
        ]
        #expect(try await map(bed, "--all").keys.sorted() == paths)
        #expect(try await map(bed, "--all", "-C", "nlp").keys.sorted() == paths)
    }

    @Test func `a broken dvc.yaml is no obstacle to a model that another one declares`() async throws {
        let bed = try await TestBed("mono")
        try Data("artifacts: [".utf8).write(to: URL(filePath: "\(bed.checkout)/dvc.yaml"))
        #expect(try await map(bed, "nlp:tokenizer").keys.sorted() == ["nlp/tokenizer.bin"])
        let broken = try await bed.run("dvc-model-uris", "ranker")
        #expect(broken.exit == .status(65), "\(broken.errorOutput)")
    }

    @Test func `a misspelled name is met with the right one`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", "text-clasifier")
        #expect(result.exit == .status(66))
        #expect(result.errorOutput.contains("text-classifier"), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().isEmpty)
    }

    @Test func `a closed pipe ends quietly`() async throws {
        let bed = try await TestBed("folder")
        let folder = try ToolRunner.folder()
        let result = try await bed.start(
            "bash",
            ["-c", "set -o pipefail; '\(folder)/dvc-model-uris' | true; echo ${PIPESTATUS[0]} >&2"]
        ).result()
        #expect(["0\n", "141\n"].contains(result.errorOutput), "\(result.errorOutput)")
    }
}
