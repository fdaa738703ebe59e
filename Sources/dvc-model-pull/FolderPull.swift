import DVCModelCLI
import DVCModelCore

/// Pulls models into a folder.
struct FolderPull {
    private let arguments: Arguments
    private let context: Context
    private let transfers: Transfers
    private let root: String
    private let layout: Layout

    init(_ arguments: Arguments, _ context: Context, _ transfers: Transfers, root: String, layout: Layout) {
        self.arguments = arguments
        self.context = context
        self.transfers = transfers
        self.root = root
        self.layout = layout
    }

    // MARK: For real

    func run(_ models: [ResolvedModel]) throws(DVCModelError) -> Answer<PullReport> {
        let files = try PulledFile.all(of: models, layout)
        guard let folder = try DestinationFolder.open(root, making: true) else {
            throw DVCModelError(.internal, "a folder was neither found nor made")
        }
        let receipt = try arguments[.receipt].map { file throws(DVCModelError) in
            try ReceiptWriter(file, arguments, context)
        }
        try FolderLock(folder, context).take()
        let plan = try plan(files, of: models, in: folder)
        let start = context.clock.monotonic()
        let stored = arguments[.cache] ? try store(plan, files, models) : [:]
        let outcomes = place(plan, files, in: folder, stored)
        let time = context.clock.monotonic() - start
        let answer = try answer(plan, files, models, outcomes: outcomes, stored, time: time)
        if answer.failures.isEmpty, outcomes.allSatisfy(\.isDownloaded) {
            try receipt?.write(files, answer.report, in: folder)
        }
        return answer
    }

    /// Brings the objects into the caches of their repositories first. Failures are told with the files.
    private func store(
        _ plan: TransferPlan,
        _ files: [PulledFile],
        _ models: [ResolvedModel],
    ) throws(DVCModelError) -> [ObjectID: ObjectOutcome] {
        var outcomes: [ObjectID: ObjectOutcome] = [:]
        for cache in Set(files.map(\.cache?.folder)) {
            guard let cache = files.first(where: { $0.cache?.folder == cache })?.cache else {
                throw .noCache(root)
            }
            let store = try CacheStore(cache, context) { jobs, folder in
                transfers.run(jobs, to: .folder(folder))
            }
            let steps = zip(plan.steps, files).filter { $0.1.cache == cache }.map(\.0)
            outcomes.merge(try store.store(steps.map(sourceForCache))) { first, _ in first }
            let isWhole = outcomes.values.allSatisfy(\.isDownloaded)
            guard isWhole else { continue }
            for model in models where model.cache == cache { try store.store(try model.listings().known) }
        }
        return outcomes
    }

    /// A file that is kept is as good a source as any.
    private func sourceForCache(_ step: TransferPlan.Step) -> RemoteObject {
        var object = step.object
        if !step.needsTransfer { object.location = .file(Path.join(root, step.place.text)) }
        return object
    }

    /// Puts every file that needs it in its place; one outcome for each of them, in order.
    private func place(
        _ plan: TransferPlan,
        _ files: [PulledFile],
        in folder: DestinationFolder,
        _ stored: [ObjectID: ObjectOutcome],
    ) -> [ObjectOutcome] {
        let isWorkTree = arguments[.out] == nil && layout == .repository
        let links = CacheLinks(folder, isWanted: arguments[.cache] && isWorkTree)
        var outcomes: [ObjectOutcome?] = []
        var jobs: [TransferJob] = []
        for (step, file) in zip(plan.steps, files) where step.needsTransfer {
            let job = TransferJob(
                object: step.object,
                destination: step.place,
                isReplacing: step.action == .replace,
                cachedAt: file.cache?.find(step.object)
            )
            let storing = step.object.objectID.flatMap { stored[$0] }
            let outcome = storing?.isDownloaded == false ? storing : links.link(job, file.cache)
            outcomes.append(outcome)
            if outcome == nil { jobs.append(job) }
        }
        var rest = (jobs.isEmpty ? [] : transfers.run(jobs, to: .folder(folder)))[...]
        // What came into the cache is told of one file only, or it would be counted for each that shares the object.
        var untold = stored
        return zip(outcomes, plan.steps.filter(\.needsTransfer)).map { outcome, step in
            guard let placed = outcome ?? rest.popFirst() else { return .cancelled }
            guard placed.isDownloaded, let id = step.object.objectID else { return placed }
            return untold.removeValue(forKey: id) ?? placed
        }
    }

    private func plan(
        _ files: [PulledFile],
        of models: [ResolvedModel],
        in folder: DestinationFolder?,
    ) throws(DVCModelError) -> TransferPlan {
        let objects = files.map(\.object)
        let places = files.map(\.place)
        let states = try folder.map { folder throws(DVCModelError) in
            try ProgressDisplay(arguments, in: context).showingReading { emit throws(DVCModelError) in
                try FileSurvey.look(
                    at: places,
                    of: objects,
                    in: folder,
                    cancellation: context.cancellation,
                    emit: emit
                )
            }
        }
        let recovery = Recovery(models, context)
        return try TransferPlan(
            objects,
            places: places,
            states: states ?? places.map { _ in .absent },
            isForced: arguments[.force],
            isRecoverable: { (index) throws(DVCModelError) in
                guard let folder else { return false }
                return try recovery.canBringBack(places[index], in: folder, from: files[index].cache)
            }
        )
    }

