import DVCModelCLI
import DVCModelCore

/// Holds the files of a receipt against it.
struct ReceiptCheck {
    private let receipt: Receipt
    private let root: String
    private let arguments: Arguments
    private let context: Context

    /// - Parameters:
    ///   - file: the receipt, as the user named it.
    ///   - arguments: `--out`, the folder that the files are below now; without it as the receipt says.
    /// - Throws: `receipt-invalid`, `file-unreadable`
    init(_ file: String, _ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        let path = Path.join(context.workingDirectory, file)
        guard let bytes = try Files.read(path) else {
            throw DVCModelError(.fileUnreadable, "there is no receipt '\(file)'", at: .option("--receipt"))
        }
        self.arguments = arguments
        self.context = context
        receipt = try Receipt(bytes, at: file)
        root =
            arguments[.out].map { Path.join(context.workingDirectory, $0) }
            ?? Path.normalised(Path.join(Path.parent(path), receipt.root))
    }

    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`
    func findings() throws(DVCModelError) -> Findings {
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
            try ProgressDisplay(arguments, in: context).showingReading { emit throws(DVCModelError) in
                try FileSurvey.examine(
                    places,
                    of: objects,
                    in: folder,
                    linkFolders: cacheFolders,
                    hasSHA256: true,
                    cancellation: context.cancellation,
                    emit: emit
                )
            }
        }
        var findings = Findings()
        findings.report.models = receipt.models.map(ModelReport.init)
        for (index, file) in receipt.files.enumerated() {
            let state = states?[index] ?? .absent
            let verdict = FileVerdict(
                path: file.path,
                expected: objects[index].expectedMD5,
                expectedByteCount: file.size,
                expectedSHA256: file.sha256,
                state: state
            )
            var row = VerifyReport.File(verdict, at: Path.join(root, file.place), of: file.model)
            // The receipt may hold what nobody vouched for.
            row.md5Source = file.md5Source
            findings.add(row, state)
        }
        return findings
    }

    /// DVC's caches around the models, which `cache.type = symlink` links to.
    private var cacheFolders: [String] {
        let first = Dictionary(receipt.files.map { ($0.model, $0.place) }) { first, _ in first }
        return Set(first.values.map { Path.parent(Path.join(root, $0)) }).compactMap { folder in
            do throws(DVCModelError) {
                let config = try DVCConfig(for: folder, environment: context.environment)
                return config.root.map { root in
                    let path = config.cacheFolder(environment: context.environment)
                    return DVCCache(root: root, path: path, config: config).folder
                }
            } catch {
                context.log.decision("no cache is known around '\(folder)': \(error.what)")
                return nil
            }
        }
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
