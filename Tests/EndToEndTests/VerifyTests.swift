import Foundation
import TestSupport
import Testing

@Suite struct VerifyTests {
    /// A checkout of the folder model, pulled.
    private func pulled() async throws -> TestBed {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        return bed
    }

    private func lines(_ result: ToolResult) -> Set<String> {
        Set(result.output.split(separator: "\n").map(String.init))
    }

    @Test func `every file that is right is said to be`() async throws {
        let bed = try await pulled()
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try lines(result) == Set(bed.model("speech").files().map { "\($0.path): OK" }))
    }

    @Test func `a changed, a missing and an extra file are told apart`() async throws {
        let bed = try await pulled()
        let folder = "models/speech"
        try Data("changed".utf8).write(to: URL(filePath: "\(bed.checkout)/\(folder)/config.json"))
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/\(folder)/empty.txt")
        try Data("x".utf8).write(to: URL(filePath: "\(bed.checkout)/\(folder)/vocab/extra.txt"))
        let config = try #require(try bed.model("speech").files().first { $0.path.hasSuffix("config.json") })
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(1))
        let wrong = lines(result).filter { !$0.hasSuffix(": OK") }
        #expect(
            wrong == [
                "models/speech/config.json: FAILED (md5 8977dfac2f8e04cb96e66882235f5aba, expected \(config.md5))",
                "models/speech/empty.txt: MISSING",
                "models/speech/vocab/extra.txt: EXTRA",
            ]
        )
    }

    @Test func `an extra file alone is no failure, but for --strict`() async throws {
        let bed = try await pulled()
        try Data("x".utf8).write(to: URL(filePath: "\(bed.checkout)/models/speech/extra.txt"))
        #expect(try await bed.run("dvc-model-verify").exit == .status(0))
        #expect(try await bed.run("dvc-model-verify", "--strict").exit == .status(1))
    }

    @Test func `the files that --path leaves out are no extra files`() async throws {
        let bed = try await pulled()
        let result = try await bed.run("dvc-model-verify", "--path", "*.json")
        #expect(result.output == "models/speech/config.json: OK\n")
    }

    @Test func `what nobody states the MD5 of is unverified, in words and in JSON`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults([
            "studio": Fault("reply", ["body": #"{"model.bin": "{objects}/anything"}"#])
        ])
        let clone = try bed.cloneWithoutTags()
        try Data("x".utf8).write(to: URL(filePath: "\(clone)/model.bin"))
        let result = try await bed.run("dvc-model-verify", "-C", clone)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output.hasSuffix("model.bin: UNVERIFIED\n"))
        let report = try JSONDecoder().decode(
            JSONValue.self,
            from: try await bed.run("dvc-model-verify", "-C", clone, "--json").standardOutput
        )
        #expect(report["summary"]?["unverified"] == 1)
        #expect(report["summary"]?["ok"] == 0)
        #expect(try await bed.run("dvc-model-verify", "-C", clone, "--strict").exit == .status(1))
    }

    @Test func `nothing pulled yet is missing`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(1))
        #expect(result.output == "model.bin: MISSING\n")
        #expect(try await bed.objects.requests().isEmpty)
    }

    @Test func `files are looked for where pull -o put them`() async throws {
        let bed = try await TestBed("folder")
        let out = bed.scratch.path("out")
        _ = try await bed.run("dvc-model-pull", "-o", out, "--flat")
        let result = try await bed.run("dvc-model-verify", "-o", out, "--flat")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(lines(result).contains("../out/speech/config.json: OK"))
    }

    @Test func `another version than the one here is found out`() async throws {
        let bed = try await pulled()
        let result = try await bed.run("dvc-model-verify", "speech@v0.1.0")
        #expect(result.exit == .status(1))
        #expect(lines(result).contains("models/speech/100%.txt: MISSING"))
    }

    // MARK: What cannot be read, and what is not followed

    @Test(.enabled(if: Rights.canBeDropped, "root cannot become nobody here"))
    func `a file that may not be read is a failed row, and all others are checked`() async throws {
        let bed = try await pulled()
        let path = "models/speech/config.json"
        #expect(chmod("\(bed.checkout)/\(path)", 0) == 0)
        let result = try await bed.runWithoutRights("dvc-model-verify")
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        let expected = try bed.model("speech").files().map { file in
            "\(file.path): \(file.path == path ? "FAILED (cannot be read: permission denied)" : "OK")"
        }
        #expect(lines(result) == Set(expected))
        #expect(
            result.errorOutput == """
                dvc-model-verify: error: cannot read '\(bed.checkout)/\(path)': permission denied
                  at: \(bed.checkout)/\(path)

                """
        )
    }

    @Test func `a link in a circle is a failed row, in JSON with the reason`() async throws {
        let bed = try await pulled()
        let path = "\(bed.checkout)/models/speech/config.json"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "config.json")
        let result = try await bed.run("dvc-model-verify", "--json")
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        #expect(report["error"]?["code"] == "file-unreadable")
        #expect(report["summary"]?["failed"] == 1)
        let row = report["files"]?.elements.first { $0["destination"] == .string(path) }
        #expect(row?["problem"] == "cannot be read: too many levels of symbolic links")
    }

    @Test func `a link out of the checkout is not followed, whatever it leads to`() async throws {
        let bed = try await TestBed("single")
        #expect(try await bed.run("dvc-model-pull").exit == .status(0))
        let path = "\(bed.checkout)/model.bin"
        let outside = bed.scratch.path("elsewhere.bin")
        try FileManager.default.moveItem(atPath: path, toPath: outside)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: outside)
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(
            result.output
                == "model.bin: FAILED (a link to '\(outside)', which is neither here nor in DVC's cache)\n"
        )
        #expect(
            result.errorOutput == """
                dvc-model-verify: error: of 1 file of the model: 1 wrong
                  try: move away '\(path)', then dvc-model-pull

                """
        )
    }

    @Test func `a folder that is a link is not gone into`() async throws {
        let bed = try await pulled()
        let folder = "\(bed.checkout)/models/speech/vocab"
        try FileManager.default.moveItem(atPath: folder, toPath: bed.scratch.path("vocab"))
        try FileManager.default.createSymbolicLink(
            atPath: folder,
            withDestinationPath: bed.scratch.path("vocab")
        )
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        let failed = lines(result).filter { !$0.hasSuffix(": OK") && !$0.hasSuffix(": EXTRA") }
        #expect(failed.allSatisfy { $0.hasPrefix("models/speech/vocab/") && $0.contains("'\(folder)'") })
        #expect(!failed.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a link into DVC's cache is the file, wherever the cache is`(isInside: Bool) async throws {
        let bed = try await RemoteBed("single")
        if !isInside { try await bed.dvc("config", "--local", "cache.dir", bed.scratch.path("shared-cache")) }
        try await bed.dvc("config", "--local", "cache.type", "symlink")
        let receipt = bed.scratch.path("receipt.json")
        let words = ["--cache", "--receipt", receipt, "text-classifier"]
        let pull = try await bed.start("dvc-model-pull", words).result()
        #expect(pull.exit == .status(0), "\(pull.errorOutput)")
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(bed.checkout)/model.bin")
        #expect(target.hasPrefix(bed.checkout) == isInside)
        for words in [["text-classifier"], ["--receipt", receipt]] {
            let result = try await bed.start("dvc-model-verify", words).result()
            #expect(result.output == "model.bin: OK\n", "\(result.errorOutput)")
        }
    }
}
