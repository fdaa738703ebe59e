import Testing

@testable import DVCModelCore

@Suite struct RangePlanTests {
    private static let mebibyte: Int64 = 1 << 20

    private func plan(_ mebibytes: Int64, present: [Range<Int64>] = [], connections: Int = 16) -> RangePlan {
        RangePlan(
            byteCount: mebibytes * Self.mebibyte,
            present: ByteRanges(present),
            connections: connections
        )
    }

    /// All ranges of a plan, with the hashing close behind, in mebibytes.
    private func all(_ plan: RangePlan) -> [Range<Int64>] {
        var plan = plan
        var ranges: [Range<Int64>] = []
        while let range = plan.take(hashedByteCount: ranges.last?.upperBound ?? 0) { ranges.append(range) }
        return ranges
    }

    @Test func `the ranges follow one another and are the whole object`() {
        let ranges = all(plan(1_000))
        #expect(ranges.first?.lowerBound == 0)
        #expect(ranges.last?.upperBound == 1_000 * Self.mebibyte)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }

    @Test func `a range is never longer than 64 MiB, and only the last is shorter than 2`() {
        let ranges = all(plan(64 << 10))
        #expect(ranges.map(\.count).max() == 64 << 20)
        #expect(ranges.dropLast().allSatisfy { $0.count >= 2 << 20 })
    }

    @Test func `ranges are short near both ends, and long between`() {
        let plan = plan(4_096)
        #expect(plan.chunkByteCount(at: 0) == 2 << 20)
        #expect(plan.chunkByteCount(at: 64 * Self.mebibyte) == 4 << 20)
        #expect(plan.chunkByteCount(at: 256 * Self.mebibyte) == 8 << 20)
        #expect(plan.chunkByteCount(at: 2_048 * Self.mebibyte) == 32 << 20)
        #expect(plan.chunkByteCount(at: 4_032 * Self.mebibyte) == 4 << 20)
        #expect(plan.chunkByteCount(at: 4_095 * Self.mebibyte) == 2 << 20)
    }

    @Test func `no more than a row of usual ranges is begun ahead of the hashing`() {
        var plan = plan(1_000, connections: 4)
        var begun: Int64 = 0
        while let range = plan.take(hashedByteCount: 0) { begun = range.upperBound }
        // Eight MiB, and seven ranges of a quarter more each.
        #expect(begun == 40_000_000)
        #expect(plan.take(hashedByteCount: begun - 32 * Self.mebibyte) == nil)
        #expect(plan.take(hashedByteCount: begun - 32 * Self.mebibyte + 1)?.lowerBound == begun)
    }

    @Test func `what is there is not fetched, and ends a range before it`() {
        let there = 4 * Self.mebibyte..<30 * Self.mebibyte
        #expect(
            all(plan(40, present: [there])) == [
                0..<4 * Self.mebibyte, 30 * Self.mebibyte..<38 * Self.mebibyte,
                38 * Self.mebibyte..<40 * Self.mebibyte,
            ]
        )
    }

    @Test func `what is given back comes next`() {
        var plan = plan(40)
        _ = plan.take(hashedByteCount: 0)
        _ = plan.take(hashedByteCount: 0)
        plan.giveBack(3 * Self.mebibyte..<8 * Self.mebibyte)
        #expect(plan.take(hashedByteCount: 0) == 3 * Self.mebibyte..<8 * Self.mebibyte)
        #expect(plan.take(hashedByteCount: 0) == 16 * Self.mebibyte..<24 * Self.mebibyte)
        #expect(!plan.isAllTaken)
    }
}
