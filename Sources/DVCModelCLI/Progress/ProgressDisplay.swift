package import DVCModelCore
import Synchronization

/// Shows a transfer's events on stderr. Events may come from any thread; what is drawn on a terminal is drawn
/// by a timer, so that an event costs next to nothing and a standstill shows.
package final class ProgressDisplay: Sendable {
    package enum Mode: Sendable, Equatable {
        /// One line that is drawn again and again.
        case line
        /// A line at the start, one for each finished object where these are not too many, and every ten seconds a
        /// summary.
        case log
        case nothing

        package init(isWanted: Bool, isTerminal: Bool, environment: Environment) {
            let canRedraw = isTerminal && environment["TERM"] != "dumb" && environment["CI"] == nil
            self = !isWanted ? .nothing : canRedraw ? .line : .log
        }

        /// How often the state is looked at. A line is drawn each time; a log only takes samples more often than it
        /// speaks.
        fileprivate var interval: Duration { self == .line ? .milliseconds(100) : .seconds(1) }
    }

    private struct State {
        var progress = ProgressState()
        var ticker: Ticker?
        var hasEnded = false
        /// Of the last summary of a log, in nanoseconds.
        var spokenAt: UInt64 = 0
        var retryCount = 0
        /// What is done, where that is not a transfer; before the rest of a line.
        var activity = ""
    }

    /// Of more files than this a log does not tell each: what a reader looks for would be lost among them.
    private static let listedFileLimit = 100
    /// So many new attempts are told; a storage that refuses ten thousand files would fill the screen with them.
    private static let toldRetryLimit = 10
    /// Of a log, in nanoseconds: ten seconds, less what a tick may come early.
    private static let summaryInterval: UInt64 = 9_500_000_000

    private let mode: Mode
    private let console: Console
    private let clock: Clock
    private let state = Mutex(State())

    package init(_ mode: Mode, on console: Console, clock: Clock) {
        self.mode = mode
        self.console = console
        self.clock = clock
    }

    /// As the command line and the surroundings want it.
    package convenience init(_ arguments: Arguments, in context: Context) {
        let mode = Mode(
            isWanted: !arguments[.quiet] && !arguments[.noProgress],
            isTerminal: context.console.isTerminal,
            environment: context.environment,
        )
        self.init(mode, on: context.console, clock: context.clock)
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

    /// Shows how far the files here are read, likewise. A log hears of it only where that takes long.
    package func showingReading<Result, Failure>(
        _ body: (_ handle: @escaping @Sendable (FileSurvey.Event) -> Void) throws(Failure) -> Result,
    ) throws(Failure) -> Result {
        state.withLock { $0.activity = "checking: " }
        return try showing { (_) throws(Failure) in
            try body { [self] event in
                state.withLock { $0.progress.apply(event, at: clock.monotonic()) }
            }
        }
    }

    func handle(_ event: TransferEvent) {
        state.withLock { state in
            if mode != .nothing { state.progress.apply(event, at: clock.monotonic()) }
            tell(event, &state)
            if mode == .log { log(event, &state) }
        }
    }

    /// What the user did not ask for and should know.
    private func tell(_ event: TransferEvent, _ state: inout State) {
        switch event {
        case .retrying(_, let path, let attempt, let delay, let reason):
            state.retryCount += 1
            if state.retryCount == Self.toldRetryLimit + 1 {
                console.note("more has to be tried again, which -v tells one by one")
            }
            guard state.retryCount <= Self.toldRetryLimit || isTellingAll else { return }
            console.note("\(path): \(reason); attempt \(attempt) in \(Units.duration(roundedUp: delay))")
        case .cachePassedOver(_, let path, let reason):
            console.warn("DVC's cache is damaged: '\(path)' \(reason); passed over, remove it with rm -f")
        case .began, .sized, .received, .restarted, .finished:
            break
        }
    }

    /// Draws the state of this moment.
    func draw() {
        state.withLock { state in
            guard !state.hasEnded, state.progress.fileCount > 0 else { return }
            let time = clock.monotonic()
            let frame = state.progress.frame(at: time)
            switch mode {
            case .line:
                let columnCount = console.columnCount - state.activity.count
                console.showStatus(state.activity + frame.line(columnCount: columnCount))
            case .log:
                guard time - min(time, state.spokenAt) >= Self.summaryInterval else { return }
                state.spokenAt = time
                console.note(state.activity + frame.sentence)
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

    private func log(_ event: TransferEvent, _ state: inout State) {
        switch event {
        case .began(let fileCount, let byteCount):
            state.spokenAt = clock.monotonic()
            console.note(
                Units.count(fileCount, "file") + (byteCount.map { ", \(Units.bytes($0))" } ?? "")
            )
        case .finished(_, let path, let outcome):
            guard state.progress.fileCount <= Self.listedFileLimit || isTellingAll else { return }
            console.note("\(path): \(Self.words(outcome))")
        case .sized, .received, .restarted, .cachePassedOver, .retrying:
            break
        }
    }

    private var isTellingAll: Bool { console.manner.verbosity >= .decisions }

    private static func words(_ outcome: ObjectOutcome) -> String {
        let word = PullReport.Outcome(outcome).rawValue
        guard case .downloaded(let download) = outcome else { return word }
        return "\(word), \(Units.bytes(download.byteCount))"
    }
}
