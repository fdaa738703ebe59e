/// Tells with `-vv` how long each stage of a run took.
package struct Stopwatch: Sendable {
    private let log: Log
    /// Nanoseconds since some moment.
    private let now: @Sendable () -> UInt64

    package init(_ log: Log, now: @escaping @Sendable () -> UInt64) {
        self.log = log
        self.now = now
    }

    package func measure<Result>(
        _ stage: String,
        _ body: () throws(DVCModelError) -> Result,
    ) throws(DVCModelError) -> Result {
        let start = now()
        defer { log.exchange("\(stage): \((now() &- start) / 1_000) µs") }
        return try body()
    }
}