    private func answer(
        _ plan: TransferPlan,
        _ files: [PulledFile],
        _ models: [ResolvedModel],
        outcomes: [ObjectOutcome],
        _ stored: [ObjectID: ObjectOutcome],
        time: UInt64,
    ) throws(DVCModelError) -> Answer<PullReport> {
        var report = PullReport()
        report.nanoseconds = time
        report.models = models.map(\.report)
        var failures: [(path: String, error: DVCModelError)] = []
        var left = outcomes[...]
        for (step, file) in zip(plan.steps, files) {
            let outcome = step.needsTransfer ? left.popFirst() : nil
            let destination = Path.join(root, step.place.text)
            report.files.append(
                PullReport.File(step, at: destination, outcome: outcome, isDryRun: false, of: file.model)
            )
            switch outcome {
            case .failed(let error): failures.append((destination, error))
            case .downloaded: context.console.answer(context.shown(destination))
            case .cancelled: break
            case nil:
                // The file is right; that the cache could not take it is a failure all the same.
                if case .failed(let error)? = step.object.objectID.flatMap({ stored[$0] }) {
                    failures.append((destination, error))
                }
            }
        }
        var unproven: [DVCModelError] = []
        for model in models { unproven += try ListingCheck(model).check(&report) }
        let summary = PullSummary(report, isStrict: arguments[.strict])
        for note in summary.notes { context.console.note(note) }
        return Answer(report, failures: grouped(failures) + unproven + summary.failures)
    }

    // MARK: In words only

    /// The table of `--dry-run`.
    func rehearse(_ models: [ResolvedModel]) throws(DVCModelError) -> Answer<PullReport> {
        let files = try PulledFile.all(of: models, layout)
        let plan = try plan(files, of: models, in: try DestinationFolder.open(root, making: false))
        var sizes = transfers.sizes(of: plan.jobs.map(\.object))[...]
        var report = PullReport()
        report.isDryRun = true
        report.models = models.map(\.report)
        for (step, file) in zip(plan.steps, files) {
            let destination = Path.join(root, step.place.text)
            var row = PullReport.File(step, at: destination, outcome: nil, isDryRun: true, of: file.model)
            if step.needsTransfer { row.size = sizes.popFirst() ?? nil }
            report.files.append(row)
        }
        for line in table(report.files) { context.console.answer(line) }
        return Answer(report)
    }

    private func table(_ files: [PullReport.File]) -> [String] {
        let rows = files.map { file in
            [file.action.rawValue, file.size.map(Units.bytes) ?? "?", context.shown(file.destination)]
        }
        let toFetch = files.filter { $0.action != .keep }
        let size = toFetch.compactMap(\.size).saturatingSum
        let isWhole = toFetch.allSatisfy { $0.size != nil }
        let total = [
            "total", (isWhole ? "" : "≥ ") + Units.bytes(size),
            "in \(Units.count(toFetch.count, "file")) to fetch",
        ]
        return Columns.lines(rows + [total], [.left, .right, .left])
    }
}

/// An object with its place below the destination folder, and the model it is of.
struct PulledFile {
    let object: RemoteObject
    let place: SafePath
    let model: String
    let cache: DVCCache?

    /// Of all models; a file that two of them share comes once.
    ///
    /// - Throws: `destination-unsafe`, also where two models want one place for different files
    static func all(of models: [ResolvedModel], _ layout: Layout) throws(DVCModelError) -> [PulledFile] {
        var files: [PulledFile] = []
        for model in models {
            let places = try layout.place(model.objects, artifactPath: model.artifactPath)
            files += zip(model.objects, places).map {
                PulledFile(object: $0, place: $1, model: model.label, cache: model.cache)
            }
        }
        // The layout has seen to it that those of one model are distinct.
        return models.count > 1 ? try merged(files) : files
    }

    private static func merged(_ files: [PulledFile]) throws(DVCModelError) -> [PulledFile] {
        var byPlace: [String: RemoteObject] = [:]
        var merged: [PulledFile] = []
        for file in files {
            if let other = byPlace.updateValue(file.object, forKey: file.place.text) {
                guard other.isSame(as: file.object) else { throw .wantedTwice(file.place) }
            } else {
                merged.append(file)
            }
        }
        try SafePath.requireDistinct(merged.map(\.place))
        return merged
    }
}

extension RemoteObject {
    /// Whether two objects are known to have the same bytes.
    fileprivate func isSame(as other: RemoteObject) -> Bool {
        expectedMD5 != nil && expectedMD5?.digest == other.expectedMD5?.digest
    }
}

extension ObjectOutcome {
    fileprivate var isDownloaded: Bool {
        if case .downloaded = self { true } else { false }
    }
}

extension DVCModelError {
    fileprivate static func noCache(_ root: String) -> Self {
        .init(
            .settingInvalid,
            "'--cache' needs a DVC repository, and there is none around '\(root)'",
            at: .option("--cache"),
            hint: "dvc init"
        )
    }

    fileprivate static func wantedTwice(_ place: SafePath) -> Self {
        .init(
            .destinationUnsafe,
            "two of these models want different files at '\(place.text)'",
            hint: "pull them one by one, each with a folder of its own: -o DIR",
        )
    }
}
