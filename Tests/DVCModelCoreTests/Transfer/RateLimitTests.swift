import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct RateLimitTests {
    private let start = ContinuousClock.now

    @Test func `what comes is paid for with time`() {
        var limit = RateLimit(bytesPerSecond: 1_000, from: start)
        #expect(limit.delay(at: start) == .zero)
        limit.spend(500, at: start)
        limit.spend(1_500, at: start)
        #expect(limit.delay(at: start) == .seconds(2))
        #expect(limit.delay(at: start + .seconds(1.5)) == .seconds(0.5))
        #expect(limit.delay(at: start + .seconds(3)) == .zero)
    }

    @Test func `time that was not used is not made up for`() {
        var limit = RateLimit(bytesPerSecond: 1_000, from: start)
        limit.spend(1_000, at: start + .seconds(60))
        #expect(limit.delay(at: start + .seconds(60)) == .seconds(1))
    }

    @Test(
        arguments: [
            (nil, true, 512 << 10), (nil, false, 64 << 10), (1 << 10, true, 1 << 10),
            (64 << 20, true, 10_485),
            (8 << 30, false, 64 << 10),
        ] as [(Int64?, Bool, Int)]
    )
    func `buffers are small under a limit`(bytesPerSecond: Int64?, isRange: Bool, byteCount: Int) {
        let options = TransferEngine.Options(jobs: 16, bytesPerSecond: bytesPerSecond)
        #expect(options.bufferByteCount(isRange: isRange) == byteCount)
    }

    @Test(arguments: [(64 << 10, 1), (1 << 20, 16), (1 << 30, 64)] as [(Int64, Int)])
    func `few bytes a second are not spread over many connections`(bytesPerSecond: Int64, connections: Int) {
        #expect(TransferEngine.Options(bytesPerSecond: bytesPerSecond).connectionLimit == connections)
    }

    /// A lower bound only: a machine that is slow or busy takes longer.
    @Test(arguments: [(1, 20 << 20, 10 << 20), (100, 20_000, 1 << 20)] as [(Int, Int, Int64)])
    func `all downloads together keep to the limit`(count: Int, size: Int, bytesPerSecond: Int64) async throws
    {
        let bed = try await TransferBed()
        let objects = try (0..<count).map {
            try bed.object("m/\($0)", TransferBed.bytes(size, seed: UInt64($0)), hasSize: true)
        }
        let jobs = try objects.map { try bed.job($0) }
        let began = ContinuousClock.now
        let outcomes = await bed.run(jobs, atOnce: 16, bytesPerSecond: bytesPerSecond)
        #expect(outcomes.allSatisfy { $0.download != nil })
        // The last quarter of a second's bytes may come at once.
        let seconds = Double(count * size) / Double(bytesPerSecond) - 0.5
        #expect(ContinuousClock.now - began >= .seconds(seconds))
    }
}
