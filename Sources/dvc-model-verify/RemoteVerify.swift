import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify --remote`: whether what was published can be downloaded.
struct RemoteVerify {
    private let arguments: Arguments
    private let context: Context

    init(_ arguments: Arguments, _ context: Context) {
        self.arguments = arguments
        self.context = context
    }

    func answer() throws(DVCModelError) -> Answer<VerifyReport> {
        let source = try ModelSource(arguments, in: context)
        let settings = try source.httpSettings
        let check = RemoteCheck(settings: settings, arguments: arguments, context: context)
        let arrival = Arrival(limit: arguments[.wait], settings: settings, in: context)
        let failures = { (findings: [RemoteFindings]) in
            findings.flatMap { findings in
                findings.failures { paths in
                    findings.model.push.command(for: paths, gitRoot: source.root, in: context)
                }
            }
        }
        let findings = try arrival.look(
            { () throws(DVCModelError) in try check.look(at: try source.resolve(.always)) },
            failures: failures
        )
        var report = VerifyReport()
        report.models = findings.map(\.model.report)
        report.files = findings.flatMap { $0.rows(root: source.root) }
        report.tellFiles(in: context)
        let found = failures(findings)
        if found.isEmpty, let note = note(report) { context.console.note(note) }
        return Answer(report, failures: found.isEmpty && arguments[.strict] ? report.doubts : found)
    }

    /// `13 files can be downloaded; the storage states the MD5 of 4`: the rest is known to be there, and by its size.
    private func note(_ report: VerifyReport) -> String? {
        guard !report.files.isEmpty else { return nil }
        let stated = report.files.count { $0.md5 != nil }
        let count = stated == report.files.count ? "all" : stated == 0 ? "none" : "\(stated)"
        return
            "\(Units.count(report.files.count, "file")) can be downloaded; the storage states the MD5 of \(count)"
    }
}
