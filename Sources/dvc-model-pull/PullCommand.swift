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
        let source = try ModelSource(arguments, in: context)
        let models = try source.resolve(.unlessCached)
        guard !models.isEmpty else { return Answer(PullReport()) }
        let place = Place(arguments, models, root: source.root, workingDirectory: context.workingDirectory)
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
            return arguments[.dryRun] ? try pull.rehearse(models) : try pull.run(models)
        }
    }
}
