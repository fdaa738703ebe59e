import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify`: which model, what its files must be, what they are.
@main
struct VerifyCommand: ToolCommand {
    static let table = OptionTable.verify

    static func main() {
        ToolMain.run(Self.self)
    }

    static func tellsVerdicts(_ arguments: Arguments) -> Bool {
        !arguments.has(Option.hook) && !arguments[.hookStatus]
    }

    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<VerifyReport>
    {
        if let event = arguments[.hook] {
            return event == .check
                ? try PushCheck(arguments, context).answer() : PushHook(event, arguments, context).answer()
        }
        try checkCall(arguments)
        if arguments[.hookStatus] { return try HookStatus(arguments, context).answer() }
        if isOfStorage(arguments) {
            let verify = try RemoteVerify(arguments, context)
            return arguments[.all] ? try verify.table() : try verify.answer()
        }
        if arguments[.offline] {
            let verify = try OfflineVerify(arguments, context)
            return arguments[.all] ? try verify.table() : try verify.answer()
        }
        return try checkHere(arguments, context)
    }

    /// What is here already is not waited for.
    private static func isOfStorage(_ arguments: Arguments) -> Bool {
        arguments[.remoteObjects] || arguments.has(Option.wait)
    }

    /// Options that mean nothing without others.
    private static func checkCall(_ arguments: Arguments) throws(DVCModelError) {
        let isRegistry = arguments[.all] && (isOfStorage(arguments) || arguments[.offline])
        let needs: [(option: any DeclaredOption, isMet: Bool, what: String)] = [
            (Flag.full, isOfStorage(arguments), "'--remote'"),
            (Option.name, isRegistry, "'--remote --all' or '--offline --all'"),
        ]
        for need in needs where arguments.has(need.option) && !need.isMet {
            throw .usage("'\(need.option.declaration.name)' goes with \(need.what)", of: table)
        }
    }

    private static func checkHere(
        _ arguments: Arguments,
        _ context: Context,
    ) throws(DVCModelError) -> Answer<VerifyReport> {
        let receipt = try arguments[.receipt].map { file throws(DVCModelError) in
            guard arguments.positionals.isEmpty else {
                throw .usage("a receipt names its models, so no MODEL goes with '--receipt'", of: table)
            }
            return try ReceiptCheck(file, arguments, context)
        }
        let findings = if let receipt { try receipt.findings() } else { try findings(arguments, context) }
        let report = findings.report
        report.tellFiles(in: context)
        for path in report.extra { context.console.answer("\(context.shown(path)): EXTRA") }
        let failures = failures(findings, arguments, receipt)
        if failures.isEmpty, let note = note(report, isByReceipt: receipt != nil) {
            context.console.note(note)
        }
        return Answer(report, failures: failures)
    }

    /// `13 files right, MD5 from git`: who says what the bytes must be is half of what a check is worth.
    private static func note(_ report: VerifyReport, isByReceipt: Bool) -> String? {
        let right = report.files.filter { $0.result == .ok }
        guard !right.isEmpty else { return nil }
        let files = Units.count(right.count, "file")
        guard !isByReceipt else { return "\(files) as the receipt has \(right.count == 1 ? "it" : "them")" }
        let sources = Set(right.compactMap(\.md5Source)).sorted().joined(separator: " and ")
        return "\(files) right, MD5 from \(sources)"
    }

    private static func findings(_ arguments: Arguments, _ context: Context) throws(DVCModelError)
        -> Findings
    {
        let source = try ModelSource(arguments, in: context)
        let models = try source.resolve(.never)
        guard !models.isEmpty else { return Findings() }
        let place = Place(arguments, models, root: source.root, workingDirectory: context.workingDirectory)
        guard case .folder(let root, let layout) = place else {
            throw .usage("'--out -' is no place to look for files", of: table)
        }
        let check = LocalCheck(
            root: root,
            layout: layout,
            isPartial: arguments.has(Option.path),
            arguments: arguments,
            context: context
        )
        var findings = Findings()
        for model in models { try check.look(at: model, into: &findings) }
        return findings
    }

    private static func failures(
        _ findings: Findings,
        _ arguments: Arguments,
        _ receipt: ReceiptCheck?,
    ) -> [DVCModelError] {
        let report = findings.report
        var failures = grouped(findings.unreadable)
        let wrong = findings.wrong
        if !wrong.isEmpty {
            // What is no file stays in the way of any pull.
            let obstacles = wrong.filter { $0.problem != nil }.map(\.destination)
            let isForceNeeded = wrong.contains { $0.result == .failed && $0.problem == nil }
            let pull = receipt?.pull(isForced: isForceNeeded) ?? pull(arguments, isForced: isForceNeeded)
            let mend = obstacles.first.map { "move away \(named($0, of: obstacles.count)), then \(pull)" }
            failures.append(.differ(wrong, of: report.files.count, mend: mend ?? pull))
        }
        guard failures.isEmpty else { return failures }
        return arguments[.strict] ? report.doubts : []
    }

    /// `'models/a' and 2 more`
    private static func named(_ path: String, of count: Int) -> String {
        "'\(path)'" + (count == 1 ? "" : " and \(count - 1) more")
    }

    /// The pull that makes the files right which this very call looks at.
    private static func pull(_ arguments: Arguments, isForced: Bool) -> String {
        var words = ["dvc-model-pull"]
        if isForced { words.append("--force") }
        for option in [Option.rev, .stage, .tag, .uris, .repo, .out] {
            if let value = arguments[option] { words += [option.declaration.name, value.shellQuoted] }
        }
        if let source = arguments[.source] { words += [Option.source.declaration.name, source.rawValue] }
        if arguments[.all] { words.append(Flag.all.declaration.name) }
        if arguments[.flat] { words.append("--flat") }
        return (words + arguments.positionals.map(\.shellQuoted)).joined(separator: " ")
    }
}

extension DVCModelError {
    fileprivate static func differ(_ wrong: [VerifyReport.File], of all: Int, mend: String) -> Self {
        let missing = wrong.count { $0.result == .missing }
        let parts = [
            missing == 0 ? nil : "\(missing) missing",
            missing == wrong.count ? nil : "\(wrong.count - missing) wrong",
        ]
        let counts = parts.compactMap(\.self).joined(separator: ", ")
        return .init(.md5Mismatch, "of \(Units.count(all, "file")) of the model: \(counts)", hint: mend)
    }
}
