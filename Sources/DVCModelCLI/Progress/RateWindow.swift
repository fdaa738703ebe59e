/// The speed over the last seconds, from samples of a count that only grows.
struct RateWindow: Equatable {
    private struct Sample: Equatable {
        let time: UInt64
        let byteCount: Int64
    }

    private static let span: UInt64 = 5_000_000_000
    /// Over a shorter time one buffer's arrival would be all that is measured.
    private static let shortest: UInt64 = 500_000_000

    private var samples: [Sample] = []

    mutating func add(_ byteCount: Int64, at time: UInt64) {
        samples.append(Sample(time: time, byteCount: byteCount))
        // The last sample outside the span stays: the span is measured from it.
        let old = samples.prefix { time - min(time, $0.time) >= Self.span }.count
        samples.removeFirst(max(0, old - 1))
    }

    /// Nil until there is enough to tell.
    var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last, last.time >= first.time + Self.shortest
        else {
            return nil
        }
        let seconds = Double(last.time - first.time) / 1e9
        return Int64(Double(last.byteCount - first.byteCount) / seconds)
    }
}
