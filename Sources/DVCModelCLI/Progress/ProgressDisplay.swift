package import DVCModelCore
import Synchronization

/// Shows a transfer's events on stderr. Events may come from any thread; what is drawn on a terminal is drawn by a
/// timer, so that an event costs next to nothing and a standstill shows.
package final class ProgressDisplay: Sendable {
    package enum Mode: Sendable, Equatable {
        /// One line that is drawn again and again.
        case line
        /// A line at the start, one for each finished object, and a summary now and then.
        case log
        case nothing

        package init(_ arguments: Arguments, stderrIsTerminal: Bool, environment: Environment) {
            let canRedraw = stderrIsTerminal && environment["TERM"] != "dumb" && environment["CI"] == nil
            self = arguments[.quiet] || arguments[.noProgress] ? .nothing : canRedraw ? .line : .log
        }

        /// How often the display is drawn: at most ten times a second, and a log is not flooded.
        fileprivate var interval: Duration { self == .line ? .milliseconds(100) : .seconds(10) }
    }

    private struct State {
        var progress = ProgressState()
        var ticker: Ticker?
        var hasEnded = false
    }

    private let mode: Mode
    private let console: Console
    private let monotonic: @Sendable () -> UInt64
    private let state = Mutex(State())

    /// - Parameter monotonic: nanoseconds since some moment.
    package init(_ mode: Mode, on console: Console, monotonic: @escaping @Sendable () -> UInt64) {
        self.mode = mode
        self.console = console
        self.monotonic = monotonic
    }

    /// Shows the events of `body`, and takes the line off the terminal however `body` ends.
    package func showing<Result, Failure>(
        _ body: (_ handle: @escaping @Sendable (TransferEvent) -> Void) throws(Failure) -> Result,
    ) throws(Failure) -> Result {
        if mode != .nothing {
            let ticker = Ticker(every: mode.interval) { [weak self] in self?.draw() }
            state.withLock { $0.ticker = ticker }
        }
        defer { end() }
        return try body { [self] in handle($0) }
    }

    func handle(_ event: TransferEvent) {
        state.withLock { state in
            state.progress.apply(event)
            if case .retrying(_, let path, let attempt, let delay, let reason) = event {
                let wait = Units.duration(seconds: delay.components.seconds + (delay.components.attoseconds > 0 ? 1 : 0))
                console.note("\(path): \(reason); attempt \(attempt) in \(wait)")
            }
            if mode == .log, let line = Self.logLine(event) { console.note(line) }
        }
    }

    /// Draws the state of this moment.
    func draw() {
        state.withLock { state in
            guard !state.hasEnded, state.progress.fileCount > 0 else { return }
            let frame = state.progress.frame(at: monotonic())
            switch mode {
            case .line: console.showStatus(frame.line(columnCount: console.columnCount))
            case .log: console.note(frame.sentence)
            case .nothing: break
            }
        }
    }

    func end() {
        state.withLock { state in
            state.hasEnded = true
            state.ticker?.stop()
            state.ticker = nil
            console.clearStatus()
        }
    }

    private static func logLine(_ event: TransferEvent) -> String? {
        switch event {
        case .began(let fileCount, let byteCount, let unsizedCount, let alreadyThere):
            let size: String? =
                switch (byteCount, unsizedCount) {
                case (0, 1...): nil
                case (_, 0): Units.bytes(byteCount)
                default: "\(Units.bytes(byteCount)) and \(unsizedCount) of unknown size"
                }
            let start = alreadyThere > 0 ? "\(Units.bytes(alreadyThere)) already there" : nil
            return ([Units.count(fileCount, "file")] + [size, start].compactMap(\.self)).joined(separator: ", ")
        case .finished(_, let path, let byteCount, let outcome):
            return "\(path): \(outcome.rawValue)" + (byteCount.map { ", \(Units.bytes($0))" } ?? "")
        case .sized, .received, .restarted, .retrying:
            return nil
        }
    }
}
