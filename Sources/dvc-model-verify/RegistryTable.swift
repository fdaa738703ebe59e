import DVCModelCLI
import DVCModelCore

/// The answer of a look at all that is registered: one table, then what is wrong.
struct RegistryTable {
    /// So many failures are told one by one; more are told by what they have in common.
    private static let toldFailureLimit = 10

    /// What a look found of one version.
    struct Finding {
        let report: ModelReport
        let files: VerifyReport.Version.Files
        let rows: [VerifyReport.File]
        let errors: [DVCModelError]
    }

    private(set) var report = VerifyReport()
    private var failures: [(version: String, error: DVCModelError)] = []

    /// - Throws: `usage`
    static func check(_ arguments: Arguments) throws(DVCModelError) {
        guard arguments.positionals.isEmpty else {
            throw .usage("'--all' takes no MODEL; '--name GLOB' chooses among all", of: VerifyCommand.table)
        }
    }

    mutating func add(_ registered: Registered<some Any>, _ finding: Result<Finding, DVCModelError>) {
        switch finding {
        case .failure(let error):
            report.versions.append(.init(registered, files: nil, errors: [error], hasDoubts: false))
            failures.append((registered.label, error))
        case .success(let finding):
            report.models.append(finding.report)
            report.files += finding.rows.filter(\.isWorthListing)
            report.unlistedCount += finding.rows.count { !$0.isWorthListing }
            let hasDoubts = finding.rows.contains { $0.result == .unverified }
            let version = VerifyReport.Version(
                registered,
                files: finding.files,
                errors: finding.errors,
                hasDoubts: hasDoubts
            )
            report.versions.append(version)
            failures += finding.errors.map { (registered.label, $0) }
        }
    }

    /// - Parameters:
    ///   - goodness: what is true of a version with which nothing is wrong: `can be downloaded`.
    ///   - doubts: what fails where nothing is wrong.
    func answer(
        _ goodness: String,
        doubts: [DVCModelError],
        in context: Context,
    ) -> Answer<VerifyReport> {
        for line in report.versionLines { context.console.answer(line) }
        let good = report.versions.count { $0.error == nil }
        context.console.note("\(good) of \(Units.count(report.versions.count, "version")) \(goodness)")
        guard !failures.isEmpty else { return Answer(report, failures: doubts) }
        guard failures.count > Self.toldFailureLimit else {
            return Answer(report, failures: failures.map(\.error))
        }
        return Answer(
            report,
            failures: grouped(failures.map { (path: $0.version, error: $0.error) }, noun: "version")
        )
    }
}

extension VerifyReport.File {
    fileprivate var isWorthListing: Bool { result != .ok || problem != nil }
}
