import DVCModelCLI
import DVCModelCore

/// Holds the files of a receipt against it.
struct ReceiptCheck {
    private let receipt: Receipt
    private let root: String
    private let context: Context

    /// - Parameters:
    ///   - file: the receipt, as the user named it.
    ///   - out: the folder that the files are below now; nil: as the receipt says.
    /// - Throws: `receipt-invalid`, `file-unreadable`
    init(_ file: String, out: String?, _ context: Context) throws(DVCModelError) {
        let path = Path.join(context.workingDirectory, file)
        guard let bytes = try Files.read(path) else {
            throw DVCModelError(.fileUnreadable, "there is no receipt '\(file)'", at: .option("--receipt"))
        }
        self.context = context
        receipt = try Receipt(bytes, at: file)
        root =
            out.map { Path.join(context.workingDirectory, $0) }
            ?? Path.normalised(Path.join(Path.parent(path), receipt.root))
    }

    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`
    func report() throws(DVCModelError) -> VerifyReport {
        let places = try receipt.files.map { file throws(DVCModelError) in try SafePath(file.place) }
        let objects = receipt.files.map { file in
            RemoteObject(
                path: file.path,
                location: .unasked,
                expectedMD5: MD5Digest(hex: file.md5).map {
                    ExpectedMD5($0, from: file.md5Source.flatMap(ExpectedMD5.Source.init) ?? .url)
                },
                byteCount: file.size
            )
        }
        let folder = try DestinationFolder.open(root, making: false)
        let states = try folder.map { folder throws(DVCModelError) in
            try FileSurvey.look(
                at: places,
                of: objects,
                in: folder,
                hasSHA256: true,
                cancellation: context.cancellation
            )
        }
        var report = VerifyReport()
        report.models = receipt.models.map(ModelReport.init)
        report.files = receipt.files.enumerated().map { index, file in
            let verdict = FileVerdict(
                path: file.path,
                expected: objects[index].expectedMD5,
                expectedByteCount: file.size,
                expectedSHA256: file.sha256,
                state: states?[index] ?? .absent
            )
            var row = VerifyReport.File(verdict, at: Path.join(root, file.place), of: file.model)
            // The receipt may hold what nobody vouched for.
            row.md5Source = file.md5Source
            return row
        }
        return report
    }

    /// The pull that makes the files right; where it put them is not in the receipt.
    func pull(isForced: Bool) -> String {
        let models = receipt.models.map { model in
            guard let name = model.name, let version = model.version else { return model.model.shellQuoted }
            return "\(name)@\(version)".shellQuoted
        }
        let words = ["dvc-model-pull"] + (isForced ? ["--force"] : []) + models
        return words.joined(separator: " ") + ", to the same place"
    }
}
