import DVCModelCore

/// The place that a tool was started in: a Git checkout, or a folder outside of any.
struct Checkout: Sendable {
    /// Nil outside of any checkout.
    let git: GitLayout?
    private let workingDirectory: String
    private let log: Log

    /// - Throws: `file-unreadable`
    init(_ context: Context) throws(DVCModelError) {
        try self.init(context.workingDirectory, context.log)
    }

    /// - Throws: `file-unreadable`
    init(_ workingDirectory: String, _ log: Log) throws(DVCModelError) {
        self.workingDirectory = workingDirectory
        self.log = log
        git = try GitLayout.find(from: workingDirectory)
    }

    /// The git root; outside of a checkout the working directory.
    var root: String { git?.workTree ?? workingDirectory }

    /// Where the tool was started, and what the nearest `dvc.yaml` declares.
    ///
    /// - Parameter requested: a `dvc.yaml` that cannot be understood is no obstacle where these names are all full.
    /// - Throws: `dvc-yaml-invalid`, `parameters-invalid`, `file-unreadable`
    func scope(for requested: [ModelArgument], tool: String) throws(DVCModelError) -> ModelScope {
        guard let gitRoot = git?.workTree else {
            return ModelScope(directory: nil, declared: nil, tool: tool)
        }
        let file = ArtifactsFile.find(from: workingDirectory, gitRoot: gitRoot)
        let isNeeded = requested.contains { argument in
            if case .full = argument.name { false } else { true }
        }
        let declared = isNeeded ? try file.flatMap(declared) : file.flatMap(declaredIfReadable)
        return ModelScope(directory: directory(workingDirectory), declared: declared, tool: tool)
    }

    /// Every artifact of type `model` in every `dvc.yaml` that Git tracks. All of these are needed, so a single one that
    /// cannot be understood is an error.
    ///
    /// - Throws: `no-git-repository`, `artifact-unknown` where there is none or GTO could not address one,
    ///   `dvc-yaml-invalid`, `parameters-invalid`, `file-unreadable`, `git-failed`
    func allModels(_ selector: Selector, environment: Environment) throws(DVCModelError) -> [ModelReference] {
        guard let gitRoot = git?.workTree else { throw .noCheckout }
        let paths = try GitProgram.trackedFiles(
            named: ArtifactsFile.name,
            below: gitRoot,
            environment: environment
        )
        let files = try paths.map { path throws(DVCModelError) in try declared(Path.join(gitRoot, path)) }
        let (references, errors) = DeclaredArtifacts.models(in: files.compactMap(\.self), selector)
        if let error = errors.first { throw error }
        guard !references.isEmpty else { throw .noModels(paths.count) }
        return references
    }

    /// Where the artifact's own `dvc.yaml` says that it is, from the git root; nil where none here declares it.
    func path(of artifact: ArtifactName) -> String? {
        let folder = artifact.directory ?? ""
        let found = declaration(inFolder: folder)?.artifacts.first { $0.name.isSame(as: artifact.name) }
        return found?.path.map { Path.normalised(Path.join(folder, $0)) }
    }

    /// What the `dvc.yaml` of a folder declares, which is given from the git root; nil where none there can be understood.
    func declaration(inFolder folder: String) -> DeclaredArtifacts? {
        guard let gitRoot = git?.workTree else { return nil }
        return declaredIfReadable(Path.join(Path.join(gitRoot, folder), ArtifactsFile.name))
    }

    /// What the `dvc.yaml` here or else the nearest one above declares; nil where that cannot be understood.
    var declaredHere: DeclaredArtifacts? {
        guard let gitRoot = git?.workTree else { return nil }
        return ArtifactsFile.find(from: workingDirectory, gitRoot: gitRoot).flatMap(declaredIfReadable)
    }

    /// The cache of the DVC repository that holds a folder, which is given from the git root; nil outside of any.
    ///
    /// - Throws: `dvc-config-invalid`, `file-unreadable`
    func cache(at folder: String, environment: Environment) throws(DVCModelError) -> DVCCache? {
        guard let gitRoot = git?.workTree else { return nil }
        let config = try DVCConfig(for: Path.join(gitRoot, folder), environment: environment)
        guard let root = config.root else { return nil }
        return DVCCache(root: root, path: config.cacheFolder(environment: environment), config: config)
    }

    private func declared(_ file: String) throws(DVCModelError) -> DeclaredArtifacts? {
        guard let artifacts = try ArtifactsFile.read(file) else { return nil }
        return DeclaredArtifacts(file: file, directory: directory(Path.parent(file)), artifacts: artifacts)
    }

    private func declaredIfReadable(_ file: String) -> DeclaredArtifacts? {
        do throws(DVCModelError) {
            return try declared(file)
        } catch {
            log.decision("passed over '\(file)': \(error.what)")
            return nil
        }
    }

    /// Relative to the git root; nil for the git root itself.
    private func directory(_ folder: String) -> String? {
        let relative = Path.relative(folder, to: root)
        return relative == "." ? nil : relative
    }
}

extension DVCModelError {
    fileprivate static var noCheckout: Self {
        .init(
            .noGitRepository,
            "'--all' looks through a git repository, and there is none here",
            hint: "-C DIR"
        )
    }

    fileprivate static func noModels(_ fileCount: Int) -> Self {
        .init(
            .artifactUnknown,
            "no artifact of type 'model' in the \(Units.count(fileCount, "dvc.yaml file")) that Git tracks",
        )
    }
}
