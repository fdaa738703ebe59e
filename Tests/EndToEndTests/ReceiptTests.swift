import Foundation
import TestSupport
import Testing

/// `--receipt`: what was placed, and that it still is.
@Suite struct ReceiptTests {
    /// SHA-256, by the program that everybody has.
    private func sha256(_ path: String) throws -> JSONValue {
        let result = try Program.run("openssl", ["dgst", "-sha256", "-r", path], in: "/")
        return .string(String(result.output.prefix(64)))
    }

    private func receipt(_ bed: some Bed, _ arguments: String...) async throws -> JSONValue {
        let file = bed.scratch.path("receipt.json")
        let result = try await bed.start("dvc-model-pull", ["--receipt", file] + arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        return try JSONValue(try Data(contentsOf: URL(filePath: file)))
    }

    @Test func `a receipt names the model and where it comes from`() async throws {
        let bed = try await RemoteBed("single")
        let receipt = try await receipt(bed, "text-classifier#prod")
        #expect(receipt["schema"] == 1)
        #expect(
            receipt["models"]
                == [
                    .object([
                        "model": "text-classifier#prod", "name": "text-classifier", "version": "v1.0.0",
                        "stage": "prod", "repo": .string(bed.repository.repoURL),
                        "commit": .string(try bed.model("text-classifier").version("v1.0.0").commit),
                    ])
                ]
        )
    }

    @Test func `a receipt has size and hashes of every file`() async throws {
        let bed = try await RemoteBed("folder")
        let receipt = try await receipt(bed)
        let files = try bed.model("speech").files()
        #expect(Set(receipt.column("files", "path")) == Set(files.map { .string($0.path) }))
        let stated = (receipt["files"]?.elements ?? []).map { file in
            [file["path"], file["size"], file["md5"], file["sha256"], file["md5_source"]]
        }
        let expected = try files.map { file -> [JSONValue?] in
            let hash = try sha256("\(bed.checkout)/\(file.path)")
            return [.string(file.path), .integer(Int(file.size)), .string(file.md5), hash, "git"]
        }
        #expect(Set(stated) == Set(expected))
    }

