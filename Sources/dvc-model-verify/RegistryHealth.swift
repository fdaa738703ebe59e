import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify --remote --all`: the same of all that is registered, in one table.
struct RegistryHealth {
    /// So many are told one by one; more are told by what they have in common.
    private static let toldFailureLimit = 10

    private let source: ModelSource
    private let check: RemoteCheck
    private let arguments: Arguments
    private let context: Context

    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        guard arguments.positionals.isEmpty else {
            throw .usage(
                "'--all' leaves no MODEL to name; '--name GLOB' chooses among them",
                of: VerifyCommand.table
            )
        }
        source = try ModelSource(arguments, in: context)
        check = try RemoteCheck(source, arguments, context)
        self.arguments = arguments
        self.context = context
    }

    func answer() throws(DVCModelError) -> Answer<VerifyReport> {
        let registered = try source.resolveRegistered(named: arguments[.name], .always)
        let models = registered.compactMap { try? $0.model.get() }
        var findings = try check.look(at: models)[...]
        var report = VerifyReport()
        var failures: [(path: String, error: DVCModelError)] = []
        for registered in registered {
            let found: RemoteFindings?
            let errors: [DVCModelError]
            switch registered.model {
            case .failure(let error): (found, errors) = (nil, [error])
            case .success:
                found = findings.popFirst()
                errors = found?.failures(gitRoot: source.root, in: context) ?? []
            }
            report.add(registered, found, errors, root: source.root)
            failures += errors.map { (registered.label, $0) }
        }
        for line in report.versionLines { context.console.answer(line) }
        let bad = report.versions.count { $0.error != nil }
        context.console.note(
            "\(report.versions.count - bad) of \(Units.count(report.versions.count, "version")) can be downloaded"
        )
        let isTold = failures.count <= Self.toldFailureLimit
        let told = isTold ? failures.map(\.error) : grouped(failures, noun: "version")
        return Answer(report, failures: told.isEmpty && arguments[.strict] ? report.doubts : told)
    }
}

extension VerifyReport {
    fileprivate mutating func add(
        _ registered: RegisteredModel,
        _ findings: RemoteFindings?,
        _ errors: [DVCModelError],
        root: String,
    ) {
        let rows = findings?.rows(root: root) ?? []
        if let findings { models.append(findings.model.report) }
        files += rows.filter { $0.result != .ok }
        unlistedCount += rows.count { $0.result == .ok }
        versions.append(
            Version(registered, files: findings?.files, errors: errors, hasDoubts: hasDoubts(rows))
        )
    }

    private func hasDoubts(_ rows: [File]) -> Bool { rows.contains { $0.result == .unverified } }
}
