/// A set of an object's bytes, as half-open ranges: in order, apart from each other, none of them empty.
struct ByteRanges: Sendable, Equatable {
    private(set) var ranges: [Range<Int64>] = []

    init(_ ranges: some Sequence<Range<Int64>> = []) {
        for range in ranges { insert(range) }
    }

    /// The object's first bytes.
    init(prefix byteCount: Int64) {
        self.init([0..<byteCount])
    }

    var isEmpty: Bool { ranges.isEmpty }
    var byteCount: Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }

    /// How many bytes are there from the object's start on, without a gap.
    var prefix: Int64 { ranges.first.flatMap { $0.lowerBound == 0 ? $0.upperBound : nil } ?? 0 }

    mutating func insert(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        var merged = range
        var others: [Range<Int64>] = []
        for other in ranges {
            if other.upperBound < merged.lowerBound || other.lowerBound > merged.upperBound {
                others.append(other)
            } else {
                let lower = min(merged.lowerBound, other.lowerBound)
                merged = lower..<max(merged.upperBound, other.upperBound)
            }
        }
        let place = others.firstIndex { $0.lowerBound > merged.lowerBound } ?? others.endIndex
        others.insert(merged, at: place)
        ranges = others
    }

    mutating func remove(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        ranges = ranges.flatMap { other in
            [
                other.clamped(to: .min..<range.lowerBound), other.clamped(to: range.upperBound..<(.max)),
            ]
        }.filter { !$0.isEmpty }
    }

    /// The first bytes below `end` that are not there.
    func firstGap(below end: Int64) -> Range<Int64>? {
        let start = prefix
        guard start < end else { return nil }
        let next = ranges.first { $0.lowerBound > start }?.lowerBound ?? end
        return start..<min(next, end)
    }
}