    @Test func `a file that was right already is in the receipt, too`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.expectPull("text-classifier")
        let receipt = try await receipt(bed)
        #expect(receipt.column("files", "path") == ["model.bin"])
        #expect(receipt.column("files", "sha256") == [try sha256("\(bed.checkout)/model.bin")])
    }

    @Test func `a receipt of a pull through Studio says the same of the files`() async throws {
        let remote = try await RemoteBed("folder")
        let studio = try await TestBed("folder")
        let (one, other) = (try await receipt(remote), try await receipt(studio))
        #expect(
            Set(one["files"]?.elements ?? []) == Set(other["files"]?.elements ?? [])
        )
    }

    @Test func `DVC 2's text has its own MD5 in the receipt`() async throws {
        let bed = try await RemoteBed("legacy")
        let receipt = try await receipt(bed, "notes")
        // Of the bytes, `one\r\ntwo\r\n`; the record's counts CR LF as LF.
        #expect(receipt.column("files", "md5") == ["4e03dd5f05f68ca4f8941fd80c63e0b2"])
        let verified = try await verify(bed, bed.scratch.path)
        #expect(verified.exit == .status(0), "\(verified.errorOutput)")
    }

    // MARK: Verifying

    /// Verifies with nothing but the receipt: no Studio, no checkout.
    private func verify(_ bed: some Bed, _ folder: String) async throws -> ToolResult {
        try await ToolRunner.run(
            "dvc-model-verify",
            ["--receipt", bed.scratch.path("receipt.json")],
            in: folder,
            environment: bed.isolation,
        )
    }

    @Test func `a receipt is enough to verify by, from anywhere`() async throws {
        let bed = try await RemoteBed("folder")
        _ = try await receipt(bed)
        let files = try bed.model("speech").files()
        let here = try await verify(bed, bed.checkout)
        #expect(here.exit == .status(0), "\(here.errorOutput)")
        #expect(here.lines == files.map { "\($0.path): OK" }.sorted())
        let above = try await verify(bed, bed.scratch.path)
        #expect(above.exit == .status(0), "\(above.errorOutput)")
        #expect(above.lines == files.map { "folder/\($0.path): OK" }.sorted())
    }

    @Test func `files that went elsewhere are found by their receipt`() async throws {
        let bed = try await RemoteBed("folder")
        _ = try await receipt(bed, "-o", bed.scratch.path("out"), "--flat")
        let result = try await verify(bed, bed.scratch.path)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let names = try bed.model("speech").files().map { $0.path.dropFirst("models/".count) }
        #expect(result.lines == names.map { "out/\($0): OK" }.sorted())
    }

    @Test func `a receipt goes with its files`() async throws {
        let bed = try await RemoteBed("single")
        let out = bed.scratch.path("out")
        let pulled = try await bed.run("dvc-model-pull", "-o", "\(out)/", "--receipt", "\(out)/receipt.json")
        #expect(pulled.exit == .status(0), "\(pulled.errorOutput)")
        try FileManager.default.moveItem(atPath: out, toPath: bed.scratch.path("moved"))
        let result = try await ToolRunner.run(
            "dvc-model-verify",
            ["--receipt", "receipt.json"],
            in: bed.scratch.path("moved"),
            environment: bed.isolation,
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "model.bin: OK\n")
    }

    @Test func `a changed and a missing file are told apart`() async throws {
        let bed = try await RemoteBed("folder")
        _ = try await receipt(bed)
        let files = try bed.model("speech").files()
        let config = try #require(files.first { $0.path.hasSuffix("config.json") })
        try bed.write(#"{"layers": 3}"# + "\n", to: config.path)
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/models/speech/empty.txt")
        let result = try await verify(bed, bed.checkout)
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(
            result.lines.filter { !$0.hasSuffix(": OK") } == [
                "models/speech/config.json: FAILED (md5 f0b80bea6ea6976459af0d4d51187f7e, expected \(config.md5))",
                "models/speech/empty.txt: MISSING",
            ]
        )
    }

    @Test func `a changed receipt does not pass`() async throws {
        let bed = try await RemoteBed("single")
        let receipt = try await receipt(bed)
        let hash = try #require(receipt.column("files", "sha256").first?.string)
        let file = bed.scratch.path("receipt.json")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let other = String(repeating: "0", count: 64)
        try bed.scratch.write(text.replacing(hash, with: other), to: "receipt.json")
        let result = try await verify(bed, bed.checkout)
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output == "model.bin: FAILED (sha256 \(hash), expected \(other))\n")
    }

    @Test(arguments: [
        "", "{}", "[1]", "not JSON", #"{"schema": 99, "models": [], "root": ".", "files": []}"#,
    ])
    func `what is no receipt is refused`(text: String) async throws {
        let bed = try await RemoteBed("single")
        try bed.scratch.write(text, to: "receipt.json")
        let result = try await verify(bed, bed.checkout)
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(result.output == "")
    }

    @Test func `a receipt that is not there is an error`() async throws {
        let bed = try await RemoteBed("single")
        let result = try await verify(bed, bed.checkout)
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(result.error.contains("receipt.json"), "\(result.errorOutput)")
    }

    @Test func `a receipt whose files lie outside is refused`() async throws {
        let bed = try await RemoteBed("single")
        let receipt = try await receipt(bed)
        #expect(receipt.column("files", "place") == ["model.bin"])
        let file = bed.scratch.path("receipt.json")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = text.replacing(#""place" : "model.bin""#, with: #""place" : "../../etc/passwd""#)
        #expect(changed != text)
        try bed.scratch.write(changed, to: "receipt.json")
        let result = try await verify(bed, bed.checkout)
        #expect(result.exit == .status(73), "\(result.errorOutput)")
    }

    @Test func `a pull that fails leaves no receipt`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try bed.damage(bed.objectPath(bed.file(of: "text-classifier")))
        let file = bed.scratch.path("receipt.json")
        let result = try await bed.run("dvc-model-pull", "--receipt", file)
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `no secret is in a receipt`() async throws {
        let bed = try await RemoteBed("single", .http(.basic))
        _ = try await receipt(bed)
        let text = try String(contentsOfFile: bed.scratch.path("receipt.json"), encoding: .utf8)
        #expect(!text.contains(RemoteBed.password))
    }

    @Test func `a receipt names its models, so no other goes with it`() async throws {
        let bed = try await RemoteBed("single")
        _ = try await receipt(bed)
        let file = bed.scratch.path("receipt.json")
        let result = try await bed.run("dvc-model-verify", "--receipt", file, "text-classifier")
        #expect(result.exit == .status(64), "\(result.errorOutput)")
    }

    @Test func `a file that is gone is met with the pull that brings it back`() async throws {
        let bed = try await RemoteBed("single")
        _ = try await receipt(bed, "text-classifier#prod")
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/model.bin")
        let result = try await bed.run("dvc-model-verify", "--receipt", bed.scratch.path("receipt.json"))
        #expect(
            result.errorOutput == """
                dvc-model-verify: error: of 1 file of the model: 1 missing
                  try: dvc-model-pull text-classifier@v1.0.0, to the same place

                """
        )
    }

    @Test func `what nobody vouched for is not given a source`() async throws {
        let bed = try await RemoteBed("single")
        _ = try await receipt(bed)
        let file = bed.scratch.path("receipt.json")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try bed.scratch.write(
            text.replacingOccurrences(of: #""md5_source" : "git""#, with: #""md5_source" : null"#),
            to: "receipt.json"
        )
        let report = try await bed.report("dvc-model-verify", "--receipt", file)
        #expect(report.column("files", "md5_source") == [.null])
        #expect(report.column("files", "result") == ["ok"])
    }
}
