/// The outputs of one DVC repository that have to do with one path.
///
/// A file is parsed only where it could declare such an output: because of the folder that it is in, or, anywhere
/// else, because its text could lead out of that folder.
struct OutputSearch<Files: RevisionFiles> {
    private let files: Files
    private let tree: CommitTree
    /// The folder of the DVC repository.
    private let root: String
    /// The path from the git root.
    private let target: String
    private var ignore: DVCIgnore

    /// At, above or below ``target``; in the order in which DVC comes to them.
    private(set) var outputs: [Output] = []
    /// Files that may declare more, but cannot be understood: why, in the same order.
    private(set) var failures: [DVCModelError] = []
    /// The paths of all outputs so far.
    private var outputPaths: Set<[UInt8]> = []

    /// - Parameter ignore: of the DVC repository.
    init(_ target: String, in root: String, _ ignore: DVCIgnore, of tree: CommitTree, _ files: Files) {
        self.target = target
        self.root = root
        self.ignore = ignore
        self.tree = tree
        self.files = files
    }

    /// - Throws: what reading from Git throws.
    mutating func run() throws(DVCModelError) {
        let candidates = tree.recordFiles(of: root, ignoring: &ignore)
        let isNear = candidates.map { file in
            let folder = Path.parent(file)
            return target.isAtOrBelow(folder) || folder.isBelow(target)
        }
        for (file, isNear) in zip(candidates, isNear) where isNear { try read(file, isNear: true) }
        if isDecided { return }
        for (file, isNear) in zip(candidates, isNear) where !isNear { try read(file, isNear: false) }
    }

    /// Whether an output at the path or around it is found, so that no other can have a say.
    private var isDecided: Bool {
        outputs.contains { $0.isCached && target.isAtOrBelow($0.path) }
    }

    private mutating func read(_ file: String, isNear: Bool) throws(DVCModelError) {
        // DVC does not look into folders that are outputs themselves.
        let folders = file.parentFolders.filter { $0.isBelow(root) }
        guard !folders.contains(where: { outputPaths.contains(Array($0.utf8)) }),
            let bytes = try files.contents(file), isNear || bytes.mayLeadElsewhere
        else { return }
        do throws(DVCModelError) {
            for output in try parse(bytes, file) {
                outputPaths.insert(Array(output.path.utf8))
                if isRelated(output.path) { outputs.append(output) }
            }
        } catch {
            switch error.code {
            case .dvcYAMLInvalid, .parametersInvalid, .recordInvalid: failures.append(error)
            default: throw error
            }
        }
    }

    private func isRelated(_ path: String) -> Bool { path.isAtOrBelow(target) || target.isBelow(path) }

    private mutating func parse(_ bytes: [UInt8], _ file: String) throws(DVCModelError) -> [Output] {
        guard Path.lastComponent(file).isSame(as: ArtifactsFile.name) else {
            return try DVCFile(path: file, root: root).outputs(bytes)
        }
        let stages = StageOutputs(file: file) { [files] (path) throws(DVCModelError) in
            try files.contents(path)
        }
        let declared = try stages.parse(bytes)
        var places: [(output: StageOutput, path: String)] = []
        for output in declared {
            if output.path.isDVCFileName { throw .outputIsDVCFile(output, file) }
            if let path = Output.place(output.path, in: output.folder, of: file, root: root) {
                places.append((output, path))
            }
        }
        let lock = places.contains { isRelated($0.path) } ? try lockFile(beside: file) : .absent
        return places.map { output, path in
            Output(
                path: path,
                contents: lock.contents(of: output.path, stage: output.stage) ?? .unknown,
                isCached: output.isCached,
                remote: output.remote,
                importSource: nil,
                maker: .stage(output.stage, in: file, line: output.line),
            )
        }
    }

    private mutating func lockFile(beside file: String) throws(DVCModelError) -> LockFile {
        let path = Path.join(Path.parent(file), "dvc.lock")
        guard !ignore.ignores(file: path.relative(to: root)), let bytes = try files.contents(path) else {
            return .absent
        }
        return try LockFile(bytes, file: path)
    }
}

extension [UInt8] {
    /// Whether a `.dvc` file or dvc.yaml of these bytes could name an output outside of its own folder: with `..`,
    /// which an escape of YAML or a template may hide.
    fileprivate var mayLeadElsewhere: Bool {
        var previous: UInt8 = 0
        for byte in self {
            switch (previous, byte) {
            case (UInt8(ascii: "."), UInt8(ascii: ".")), (UInt8(ascii: "$"), UInt8(ascii: "{")),
                (_, ASCII.backslash):
                return true
            default: previous = byte
            }
        }
        return false
    }
}

extension DVCModelError {
    fileprivate static func outputIsDVCFile(_ output: StageOutput, _ file: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'\(output.path)' cannot be an output: it is a file of DVC's own",
            at: .file(file, line: output.line),
        )
    }
}
