import DVCModelCLI
import DVCModelCore

/// `dvc-model-pull`: which model, where its files go, what is there already, then the transfer.
@main
struct PullCommand: ToolCommand {
    static let table = OptionTable.pull

    static func main() {
        ToolMain.run(Self.self)
    }

    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<PullReport> {
        var answer = try pull(arguments, in: context)
        if arguments[.expectChange], answer.failures.isEmpty, !answer.report.isChanged {
            answer.failures.append(.nothingChanged(answer.report.models.map(\.model)))
        }
        return answer
    }

    private static func pull(
        _ arguments: Arguments,
        in context: Context,
    ) throws(DVCModelError) -> Answer<PullReport> {
        let source = try ModelSource(arguments, in: context)
        let models = try source.resolve(.unlessCached)
        guard !models.isEmpty else { return Answer(PullReport()) }
        let link = try folderSwitch(arguments, models, context)
        let place = Place(
            arguments,
            models,
            root: source.root,
            workingDirectory: context.workingDirectory,
            folder: link?.folder
        )
        let transfers = Transfers(
            arguments,
            context,
            try source.httpSettings,
            renewal: source.renewal(of: models)
        )
        switch place {
        case .standardOutput:
            guard !arguments[.dryRun] else {
                throw .usage("'--dry-run' has no table for '--out -'", of: table)
            }
            return try StreamPull(arguments, context, transfers).run(models)
        case .folder(let root, let layout):
            let pull = FolderPull(arguments, context, transfers, root: root, layout: layout)
            guard !arguments[.dryRun] else { return try pull.rehearse(models) }
            var answer = try pull.run(models)
            if answer.failures.isEmpty, let link { answer.report.isSwitched = try link.perform() }
            return answer
        }
    }

    private static func folderSwitch(
        _ arguments: Arguments,
        _ models: [ResolvedModel],
        _ context: Context,
    ) throws(DVCModelError) -> FolderSwitch? {
        guard let link = arguments[.switchLink] else { return nil }
        guard let out = arguments[.out], out != "-" else {
            throw .usage("'--switch' goes with '--out DIR'", of: table)
        }
        return try FolderSwitch(link, out: out, models, context)
    }
}

extension DVCModelError {
    fileprivate static func nothingChanged(_ models: [String]) -> Self {
        let names =
            models.isEmpty ? "nothing was asked for" : "there already: \(models.joined(separator: ", "))"
        return .init(.nothingChanged, "nothing has changed; \(names)")
    }
}
