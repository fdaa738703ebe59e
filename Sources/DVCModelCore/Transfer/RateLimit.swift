/// How fast bytes may come, all downloads together.
///
/// libcurl's own limit is one transfer's, and lets a hundred buffers through at once: of small objects, and of ranges,
/// each is over before it counts.
struct RateLimit {
    private let bytesPerSecond: Double
    /// When all that has come is paid for.
    private var due: ContinuousClock.Instant

    init(bytesPerSecond: Int64, from start: ContinuousClock.Instant) {
        self.bytesPerSecond = Double(bytesPerSecond)
        due = start
    }

    /// Bytes have come. Time that was not used earlier is not made up for.
    mutating func spend(_ byteCount: Int64, at now: ContinuousClock.Instant) {
        due = max(due, now) + .seconds(Double(byteCount) / bytesPerSecond)
    }

    /// How long to take nothing more; zero where more may come.
    func delay(at now: ContinuousClock.Instant) -> Duration { max(.zero, now.duration(to: due)) }
}
