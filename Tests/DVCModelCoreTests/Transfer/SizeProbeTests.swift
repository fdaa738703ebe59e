import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct SizeProbeTests {
    private func sizes(_ objects: [RemoteObject], of bed: TransferBed) async -> [Int64?] {
        await onThread {
            SizeProbe(TransferBed.settings, jobs: 2, cancellation: bed.cancellation, log: Log())
                .sizes(of: objects)
        }
    }

    @Test func `each size comes at the cost of one byte, in the objects' order`() async throws {
        let bed = try await TransferBed()
        let counts = [0, 1, 7, 300_000, 2]
        let objects = try counts.map { try bed.object("m/\($0)", TransferBed.bytes($0)) }
        #expect(await sizes(objects, of: bed) == counts.map(Int64.init))
        #expect(try await bed.sent("range", for: "m/7") == ["bytes=0-0"])
    }

    @Test(arguments: [("ignore-range", 300_000), ("403", nil), ("no-answer", nil), ("http-1.0", 300_000)])
    func `what a storage does not tell is nil`(fault: String, size: Int64?) async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": Fault(fault)])
        #expect(await sizes([try bed.object("m", TransferBed.bytes(300_000))], of: bed) == [size])
    }

    @Test func `a size that is recorded, and a URL that is none, are not asked for`() async throws {
        let bed = try await TransferBed()
        let known = try bed.object("m", TransferBed.bytes(10), hasSize: true)
        let wrong = RemoteObject(path: "w", url: SignedURL("file:///etc/passwd"))
        #expect(await sizes([known, wrong], of: bed) == [10, nil])
        #expect(try await bed.server.requests() == [])
    }
}
