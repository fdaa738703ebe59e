/// In which ranges a large object is fetched: one after the other from its start, so that the hashing behind them never
/// waits for long, and the disk never has to give back what was written.
struct RangePlan {
    /// Smaller objects are fetched whole.
    static let smallestObject: Int64 = 16 << 20

    let byteCount: Int64
    private let connections: Int64
    /// What is there or under way.
    private var taken: ByteRanges

    /// - Parameters:
    ///   - present: what need not be fetched.
    ///   - connections: how many ranges may be under way at the same time.
    init(byteCount: Int64, present: ByteRanges, connections: Int) {
        self.byteCount = byteCount
        self.connections = Int64(max(1, connections))
        taken = present
    }

    /// How long a range is that begins at `start`, unless less is missing there.
    ///
    /// Four for each connection, or the last ones would leave connections idle; not so small that the requests count,
    /// nor so large that a broken one costs much. The first and the last row of many are shorter still, for the ranges
    /// of a row come all at once, and the hashing goes on behind one of them: at the start it would have to wait for the
    /// first, at the end it would have all others left to do.
    func chunkByteCount(at start: Int64) -> Int64 {
        let toNearestEnd = min(start, byteCount - start)
        let share = min(max(toNearestEnd / (4 * connections), Self.usualChunk), 64 << 20)
        guard byteCount >= 4 * connections * Self.usualChunk else { return share }
        return min(share, max(toNearestEnd / connections, Self.shortestChunk))
    }

    private static let usualChunk: Int64 = 8 << 20
    private static let shortestChunk: Int64 = 2 << 20

    var isAllTaken: Bool { taken.firstGap(below: byteCount) == nil }

    /// The next range to fetch; nil where all is taken, or what is not begins further ahead of the hashing than a row of
    /// ranges is long.
    ///
    /// - Parameter hashedByteCount: how far the hashing has come.
    mutating func take(hashedByteCount: Int64) -> Range<Int64>? {
        guard let start = taken.firstGap(below: byteCount)?.lowerBound,
            start < hashedByteCount + connections * max(chunkByteCount(at: start), Self.usualChunk)
        else { return nil }
        return claim(from: start)
    }

    /// The range that begins at `start`, as far as nobody else has it.
    mutating func claim(from start: Int64) -> Range<Int64> {
        let next = taken.ranges.first { $0.lowerBound > start }?.lowerBound ?? byteCount
        let range = start..<min(next, start + chunkByteCount(at: start), byteCount)
        taken.insert(range)
        return range
    }

    /// What was taken and will not come after all.
    mutating func giveBack(_ range: Range<Int64>) {
        taken.remove(range)
    }
}
