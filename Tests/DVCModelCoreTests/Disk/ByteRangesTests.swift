import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct ByteRangesTests {
    @Test func `ranges that touch or overlap become one`() {
        #expect(ByteRanges([5..<10, 0..<3, 3..<5]).ranges == [0..<10])
        #expect(ByteRanges([0..<4, 8..<9, 2..<6]).ranges == [0..<6, 8..<9])
        #expect(ByteRanges([3..<3]).ranges == [])
    }

    @Test func `what is removed leaves what is around it`() {
        var ranges = ByteRanges([0..<10, 20..<30])
        ranges.remove(5..<25)
        #expect(ranges.ranges == [0..<5, 25..<30])
        ranges.remove(0..<100)
        #expect(ranges.isEmpty)
    }

    @Test func `the prefix ends at the first gap`() {
        #expect(ByteRanges([0..<3, 4..<9]).prefix == 3)
        #expect(ByteRanges([1..<9]).prefix == 0)
    }

    @Test func `the first gap ends where the next bytes are`() {
        #expect(ByteRanges([0..<3, 5..<9]).firstGap(below: 20) == 3..<5)
        #expect(ByteRanges([0..<3]).firstGap(below: 20) == 3..<20)
        #expect(ByteRanges([0..<20]).firstGap(below: 20) == nil)
    }

    @Test(arguments: 0..<50)
    func `any order of insertions and removals is a set of bytes`(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var ranges = ByteRanges()
        var bytes: Set<Int64> = []
        for _ in 0..<40 {
            let start = Int64(random.next() % 100)
            let range = start..<start + Int64(random.next() % 20)
            if random.next() % 3 == 0 {
                ranges.remove(range)
                bytes.subtract(range)
            } else {
                ranges.insert(range)
                bytes.formUnion(range)
            }
        }
        #expect(Set(ranges.ranges.flatMap { Array($0) }) == bytes)
        #expect(ranges.byteCount == Int64(bytes.count))
        #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }
}
