import Testing

@testable import DVCModelCore

@Suite struct ReadingQueueTests {
    /// The indices of the files that are read one by one, and of the others.
    private func order(_ byteCounts: [Int64], workers: Int, plain: (Int) -> Bool = { _ in true })
        -> (alone: [Int], together: [Int])
    {
        let files = byteCounts.enumerated().map { FoundFile(index: $0, target: nil, byteCount: $1) }
        let queue = ReadingQueue(files, workerCount: workers) { plain($0.index) }
        var (alone, together): ([Int], [Int]) = ([], [])
        while let file = queue.nextAlone() { alone.append(file.index) }
        while let file = queue.next() { together.append(file.index) }
        return (alone, together)
    }

    @Test func `a single file is hashed by itself`() {
        #expect(order([1], workers: 1) == ([0], []))
    }

    @Test func `many files of a size share the lanes`() {
        #expect(order([Int64](repeating: 5_000_000_000, count: 8), workers: 2) == ([], Array(0..<8)))
    }

    @Test func `few files of a size are hashed each on a core of its own`() {
        #expect(order([9, 9, 9], workers: 3) == ([0, 1, 2], []))
    }

    @Test func `a file that would hold up the others goes first, by itself`() {
        let small = [Int64](repeating: 1_000, count: 100)
        #expect(order(small + [1_000_000], workers: 2) == ([100], Array(0..<100)))
    }

    @Test func `the large ones of the others go first, files of a size as they came`() {
        let sizes: [Int64] = [3, 70, 2, 0, 90, 3] + [Int64](repeating: 64, count: 20)
        #expect(order(sizes, workers: 2) == ([], [1, 4] + Array(6..<26) + [0, 2, 5, 3]))
    }

    @Test func `what needs more than its MD5 is hashed by itself`() {
        let sizes = [Int64](repeating: 1, count: 20)
        #expect(order(sizes, workers: 1, plain: { $0 != 7 }).alone == [7])
    }

    @Test func `sizes beyond all sense overflow nothing`() {
        #expect(order([.max, .max, 1], workers: 32) == ([0, 1, 2], []))
    }
}
