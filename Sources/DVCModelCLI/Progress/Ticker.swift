import Dispatch

/// Calls a closure again and again, on a queue of its own, from one interval from now on.
/// Dispatch's sources are safe to use from any thread; only their protocol does not say so on Linux.
struct Ticker: @unchecked Sendable {
    private let source: any DispatchSourceTimer

    init(every interval: Duration, _ body: @escaping @Sendable () -> Void) {
        let (seconds, attoseconds) = interval.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        source = DispatchSource.makeTimerSource(queue: .global())
        source.schedule(
            deadline: .now() + .milliseconds(milliseconds),
            repeating: .milliseconds(milliseconds)
        )
        source.setEventHandler(handler: body)
        source.activate()
    }

    func stop() {
        source.cancel()
    }
}
