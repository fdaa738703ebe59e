import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct ObjectProbeTests {
    private func sizes(
        _ objects: [RemoteObject],
        from bed: TransferBed,
        atOnce: Int = 4,
        stallTimeout: Duration? = nil,
    ) async -> [Int64?] {
        await onThread {
            var settings = TransferBed.settings
            if let stallTimeout { settings.stallTimeout = stallTimeout }
            let probe = ObjectProbe(
                settings,
                jobs: atOnce,
                policy: RetryPolicy(attemptLimit: 1),
                cancellation: bed.cancellation,
                log: Log()
            )
            return probe.sizes(of: objects)
        }
    }

    @Test func `each object's size is told, in order`() async throws {
        let bed = try await TransferBed()
        let counts = [0, 1, 2, 1_000_000] + Array(10..<40)
        let objects = try counts.enumerated().map { index, count in
            try bed.object("\(index)", TransferBed.bytes(count))
        }
        #expect(await sizes(objects, from: bed) == counts.map { Int64($0) })
        #expect(try await bed.server.requests().allSatisfy { $0.headers["range"] == "bytes=0-0" })
    }

    @Test func `one at a time goes from object to object`() async throws {
        let bed = try await TransferBed()
        let objects = try (0..<10).map { try bed.object("\($0)", TransferBed.bytes(5)) }
        #expect(await sizes(objects, from: bed, atOnce: 1) == objects.map { _ in 5 })
    }

    @Test func `a size that is recorded is not asked for`() async throws {
        let bed = try await TransferBed()
        let objects = [
            try bed.object("a", TransferBed.bytes(5), hasSize: true),
            try bed.object("b", TransferBed.bytes(6)),
        ]
        #expect(await sizes(objects, from: bed) == [5, 6])
        #expect(try await bed.server.requests().map(\.path) == ["/b"])
    }

    @Test func `a server that takes no range tells the size and sends no more than a little`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": "ignore-range"])
        #expect(await sizes([try bed.object("a", TransferBed.bytes(5 << 20))], from: bed) == [5 << 20])
    }

    @Test(arguments: [
        Fault("404"), Fault("403"), Fault("500"), Fault("no-length", ["ignoring": ["Range"]]),
    ])
    func `what tells no size is nil, and the others' sizes come`(fault: Fault) async throws {
        let bed = try await TransferBed()
        let objects = try ["a", "b"].map { try bed.object($0, TransferBed.bytes(5)) }
        try await bed.server.setFaults(["/a": fault])
        #expect(await sizes(objects, from: bed) == [nil, 5])
    }

    @Test func `a server that falls silent tells no size`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": "no-answer"])
        let object = try bed.object("a", TransferBed.bytes(5))
        #expect(await sizes([object], from: bed, stallTimeout: .seconds(1)) == [nil])
    }

    @Test func `a compressed reply tells nothing of the object's size`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": "gzip"])
        #expect(await sizes([try bed.object("a", TransferBed.bytes(500))], from: bed) == [nil])
    }

    @Test func `a redirect is followed`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("a", TransferBed.bytes(7))
        try await bed.server.setFaults([
            "/a": Fault("redirect", times: 1, ["to": .string(object.location.urlText ?? "")])
        ])
        #expect(await sizes([object], from: bed) == [7])
    }

    @Test func `what is no http URL is passed over`() async throws {
        let bed = try await TransferBed()
        let objects = ["file:///etc/passwd", "no url"].map { RemoteObject(path: "x", url: SignedURL($0)) }
        #expect(await sizes(objects, from: bed) == [nil, nil])
    }

    @Test func `it stops at once on request`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("a", TransferBed.bytes(5))
        try await bed.server.setFaults(["*": "no-answer"])
        async let sizes = sizes([object], from: bed)
        try await bed.server.waitUntilSent(of: "/a")
        bed.cancellation.cancel(signal: SIGINT)
        #expect(await sizes == [nil])
    }

    // MARK: Answers

    private func answers(
        _ objects: [RemoteObject],
        from bed: TransferBed,
        policy: RetryPolicy = RetryPolicy(firstBound: .milliseconds(1)),
    ) async -> [ObjectProbe.Answer?] {
        await onThread {
            ObjectProbe(
                TransferBed.settings,
                jobs: 4,
                policy: policy,
                cancellation: bed.cancellation,
                log: Log()
            ).answers(to: objects)
        }
    }

    private func statedMD5(_ bytes: Data) throws -> ExpectedMD5 {
        ExpectedMD5(try MD5.digest(of: bytes), from: .header)
    }

    @Test func `an ETag that is an MD5 is told`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(5)
        #expect(
            await answers([try bed.object("a", bytes)], from: bed)
                == [.there(byteCount: 5, statedMD5: try statedMD5(bytes))]
        )
    }

    @Test func `an empty object is there, though a storage has no first byte of it to give`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("a", Data())
        let there = ObjectProbe.Answer.there(byteCount: 0, statedMD5: try statedMD5(Data()))
        #expect(await answers([object], from: bed) == [there])
        try await bed.server.setFaults(["*": Fault("416")])
        #expect(await answers([object], from: bed) == [there])
    }

    @Test func `the storage's own words of a refusal are told`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["/a": "403-denied", "/b": "404"])
        let objects = try ["a", "b"].map { try bed.object($0, TransferBed.bytes(5)) }
        let codes = await answers(objects, from: bed).map { answer in
            if case .refused(let refusal)? = answer { refusal.code } else { nil as String? }
        }
        #expect(codes == ["AccessDenied", "NoSuchKey"])
    }

    @Test(arguments: [Fault("500", times: 2), Fault("reset", times: 2, ["bytes": 0])])
    func `what may pass is asked for again`(fault: Fault) async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": fault])
        let bytes = TransferBed.bytes(5)
        #expect(
            await answers([try bed.object("a", bytes)], from: bed)
                == [.there(byteCount: 5, statedMD5: try statedMD5(bytes))]
        )
        #expect(try await bed.server.requests().count == 3)
    }

    @Test(arguments: ["html-portal", "xml-error-200"])
    func `a page in the object's place is no object`(fault: String) async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": Fault(fault)])
        let answer = await answers([try bed.object("a", TransferBed.bytes(5))], from: bed)[0]
        guard case .failed(let error)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(error.code == .storageUnavailable)
    }

    @Test func `what does not pass is told after all attempts`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": "500"])
        let policy = RetryPolicy(attemptLimit: 3, firstBound: .milliseconds(1))
        let answer = await answers([try bed.object("a", TransferBed.bytes(5))], from: bed, policy: policy)[0]
        guard case .refused(let refusal)? = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        #expect(refusal.status == 500)
        #expect(try await bed.server.requests().count == 3)
    }

    @Test func `a file of a local DVC remote is looked at, and one that is not there is missing`()
        async throws
    {
        let bed = try await TransferBed()
        let scratch = try TemporaryFolder()
        let path = try scratch.write(Data("12345".utf8), to: "object")
        let objects = [path, "\(path)s"].map { RemoteObject(path: "x", location: .file($0)) }
        #expect(await answers(objects, from: bed) == [.there(byteCount: 5, statedMD5: nil), .missing])
    }
}
