/// Where the objects that a commit's records name lie: on which DVC remote of which DVC repository, and by what right
/// they are fetched.
package final class RemoteLocator {
    private struct Key: Hashable {
        let dvcRoot: String
        let remote: String?
    }

    private let gitRoot: String
    private let files: any RevisionFiles
    private let defaultRemote: String?
    private let context: StorageContext
    private let log: Log
    private var configs: [String: DVCConfig] = [:]
    /// A failure is as good an answer the next time: finding out may have started a program.
    private var accesses: [Key: Result<StorageAccess, DVCModelError>] = [:]

    /// - Parameters:
    ///   - gitRoot: of the work tree, absolute.
    ///   - files: of the commit.
    ///   - defaultRemote: the DVC remote to take instead of `core.remote`; an output's own stays.
    package init(
        gitRoot: String,
        _ files: any RevisionFiles,
        defaultRemote: String?,
        _ context: StorageContext,
        log: Log,
    ) {
        self.gitRoot = gitRoot
        self.files = files
        self.defaultRemote = defaultRemote
        self.context = context
        self.log = log
    }

    /// - Throws: `record-missing` for data that lies elsewhere, and for a file without a version on a remote that keeps
    ///   files by version; `dvc-remote-unknown`, `storage-unsupported`, `storage-credentials-missing`,
    ///   `dvc-config-invalid`, `setting-invalid`, `git-failed`
    package func location(of file: FileRecord) throws(DVCModelError) -> ObjectLocation {
        switch file.source {
        case .git: return .held(try files.contents(file.path) ?? [])
        case .elsewhere(let place): throw place.failure(for: file.path)
        case .dvcRemote(let name):
            let access = try access(file.dvcRoot, name)
            if access.remote.isVersionAware {
                guard let version = file.version?.versionID else { throw .noVersion(file, access.remote) }
                return try access.location(ofFile: file.pathInDVCRepository, versionID: version)
            }
            guard let id = file.objectID else { throw .noHash(file) }
            return try access.location(of: id)
        }
    }

    /// Where the `.dir` listing of a folder lies.
    ///
    /// - Throws: as for a file
    package func location(ofListing folder: FolderRecord) throws(DVCModelError) -> ObjectLocation {
        switch folder.source {
        case .git: throw DVCModelError(.internal, "a listing of a folder that Git holds")
        case .elsewhere(let place): throw place.failure(for: folder.path)
        case .dvcRemote(let name): try access(folder.dvcRoot, name).location(of: folder.listingID)
        }
    }

    private func access(_ dvcRoot: String, _ remote: String?) throws(DVCModelError) -> StorageAccess {
        let key = Key(dvcRoot: dvcRoot, remote: remote ?? defaultRemote)
        if let known = accesses[key] { return try known.get() }
        let access = Result { () throws(DVCModelError) in
            let config = try config(dvcRoot)
            let remote = try DVCRemote(key.remote, in: config, environment: context.environment)
            log.decision("\(remote), from \(remote.source)")
            return try StorageAccess(remote, context)
        }
        accesses[key] = access
        return try access.get()
    }

    /// The configuration that holds for a DVC repository at the commit.
    private func config(_ dvcRoot: String) throws(DVCModelError) -> DVCConfig {
        if let known = configs[dvcRoot] { return known }
        let today = try DVCConfig(for: Path.join(gitRoot, dvcRoot), environment: context.environment)
        let path = Path.join(dvcRoot, ".dvc/config")
        let config = try today.atRevision(files.contents(path), shownPath: files.shown(path))
        configs[dvcRoot] = config
        return config
    }
}

extension DVCModelError {
    fileprivate static func noHash(_ file: FileRecord) -> Self {
        .init(
            .recordMissing,
            "no hash of '\(file.path)' is recorded",
            hint: "dvc commit, then commit the record that it changes"
        )
    }

    fileprivate static func noVersion(_ file: FileRecord, _ remote: DVCRemote) -> Self {
        .init(
            .recordMissing,
            "'\(file.path)' has no version on the \(remote), which keeps files by their versions",
            hint: "dvc push, then commit the record that it changes"
        )
    }
}
