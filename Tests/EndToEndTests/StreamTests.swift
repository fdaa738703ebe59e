import Foundation
import TestSupport
import Testing

/// `dvc-model-pull -o -`: one file to whoever reads stdout.
@Suite struct StreamTests {
    private func right(_ bed: TestBed, _ model: String) throws -> Data {
        try bed.repositories.contents(of: try #require(try bed.model(model).files().first))
    }

    private func json(_ result: ToolResult) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
    }

    @Test func `a reader that has enough ends the pull quietly`() async throws {
        let bed = try await TestBed("big")
        let command =
            "set -o pipefail; '\(try ToolRunner.folder())/dvc-model-pull' -o - --no-progress | head -c 10"
        let result = try await bed.start("bash", ["-c", "\(command); exit ${PIPESTATUS[0]}"]).result()
        #expect(result.exit == .status(128 + SIGPIPE))
        #expect(try result.standardOutput == right(bed, "llm").prefix(10))
        #expect(result.errorOutput == "")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"))
    func `a stdout that takes nothing is an error`() async throws {
        let bed = try await TestBed("single")
        let command = "'\(try ToolRunner.folder())/dvc-model-pull' -o - --no-progress >/dev/full"
        let result = try await bed.start("bash", ["-c", command]).result()
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: standard output cannot be written: No space left on device

                """
        )
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
        arguments: [
            "dvc-model-uris", "dvc-model-uris --json", "dvc-model-verify", "dvc-model-pull",
        ]
    )
    func `an answer that does not reach stdout is no success`(command: String) async throws {
        let bed = try await TestBed("single")
        let path = "PATH='\(try ToolRunner.folder())':$PATH"
        let result = try await bed.start("bash", ["-c", "\(path); \(command) >/dev/full"]).result()
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("standard output cannot be written"), "\(result.errorOutput)")
    }

    @Test func `a closed stdout is an error`() async throws {
        let bed = try await TestBed("single")
        let command = "'\(try ToolRunner.folder())/dvc-model-pull' -o - --no-progress >&-"
        let result = try await bed.start("bash", ["-c", command]).result()
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test(arguments: [
        [Fault("reset", times: 2, ["bytes": 1_000_000])],
        [Fault("truncated", times: 1, ["bytes": 3_000_000])],
        [Fault("reset", times: 1, ["bytes": 1_000_000]), Fault("ignore-range", times: 1)],
        [Fault("reset", times: 1, ["bytes": 1_000_000]), Fault("wrong-range", times: 1)],
        [Fault("reset", times: 1, ["bytes": 0])], [Fault("500", times: 1)],
    ])
    func `a connection that breaks leaves no gap and nothing twice`(faults: [Fault]) async throws {
        let bed = try await TestBed("big")
        try await bed.objects.setFaults(["*": faults])
        let result = try await bed.run("dvc-model-pull", "-o", "-")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try result.standardOutput == right(bed, "llm"))
    }

    @Test func `an object that the storage itself calls another is refused before a byte goes out`()
        async throws
    {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": "replaced"])
        let result = try await bed.run("dvc-model-pull", "-o", "-", "--no-progress")
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(result.standardOutput == Data())
    }

    @Test func `bytes that turn out wrong are named with their own MD5`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": "wrong-bytes"])
        let result = try await bed.run("dvc-model-pull", "-o", "-", "--no-progress")
        let wrong = Data(try right(bed, "text-classifier").map { 255 - $0 })
        let expected = try #require(try bed.model("text-classifier").files().first).md5
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.standardOutput == wrong)
        let digest = try await bed.start("md5sum", input: wrong).result().output.prefix(32)
        #expect(
            result.errorOutput.hasPrefix(
                "dvc-model-pull: error: 'model.bin' came with the MD5 \(digest), expected \(expected)"
            ),
            "\(result.errorOutput)"
        )
        #expect(!result.errorOutput.contains("twice"))
        // What went out cannot be taken back, so other bytes are of no use.
        #expect(try await bed.objects.requests().count == 1)
    }

    @Test func `a model of several files is refused before a byte comes`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "-o", "-")
        #expect(result.exit == .status(64), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: '--out -' takes one file, and the model has 13
                  try: dvc-model-pull --help

                """
        )
        #expect(try await bed.objects.requests() == [])
    }

    @Test func `one file of several is chosen by its path`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "-o", "-", "--path", "config.json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "{\"layers\": 2}\n")
    }

    @Test func `an empty file is an empty stream`() async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-pull", "-o", "-", "--path", "empty.txt")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.standardOutput == Data())
    }

    @Test func `a report and a file cannot share stdout`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--json", "-o", "-")
        #expect(result.exit == .status(64), "\(result.errorOutput)")
        #expect(try json(result)["error"]?["code"] == "usage")
        #expect(try json(result)["error"]?["message"] == "'--json' and '--out -' both want standard output")
        #expect(try await bed.objects.requests() == [])
    }

    @Test func `Ctrl-C in the middle ends by its signal`() async throws {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        try await bed.objects.setFaults(["*": Fault("hold", ["bytes": .integer(3 << 20)])])
        let tool = try bed.start("dvc-model-pull", ["-o", "-", "--no-progress"])
        try await bed.objects.waitUntilSent(3 << 20, of: "/\(file.key)")
        tool.send(signal: SIGINT)
        let result = try await tool.result()
        #expect(result.exit == .signal(SIGINT))
        let right = try right(bed, "llm")
        #expect(right.starts(with: result.standardOutput))
        // Nothing is kept of it, so nothing may be promised.
        #expect(!result.errorOutput.contains("goes on"), "\(result.errorOutput)")
    }
}
