import DVCModelCLI
import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A push under way, and whether its tag comes to where it was pushed to.
struct PushArrival {
    /// A push that is longer under way is not waited for.
    private static let pushLimit = Duration.seconds(24 * 3_600)

    private let surroundings: PushCheck.Surroundings
    private let layout: GitLayout
    /// How long a remote that does not answer is asked again.
    private let limit: Duration
    private let client: HTTPClient
    private let context: Context

    /// - Throws: `setting-invalid`
    init(
        _ surroundings: PushCheck.Surroundings,
        _ layout: GitLayout,
        limit: Duration,
        _ arguments: Arguments,
        _ context: Context,
    ) throws(DVCModelError) {
        self.surroundings = surroundings
        self.layout = layout
        self.limit = limit
        self.context = context
        let settings = try ModelSource(arguments, in: context).httpSettings
        client = HTTPClient(settings, cancellation: context.cancellation, log: context.log)
    }

    /// Whether the tag is where it was pushed to, once the push is over. False: the push failed, or brought another one.
    ///
    /// - Parameter object: the id of the tag's object.
    /// - Throws: `git-failed` where the remote cannot be asked; `interrupted`
    func hasArrived(_ tag: String, _ object: String) throws(DVCModelError) -> Bool {
        guard let remote = surroundings.remote else { return true }
        try waitForPush()
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = WaitSchedule(limit: limit)
        while true {
            do throws(DVCModelError) {
                let found = try GitProgram.remoteTag(
                    tag,
                    at: remote,
                    in: layout,
                    environment: context.environment
                )
                return found == object
            } catch {
                guard let pause = schedule.pause(elapsed: start.duration(to: clock.now)) else { throw error }
                try wait(pause)
            }
        }
    }

    private func waitForPush() throws(DVCModelError) {
        guard let process = surroundings.process else { return }
        let clock = ContinuousClock()
        let end = clock.now + Self.pushLimit
        while Signals.isRunning(process), clock.now < end { try wait(.milliseconds(100)) }
    }

    private func wait(_ time: Duration) throws(DVCModelError) {
        do throws(HTTPFailure) { try client.pause(time) } catch {
            throw DVCModelError(.interrupted, "stopped while waiting")
        }
    }
}
