import DVCModelCLI
import DVCModelCore

/// Writes `--receipt FILE`, once all files are in place.
struct ReceiptWriter {
    private let path: String
    private let arguments: Arguments
    private let context: Context

    /// - Throws: `destination-exists` where something else than a receipt has that name: known before a transfer begins
    init(_ file: String, _ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        path = Path.join(context.workingDirectory, file)
        self.arguments = arguments
        self.context = context
        guard !arguments[.force], let bytes = try Files.read(path) else { return }
        do throws(DVCModelError) {
            _ = try Receipt(bytes, at: file)
        } catch {
            throw .noReceipt(file)
        }
    }

    /// The hashes are those of the files as they are now, read once more.
    ///
    /// - Throws: `md5-mismatch` where a file is another by now; `file-unwritable` and the like
    func write(
        _ files: [PulledFile],
        _ report: PullReport,
        in folder: DestinationFolder,
    ) throws(DVCModelError) {
        let expected = zip(files, report.files).map { file, row in
            var object = file.object
            object.expectedMD5 = row.md5.flatMap { MD5Digest(hex: $0) }.map { ExpectedMD5($0, from: .git) }
            return object
        }
        let states = try ProgressDisplay(arguments, in: context).showingReading {
            emit throws(DVCModelError) in
            try FileSurvey.look(
                at: files.map(\.place),
                of: expected,
                in: folder,
                hasSHA256: true,
                cancellation: context.cancellation,
                emit: emit
            )
        }
        var entries: [Receipt.File] = []
        for (index, (file, row)) in zip(files, report.files).enumerated() {
            guard case .file(let size, let digests?) = states[index],
                expected[index].expectedMD5.map(digests.satisfy) ?? false
            else { throw .changedMeanwhile(row.destination) }
            entries.append(
                Receipt.File(
                    model: file.model,
                    path: file.object.path,
                    place: file.place.text,
                    size: size,
                    digests: digests,
                    md5Source: row.md5Source
                )
            )
        }
        let parent = Path.parent(path)
        let receipt = Receipt(report.models, root: Path.relative(folder.path, to: parent), files: entries)
        guard let parentFolder = try DestinationFolder.open(parent, making: true) else { return }
        try parentFolder.write(
            try receipt.text.utf8,
            to: SafePath(fileName: Path.lastComponent(path)),
            replacing: true
        )
    }
}

extension DVCModelError {
    fileprivate static func noReceipt(_ file: String) -> Self {
        .init(
            .destinationExists,
            "'\(file)' is there and is no receipt",
            at: .option("--receipt"),
            hint: "choose another name, or --force to replace it"
        )
    }

    fileprivate static func changedMeanwhile(_ path: String) -> Self {
        .init(.md5Mismatch, "'\(path)' was changed since it was placed", at: .file(path))
    }
}
