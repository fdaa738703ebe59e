import DVCModelCLI
import DVCModelCore

/// Holds the files here against a model's objects.
struct LocalCheck {
    let root: String
    let layout: Layout
    let context: Context

    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`
    func look(at model: ResolvedModel, into report: inout VerifyReport) throws(DVCModelError) {
        let places = try layout.place(model.objects, artifactPath: model.artifactPath)
        let folder = try DestinationFolder.open(root, making: false)
        let states = try folder.map { folder throws(DVCModelError) in
            try FileSurvey.look(at: places, of: model.objects, in: folder, cancellation: context.cancellation)
        }
        for (index, object) in model.objects.enumerated() {
            let verdict = FileVerdict(
                path: object.path,
                expected: object.expectedMD5,
                expectedByteCount: object.byteCount,
                state: states?[index] ?? .absent,
            )
            let destination = Path.join(root, places[index].text)
            report.files.append(VerifyReport.File(verdict, at: destination, of: model.label))
        }
        report.models.append(model.report)
        if let folder { report.extra += try extraFiles(of: model, places, in: folder) }
    }

    /// Only a folder model can have extra files.
    private func extraFiles(
        of model: ResolvedModel,
        _ places: [SafePath],
        in folder: DestinationFolder,
    ) throws(DVCModelError) -> [String] {
        guard places.count > 1 else { return [] }
        let modelFolder = Layout.commonFolder(places)
        guard !modelFolder.isEmpty else { return [] }
        return try ExtraFiles.list(in: folder, modelFolder: modelFolder, known: places).map {
            Path.join(root, $0)
        }
    }
}
