import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify --offline`: whether what is registered is recorded in full, and whether it could be pushed from
/// here. Nobody is asked but Git and DVC's cache.
struct OfflineVerify {
    private let source: ModelSource
    private let arguments: Arguments
    private let context: Context

    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        source = try ModelSource(arguments, in: context)
        self.arguments = arguments
        self.context = context
    }

    func answer() throws(DVCModelError) -> Answer<VerifyReport> {
        var report = VerifyReport()
        var failures: [DVCModelError] = []
        for model in try source.recorded() {
            report.models.append(model.report)
            report.files += rows(model)
            failures += self.failures(model)
        }
        report.tellFiles(in: context)
        if failures.isEmpty, let note = note(report.files) { context.console.note(note) }
        return Answer(report, failures: failures.isEmpty ? lacking(report.files) : failures)
    }

    /// What is wrong with the records, without a word.
    func problems() throws(DVCModelError) -> [DVCModelError] {
        try source.recorded().flatMap(failures)
    }

    func table() throws(DVCModelError) -> Answer<VerifyReport> {
        try RegistryTable.check(arguments)
        var table = RegistryTable()
        for registered in try source.recordedRegistered(named: arguments[.name]) {
            table.add(
                registered,
                registered.model.map { model in
                    .init(
                        report: model.report,
                        files: files(model),
                        rows: rows(model),
                        errors: failures(model)
                    )
                }
            )
        }
        return table.answer("recorded in full", doubts: lacking(table.report.files), in: context)
    }

    /// What `--strict` does not let pass.
    private func lacking(_ files: [VerifyReport.File]) -> [DVCModelError] {
        let paths = files.filter { $0.result == .ok && $0.problem != nil }.map(\.destination)
        return arguments[.strict] && !paths.isEmpty ? [.notAtHand(paths)] : []
    }

    private func rows(_ model: RecordedModel) -> [VerifyReport.File] {
        model.files.map { file in
            VerifyReport.File(file, at: Path.join(source.root, file.path), of: model.label)
        }
    }

    private func files(_ model: RecordedModel) -> VerifyReport.Version.Files {
        let lacking = model.files.count { $0.holder == .nobody }
        return .init(
            count: model.files.count,
            byteCount: model.files.compactMap(\.byteCount).saturatingSum,
            missingCount: 0,
            remark: lacking == 0 ? nil : "ok, \(lacking) not in the cache"
        )
    }

    private func failures(_ model: RecordedModel) -> [DVCModelError] {
        let unrecorded = model.files.filter { $0.holder == .unrecorded }.map(\.path)
        return unrecorded.isEmpty ? [] : [.unrecorded(unrecorded, of: model.label)]
    }

    private func note(_ files: [VerifyReport.File]) -> String? {
        guard !files.isEmpty else { return nil }
        let lacking = files.count { $0.problem != nil }
        let here = lacking == 0 ? "all" : lacking == files.count ? "none" : "\(files.count - lacking)"
        return "\(Units.count(files.count, "file")) recorded, and \(here) at hand here for dvc push"
    }
}

extension DVCModelError {
    fileprivate static func notAtHand(_ paths: [String]) -> Self {
        .init(
            .notVerified,
            "\(Units.count(paths.count, "file")) cannot be pushed from here, as DVC's cache lacks them",
            paths: paths
        )
    }

    fileprivate static func unrecorded(_ paths: [String], of model: String) -> Self {
        .init(
            .recordMissing,
            "no hash is recorded of \(Units.count(paths.count, "file")) of '\(model)'",
            hint: "dvc repro, or dvc update, then commit and register a new version",
            paths: paths
        )
    }
}
