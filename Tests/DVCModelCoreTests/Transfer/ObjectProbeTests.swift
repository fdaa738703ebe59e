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
}
