import DVCModelCLI
import DVCModelCore

/// Runs transfers as the command line wants them, with their progress shown.
struct Transfers {
    private let arguments: Arguments
    private let context: Context
    private let settings: HTTPSettings
    private let options: TransferEngine.Options

    init(_ arguments: Arguments, _ context: Context, _ settings: HTTPSettings, renewal: Renewal?) {
        self.arguments = arguments
        self.context = context
        self.settings = settings
        options = TransferEngine.Options(
            jobs: arguments[.jobs],
            bytesPerSecond: arguments[.limitRate],
            renewal: renewal,
            secondsSince1970: context.clock.wall
        )
    }

    /// One outcome for each job, in the same order.
    func run(_ jobs: [TransferJob], to target: TransferEngine.Target) -> [ObjectOutcome] {
        let outcomes = ProgressDisplay(arguments, in: context).showing { emit in
            TransferEngine(
                settings,
                options,
                target: target,
                cancellation: context.cancellation,
                log: context.log,
                emit: emit
            ).run(jobs)
        }
        return arguments.has(Option.uris) ? outcomes.map(\.ofMap) : outcomes
    }

    /// One size in bytes for each object, in the same order; nil where the storage does not tell.
    func sizes(of objects: [RemoteObject]) -> [Int64?] {
        let probe = ObjectProbe(
            settings,
            jobs: options.connectionLimit,
            // A size that nobody tells now is no obstacle.
            policy: RetryPolicy(attemptLimit: 1),
            cancellation: context.cancellation,
            log: context.log
        )
        return probe.sizes(of: objects)
    }
}

extension ObjectOutcome {
    /// The same for an object of a map: it came from elsewhere, and only there it can be made anew.
    fileprivate var ofMap: Self {
        guard case .failed(var error) = self, error.code == .urlExpired else { return self }
        error.hint = "make the map again where the token is (dvc-model-uris --format map), then go on with it"
        return .failed(error)
    }
}
