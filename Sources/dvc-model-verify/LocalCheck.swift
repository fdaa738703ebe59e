import DVCModelCLI
import DVCModelCore

/// Holds the files here against a model's objects.
struct LocalCheck {
    let root: String
    let layout: Layout
    /// Whether only some of the models' files are looked at: the others are then no extra files.
    let isPartial: Bool
    let context: Context

    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`
    func look(at model: ResolvedModel, into report: inout VerifyReport) throws(DVCModelError) {
        let places = try layout.place(model.objects, artifactPath: model.artifactPath)
        let folder = try DestinationFolder.open(root, making: false)
        let states = try folder.map { folder throws(DVCModelError) in
            // Also what has the wrong size is read, to say which MD5 it has.
            let objects = model.objects.map(\.ofAnySize)
            return try FileSurvey.look(
                at: places,
                of: objects,
                in: folder,
                cancellation: context.cancellation
            )
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
        if let folder, !isPartial { report.extra += try extraFiles(of: model, places, in: folder) }
    }

    private func extraFiles(
        of model: ResolvedModel,
        _ places: [SafePath],
        in folder: DestinationFolder,
    ) throws(DVCModelError) -> [String] {
        let modelFolder = try layout.modelFolder(
            model.objects,
            places: places,
            artifactPath: model.artifactPath
        )
        guard let modelFolder else { return [] }
        return try ExtraFiles.list(in: folder, modelFolder: modelFolder, known: places).map {
            Path.join(root, $0)
        }
    }
}

extension RemoteObject {
    fileprivate var ofAnySize: RemoteObject {
        var object = self
        object.byteCount = nil
        return object
    }
}
