/// In which ranges a large object is fetched: one after the other from its start, so that the hashing behind them never
/// waits for long, and the disk never has to give back what was written.
struct RangePlan {
    /// Smaller objects are fetched whole.
    static let smallestObject: Int64 = 16 << 20

    let byteCount: Int64
    /// How long a range is, unless less is missing.
    let chunkByteCount: Int64
    /// How far behind the hashed bytes a range may begin.
    let windowByteCount: Int64
    /// What is there or under way.
    private var taken: ByteRanges

    /// - Parameters:
    ///   - present: what need not be fetched.
    ///   - connections: how many ranges may be under way at the same time.
    init(byteCount: Int64, present: ByteRanges, connections: Int) {
        self.byteCount = byteCount
        taken = present
        let connections = Int64(max(1, connections))
        // Four for each connection, or the last ones would leave connections idle; not so small that the requests
        // count, nor so large that a broken one costs much.
        chunkByteCount = min(max(byteCount / (4 * connections), 8 << 20), 64 << 20)
        windowByteCount = connections * chunkByteCount
    }

    var isAllTaken: Bool { taken.firstGap(below: byteCount) == nil }

    /// The next range to fetch; nil where all is taken, or what is not begins too far ahead.
    ///
    /// - Parameter hashedByteCount: how far the hashing has come.
    mutating func take(hashedByteCount: Int64) -> Range<Int64>? {
        guard let gap = taken.firstGap(below: byteCount), gap.lowerBound < hashedByteCount + windowByteCount
        else { return nil }
        return claim(from: gap.lowerBound)
    }

    /// The range that begins at `start`, as far as nobody else has it.
    mutating func claim(from start: Int64) -> Range<Int64> {
        let next = taken.ranges.first { $0.lowerBound > start }?.lowerBound ?? byteCount
        let range = start..<min(next, start + chunkByteCount, byteCount)
        taken.insert(range)
        return range
    }

    /// What was taken and will not come after all.
    mutating func giveBack(_ range: Range<Int64>) {
        taken.remove(range)
    }
}
