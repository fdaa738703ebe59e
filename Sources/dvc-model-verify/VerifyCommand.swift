import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify`: which model, what its files must be, what they are.
@main
struct VerifyCommand: ToolCommand {
    static let table = OptionTable.verify

    static func main() {
        ToolMain.run(Self.self)
    }

    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<VerifyReport>
    {
        let source = try ModelSource(arguments, in: context)
        let models = try source.resolve()
        guard !models.isEmpty else { return Answer(VerifyReport()) }
        let place = Place(arguments, models, root: source.root, workingDirectory: context.workingDirectory)
        guard case .folder(let root, let layout) = place else {
            throw .usage("'--out -' is no place to look for files", of: table)
        }
        let check = LocalCheck(root: root, layout: layout, context: context)
        var report = VerifyReport()
        for model in models { try check.look(at: model, into: &report) }
        for file in report.files {
            context.console.answer("\(context.shown(file.destination)): \(file.verdict)")
        }
        for path in report.extra { context.console.answer("\(context.shown(path)): EXTRA") }
        return Answer(report, failures: failures(report, isStrict: arguments[.strict]))
    }

    private static func failures(_ report: VerifyReport, isStrict: Bool) -> [DVCModelError] {
        let wrong = report.files.filter { $0.result == .failed || $0.result == .missing }
        if !wrong.isEmpty { return [.differ(wrong.count, of: report.files.count)] }
        let doubtful = report.files.filter { $0.result == .unverified }.map(\.destination) + report.extra
        return isStrict && !doubtful.isEmpty ? [.doubtful(doubtful)] : []
    }
}

extension DVCModelError {
    fileprivate static func differ(_ count: Int, of all: Int) -> Self {
        .init(
            .md5Mismatch,
            "\(count) of \(Units.count(all, "file")) differ from the model or are missing",
            hint: "dvc-model-pull"
        )
    }

    fileprivate static func doubtful(_ paths: [String]) -> Self {
        .init(
            .notVerified,
            "\(Units.count(paths.count, "file")) cannot be verified, or are not the model's",
            paths: paths
        )
    }
}
