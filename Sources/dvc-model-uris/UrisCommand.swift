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
        let models = try ModelSource(arguments, in: context).resolve()
        var report = UrisReport()
        for model in models {
            report.models.append(model.report)
            report.objects += model.objects.map { UrisReport.Object($0, of: model.label) }
        }
        let objects = models.flatMap(\.objects)
        context.console.answer(bytes: try URLListing.text(objects, arguments[.format] ?? .url).utf8)
        return Answer(report)
    }
}
