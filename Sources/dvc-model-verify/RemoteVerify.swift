import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify --remote`: whether what was published can be downloaded.
struct RemoteVerify {
    private let source: ModelSource
    private let check: RemoteCheck
    private let arguments: Arguments
    private let context: Context

    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        source = try ModelSource(arguments, in: context)
        check = try RemoteCheck(source, arguments, context)
        self.arguments = arguments
        self.context = context
    }

    /// - Parameter isWaiting: is told, with `--wait`, what is not there yet.
    func answer(
        isWaiting: @escaping ([DVCModelError]) -> Void = { _ in }
    ) throws(DVCModelError) -> Answer<VerifyReport> {
        let arrival = Arrival(
            limit: arguments[.wait],
            settings: try source.httpSettings,
            in: context,
            isWaiting: isWaiting
        )
        let findings = try arrival.look(
            { () throws(DVCModelError) in try check.look(at: try source.resolve(.always)) },
            failures: failures
        )
        var report = VerifyReport()
        report.models = findings.map(\.model.report)
        report.files = findings.flatMap { $0.rows(root: source.root) }
        report.tellFiles(in: context)
        let found = failures(findings)
        if found.isEmpty, let note = note(report.files) { context.console.note(note) }
        if found.isEmpty, !findings.isEmpty { correctVerdict() }
        return Answer(report, failures: found.isEmpty && arguments[.strict] ? report.doubts : found)
    }

    /// Where the hook's check of this tag had found something wrong.
    private func correctVerdict() {
        // Whatever keeps the verdict from being found, it is no part of this answer.
        guard let tag = arguments[.tag].flatMap(GTOTag.init(ref:)),
            let layout = try? GitLayout.find(from: context.workingDirectory)
        else { return }
        let time = Timestamp(secondsSince1970: context.clock.wall())?.text ?? ""
        PushVerdicts(layout).correct(tag.description, time: time)
    }

    /// All that is registered, in one table.
    func table() throws(DVCModelError) -> Answer<VerifyReport> {
        try RegistryTable.check(arguments)
        let all = try source.resolveRegistered(named: arguments[.name], .always)
        var findings = try check.look(at: all.compactMap { try? $0.model.get() })[...]
        var table = RegistryTable()
        for registered in all {
            table.add(registered, registered.model.map { _ in finding(findings.removeFirst()) })
        }
        let doubts = arguments[.strict] ? table.report.doubts : []
        return table.answer("can be downloaded", doubts: doubts, in: context)
    }

    private func finding(_ found: RemoteFindings) -> RegistryTable.Finding {
        .init(
            report: found.model.report,
            files: found.files,
            rows: found.rows(root: source.root),
            errors: failures([found])
        )
    }

    private func failures(_ findings: [RemoteFindings]) -> [DVCModelError] {
        findings.flatMap { $0.failures(gitRoot: source.root, in: context) }
    }

    /// `13 files can be downloaded; the storage states the MD5 of 4`: the rest is known to be there, and by its size.
    private func note(_ files: [VerifyReport.File]) -> String? {
        guard !files.isEmpty else { return nil }
        let count = Units.count(files.count, "file")
        guard !arguments[.full] else { return "\(count) downloaded and hashed" }
        let stated = files.count { $0.md5 != nil }
        let part = stated == files.count ? "all" : stated == 0 ? "none" : "\(stated)"
        return "\(count) can be downloaded; the storage states the MD5 of \(part)"
    }
}
