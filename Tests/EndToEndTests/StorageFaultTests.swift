import Foundation
import TestSupport
import Testing

/// What the storage does wrong, and what becomes of the pull.
@Suite struct StorageFaultTests {
    private static let token = TestBed.token

    private func pull(
        _ bed: TestBed,
        _ faults: [Fault],
        _ arguments: String...,
    ) async throws -> (result: ToolResult, isRight: Bool, leftovers: [String]) {
        try await bed.objects.setFaults(["*": faults])
        let result = try await bed.start("dvc-model-pull", arguments).result()
        let file = try #require(try bed.model("text-classifier").files().first)
        let contents = bed.contents("model.bin")
        if let contents {
            #expect(try contents == bed.repositories.contents(of: file), "wrong bytes in place")
        }
        let entries = try FileManager.default.contentsOfDirectory(atPath: bed.checkout)
        return (result, contents != nil, entries.filter { $0.hasSuffix(".part") })
    }

    @Test(
        arguments: [
            ("500", nil), ("503-slowdown", nil), ("429", ["retry_after": "0"]),
            ("truncated", ["bytes": 1_000]),
            ("reset", ["bytes": 1_000]), ("reset", ["bytes": 0]), ("wrong-bytes", nil),
            ("xml-error-200", nil),
            ("html-portal", nil), ("too-long", nil), ("gzip", nil),
        ] as [(String, [String: JSONValue]?)]
    )
    func `a fault that passes costs nothing but time`(name: String, parameters: [String: JSONValue]?)
        async throws
    {
        let bed = try await TestBed("single")
        // What the storage states about the object would give a changed object away at once.
        let hidden: [String: JSONValue] = ["set": .object(["ETag": .null])]
        let (result, isRight, leftovers) = try await pull(
            bed,
            [Fault(name, times: 1, parameters ?? [:]), Fault("headers", hidden)]
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(isRight)
        #expect(leftovers == [])
    }

    @Test(arguments: [
        ("404", 66), ("403", 77), ("400-expired", 77), ("wrong-bytes", 1), ("gzip", 1), ("html-portal", 1),
        ("xml-error-200", 1), ("too-long", 1),
    ])
    func `a fault that stays ends in its own status, and nothing is placed`(name: String, status: Int32)
        async throws
    {
        let bed = try await TestBed("single")
        let (result, isRight, leftovers) = try await pull(bed, [Fault(name)])
        #expect(result.exit == .status(status), "\(result.errorOutput)")
        #expect(!isRight)
        #expect(leftovers == [])
        #expect(!result.errorOutput.contains("X-Amz-Signature"))
    }

    @Test(arguments: ["no-length", "ignore-range"])
    func `an unusual but right reply is taken`(name: String) async throws {
        let bed = try await TestBed("single")
        let (result, isRight, _) = try await pull(bed, [Fault(name)])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(isRight)
    }

    @Test func `a redirect of the storage is followed, without credentials`() async throws {
        let bed = try await TestBed("single")
        let file = try #require(try bed.model("text-classifier").files().first)
        let elsewhere = try await ServerProcess.start("objects.py", [bed.repositories.storagePath])
        let (result, isRight, _) = try await pull(
            bed,
            [Fault("redirect", ["to": .string("\(elsewhere.url)/\(file.key)")])]
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(isRight)
        #expect(try await elsewhere.requests().map { $0.headers["authorization"] } == [nil])
    }

    @Test func `one missing object of several is named, and the others come`() async throws {
        let bed = try await TestBed("folder")
        let files = try bed.model("speech").files()
        let missing = try #require(files.first { $0.path.hasSuffix("weights.bin") })
        try await bed.objects.setFaults(["/\(missing.key)": "404"])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.output.split(separator: "\n").count == files.count - 1)
        #expect(bed.contents(missing.path) == nil)
        #expect(result.errorOutput.contains("'models/speech/weights.bin' is not in storage"))
    }

    @Test func `an object whose ETag contradicts its key is refused before a byte is placed`() async throws {
        let bed = try await TestBed("single")
        let other = String(repeating: "0", count: 32)
        let (result, isRight, _) = try await pull(
            bed,
            [Fault("headers", ["set": .object(["ETag": .string("\"\(other)\"")])])]
        )
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(!isRight)
        #expect(result.errorOutput.contains("the storage states \(other)"), "\(result.errorOutput)")
    }
}
