import DVCModelCLI
import DVCModelCore

/// Holds the files here against a model's objects.
struct LocalCheck {
    let root: String
    let layout: Layout
    /// Whether only some of the models' files are looked at: the others are then no extra files.
    let isPartial: Bool
    let arguments: Arguments
    let context: Context

    /// - Throws: `destination-unsafe`, `file-unreadable` where the folders cannot be looked through, `interrupted`
    func look(at model: ResolvedModel, into findings: inout Findings) throws(DVCModelError) {
        let places = try layout.place(model.objects, artifactPath: model.artifactPath)
        let folder = try DestinationFolder.open(root, making: false)
        let states = try folder.map { folder throws(DVCModelError) in
            try ProgressDisplay(arguments, in: context).showingReading { emit throws(DVCModelError) in
                try FileSurvey.examine(
                    places,
                    // Also what has the wrong size is read, to say which MD5 it has.
                    of: model.objects.map(\.ofAnySize),
                    in: folder,
                    linkFolders: [model.cache?.folder].compactMap(\.self),
                    cancellation: context.cancellation,
                    emit: emit
                )
            }
        }
        findings.report.files.reserveCapacity(findings.report.files.count + model.objects.count)
        for (index, object) in model.objects.enumerated() {
            let state = states?[index] ?? .absent
            let verdict = FileVerdict(
                path: object.path,
                expected: object.expectedMD5,
                expectedByteCount: object.byteCount,
                state: state,
            )
            let destination = Path.join(root, places[index].text)
            findings.add(VerifyReport.File(verdict, at: destination, of: model.label), state)
        }
        findings.report.models.append(model.report)
        if let folder, !isPartial { findings.report.extra += try extraFiles(of: model, places, in: folder) }
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
