import DVCModelCLI
import DVCModelCore

/// `dvc-model-uris`: which model, then its URLs, then out with them.
@main
struct UrisCommand: ToolCommand {
    static let table = OptionTable.uris

    static func main() {
        ToolMain.run(Self.self)
    }

    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<UrisReport> {
        let models = try ModelSource(arguments, in: context).resolve(.always)
        var report = UrisReport()
        var listed: [ListedObject] = []
        for model in models {
            let objects = try ListedObject.all(of: model, context)
            report.models.append(model.report)
            listed += objects
            // To read the end of each URL takes longer than to sign them all.
            guard context.console.manner.isJSON else { continue }
            report.objects += objects.map { UrisReport.Object($0.object, at: $0.url, of: model.label) }
        }
        context.console.answer(bytes: try URLListing.text(listed, arguments[.format] ?? .url).utf8)
        return Answer(report)
    }
}

/// An object and what leads to it.
struct ListedObject {
    let object: RemoteObject
    let url: String

    /// Whether the URL alone does not open the object.
    private var needsLogin: Bool {
        if case .url(_, let access) = object.location { !access.headers.isEmpty } else { false }
    }

    /// Those of a model's objects that a URL leads to; of the others it is said that they are left out.
    ///
    /// - Throws: `object-missing` where none is left
    static func all(of model: ResolvedModel, _ context: Context) throws(DVCModelError) -> [ListedObject] {
        let listed = model.objects.compactMap { object in
            object.location.urlText.map { ListedObject(object: object, url: $0) }
        }
        let urlless = model.objects.filter { $0.location.urlText == nil }.map(\.path)
        guard !listed.isEmpty else { throw .heldByGit(urlless, model) }
        if listed.contains(where: \.needsLogin) {
            context.console.note("the URLs of '\(model.label)' work only with the login of the DVC remote")
        }
        for path in urlless { context.console.note("'\(path)' is held by Git itself and has no URL") }
        return listed
    }
}

extension DVCModelError {
    fileprivate static func heldByGit(_ paths: [String], _ model: ResolvedModel) -> Self {
        .init(
            .objectMissing,
            "'\(model.label)' is held by Git itself, so no URL leads to it",
            hint: "dvc-model-pull \(model.label.shellQuoted)",
            paths: paths
        )
    }
}
