import DVCModelCLI
import DVCModelCore

/// Looks at the models' objects where they are to be downloaded from: at one byte of each, and with `--full` at all.
struct RemoteCheck {
    /// Requests at the same time.
    private static let connectionCount = 64

    private let source: ModelSource
    private let settings: HTTPSettings
    private let arguments: Arguments
    private let context: Context

    init(_ source: ModelSource, _ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        self.source = source
        self.arguments = arguments
        self.context = context
        settings = try source.httpSettings
    }

    /// The verdicts on each model, in the same order. An object that several models have is asked for once.
    ///
    /// - Throws: `interrupted`; what keeps a listing from being located
    func look(at models: [ResolvedModel]) throws(DVCModelError) -> [RemoteFindings] {
        let objects = try models.map { model throws(DVCModelError) in
            model.objects + (try model.listingObjects())
        }
        var rest = try verdicts(on: objects.flatMap(\.self), of: models)[...]
        return zip(models, objects).map { model, objects in
            defer { rest = rest.dropFirst(objects.count) }
            return RemoteFindings(
                model: model,
                looks: zip(objects, rest).map { RemoteFindings.Look(object: $0, verdict: $1) }
            )
        }
    }

    private func verdicts(
        on objects: [RemoteObject],
        of models: [ResolvedModel],
    ) throws(DVCModelError) -> [RemoteVerdict] {
        let distinct = DistinctObjects(objects)
        let answers = answers(to: distinct.objects)
        var verdicts = RemoteVerdict.judge(distinct.spread(answers), of: objects)
        if arguments[.full] {
            let first = distinct.gather(verdicts)
            verdicts = distinct.spread(
                downloaded(distinct.objects, first, renewal: source.renewal(of: models))
            )
        }
        let known = verdicts.compactMap(\.self)
        guard known.count == objects.count else {
            throw DVCModelError(.interrupted, "stopped while asking the storage")
        }
        return known
    }

    private func answers(to objects: [RemoteObject]) -> [ObjectProbe.Answer?] {
        ProgressDisplay(arguments, in: context).showingReading { emit in
            emit(.began(fileCount: objects.count, byteCount: 0))
            let probe = ObjectProbe(
                settings,
                jobs: Self.connectionCount,
                cancellation: context.cancellation,
                log: context.log,
                report: { emit(.advanced(fileCount: 1, byteCount: 0)) }
            )
            return probe.answers(to: objects)
        }
    }

    /// The verdicts once all bytes were fetched of what is there.
    private func downloaded(
        _ objects: [RemoteObject],
        _ verdicts: [RemoteVerdict?],
        renewal: Renewal?,
    ) -> [RemoteVerdict?] {
        let there = verdicts.indices.filter { index in
            if case .there? = verdicts[index] { true } else { false }
        }
        let jobs = there.map { index in
            TransferJob(object: objects[index], destination: SafePath(fileName: "-"), isReplacing: false)
        }
        let options = TransferEngine.Options(renewal: renewal, secondsSince1970: context.clock.wall)
        let outcomes = ProgressDisplay(arguments, in: context).showing { emit in
            TransferEngine(
                settings,
                options,
                target: .nowhere,
                cancellation: context.cancellation,
                log: context.log,
                emit: emit
            ).run(jobs)
        }
        var verdicts = verdicts
        for (index, outcome) in zip(there, outcomes) {
            verdicts[index] = verdicts[index]?.judged(after: outcome)
        }
        return verdicts
    }
}
