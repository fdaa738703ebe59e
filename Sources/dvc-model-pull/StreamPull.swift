import DVCModelCLI
import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Pulls one object to standard output. What is written cannot be taken back: the check is in the exit status.
struct StreamPull {
    private let arguments: Arguments
    private let context: Context
    private let transfers: Transfers

    init(_ arguments: Arguments, _ context: Context, _ transfers: Transfers) {
        self.arguments = arguments
        self.context = context
        self.transfers = transfers
    }

    func run(_ models: [ResolvedModel]) throws(DVCModelError) -> Answer<PullReport> {
        guard !context.console.manner.isJSON else {
            throw .usage("'--json' and '--out -' both want standard output", of: PullCommand.table)
        }
        let objects = models.flatMap(\.objects)
        guard let object = objects.first, objects.count == 1, let model = models.first else {
            throw .usage(
                "'--out -' takes one file, and the model has \(objects.count)",
                of: PullCommand.table
            )
        }
        let place = SafePath(fileName: "-")
        let plan = try TransferPlan([object], places: [place], states: [.absent], isForced: false)
        // What has gone out cannot be taken back, so the cache's object is looked at first.
        let cached = try object.objectID.flatMap { id throws(DVCModelError) in
            try model.cache?.proven(id, context.cancellation)
        }
        let job = TransferJob(object: object, destination: place, isReplacing: false, cachedAt: cached)
        let target = TransferEngine.Target.stream { [context] bytes throws(DVCModelError) in
            let errno = context.console.stream(bytes)
            // A reader that has enough ends the tool as it would end any filter.
            if errno == EPIPE { context.cancellation.cancel(signal: SIGPIPE) }
            if errno != 0 { throw .outputFailed(errno: errno) }
        }
        let start = context.clock.monotonic()
        let outcomes = transfers.run([job], to: target)
        var report = PullReport()
        report.nanoseconds = context.clock.monotonic() - start
        report.models = [model.report]
        report.files = zip(plan.steps, outcomes).map { step, outcome in
            PullReport.File(step, at: "-", outcome: outcome, isDryRun: false, of: model.label)
        }
        guard context.cancellation.signal != SIGPIPE else { return Answer(report) }
        let summary = PullSummary(report, isStrict: arguments[.strict])
        // Nothing is kept of what was stopped, so nothing may be promised.
        if !context.cancellation.isCancelled { for note in summary.notes { context.console.note(note) } }
        let failures = outcomes.compactMap { outcome -> DVCModelError? in
            if case .failed(let error) = outcome { error } else { nil }
        }
        return Answer(report, failures: failures + summary.failures)
    }
}
