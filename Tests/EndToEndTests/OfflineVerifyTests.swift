import Foundation
import TestSupport
import Testing

/// `dvc-model-verify --offline`: Git's records and DVC's cache, and nobody else.
@Suite struct OfflineVerifyTests {
    private func verify(_ bed: some Bed, _ arguments: String...) async throws -> ToolResult {
        try await bed.start("dvc-model-verify", ["--offline"] + arguments).result()
    }

    private func lines(_ result: ToolResult) -> Set<String> {
        Set(result.output.split(separator: "\n").map(String.init))
    }

    @Test func `what is recorded and in the cache could be pushed`() async throws {
        let bed = try await RemoteBed("folder")
        try await bed.dvc("pull", "-q")
        let result = try await verify(bed)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files()
        #expect(lines(result) == Set(files.map { "\($0.path): OK" }))
        #expect(
            result.errorOutput
                == "dvc-model-verify: \(files.count) files recorded, and all at hand here for dvc push\n"
        )
    }

    @Test func `what is recorded and not in the cache is said to be, and is no failure but for --strict`()
        async throws
    {
        let bed = try await RemoteBed("single")
        let result = try await verify(bed)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "model.bin: OK (not in DVC's cache here)\n")
        #expect(try await verify(bed, "--strict").exit == .status(1))
    }

    @Test func `of a folder whose listing is not here only the folder is known`() async throws {
        let bed = try await RemoteBed("folder")
        let result = try await verify(bed)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "models/speech: OK (not in DVC's cache here)\n")
    }

    @Test func `nobody is asked, whatever is configured`() async throws {
        let bed = try await TestBed("folder")
        #expect(try await verify(bed).exit == .status(0))
        #expect(try await bed.studio.requests().isEmpty)
        #expect(try await bed.objects.requests().isEmpty)
    }

    @Test func `what was never made has no hash, and that is an error`() async throws {
        let bed = try await RemoteBed("stages")
        let result = try await verify(bed, "never")
        #expect(result.exit == .status(66))
        #expect(result.errorOutput.contains("no hash is recorded in dvc.lock"), "\(result.errorOutput)")
    }

    @Test func `what was only noted by its source has no hash, and that is an error`() async throws {
        let bed = try await RemoteBed("imports")
        let result = try await verify(bed, "only-known")
        #expect(result.exit == .status(66))
        #expect(result.output == "only-known.bin: FAILED (no hash is recorded)\n")
    }

    @Test func `a tag without the artifact's dvc.yaml is an error`() async throws {
        let bed = try await RemoteBed("single")
        try Program.git("rm", "-q", "dvc.yaml", in: bed.checkout)
        try bed.commit(tag: "text-classifier@v9.0.0")
        let result = try await verify(bed, "--tag", "text-classifier@v9.0.0")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
    }

    @Test func `all that is registered is one table`() async throws {
        let bed = try await RemoteBed("mono")
        try await bed.dvc("pull", "-q", "ranker.bin")
        let result = try await verify(bed, "--all", "--name", "ran*")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output.split(separator: "\n").last?.hasSuffix("  ok") == true, "\(result.output)")
        #expect(result.errorOutput == "dvc-model-verify: 1 of 1 version recorded in full\n")
    }
}
