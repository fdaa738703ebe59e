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
}
