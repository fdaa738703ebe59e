/// What a checkout's own tags and records say of models: the version that a selector means, the commit it was
/// registered at, and what that commit records of its files. Nothing is read from the work tree.
package final class GitModels {
    /// A model at its commit.
    package struct Found {
        package let version: RegisteredVersion
        package let files: GitRevision
        /// Where the commit's own `dvc.yaml` says that the artifact is, from the git root.
        package let path: String
        package let record: ModelRecord
    }

    private let layout: GitLayout
    private let environment: Environment
    private let log: Log
    private let stopwatch: Stopwatch
    private let objects: GitObjects
    private let isForMany: Bool
    /// One for all artifacts where there may be many, else by artifact: others' tags are then not read.
    private var registries: [ArtifactName?: Registry] = [:]

    /// - Parameter isForMany: whether several artifacts will be asked for.
    package init(
        _ layout: GitLayout,
        isForMany: Bool,
        environment: Environment,
        log: Log,
        stopwatch: Stopwatch,
    ) {
        self.layout = layout
        self.isForMany = isForMany
        self.environment = environment
        self.log = log
        self.stopwatch = stopwatch
        objects = GitObjects(layout, environment: environment)
    }

    /// - Throws: `no-tags` in a checkout without tags; `artifact-unknown`, `version-unknown`, `stage-unknown`,
    ///   `registry-invalid`; `commit-missing` where the tag's commit is not here; and what reading the records throws
    package func find(_ reference: ModelReference) throws(DVCModelError) -> Found {
        let registry = try registry(of: reference.artifact)
        guard registry.hasTags else { throw .noTags(layout) }
        let version = try registry.version(reference.selector, of: reference.artifact)
        tell(version, reference, registry)
        return try records(of: reference.artifact, at: version)
    }

    /// The plain MD5s of all files of all registered versions of an artifact, as far as records and listings tell.
    ///
    /// - Parameter listing: the `.dir` listing of a tracked folder of one of them; nil where it is not at hand.
    package func registeredMD5s(
        of artifact: ArtifactName,
        listing: (Found, FolderRecord) throws(DVCModelError) -> DirListing?,
    ) throws(DVCModelError) -> Set<MD5Digest> {
        var md5s: Set<MD5Digest> = []
        for version in try registry(of: artifact).versions(of: artifact) {
            // A version whose commit, records or listing cannot be had gives no bytes back either.
            guard let found = try? records(of: artifact, at: version) else { continue }
            for entry in found.record.entries {
                let recorded: [FileRecord] =
                    switch entry {
                    case .file(let file): [file]
                    case .folder(let folder): (try? listing(found, folder).map(folder.files)) ?? []
                    }
                for file in recorded { md5s.formUnion(try Self.plainMD5(of: file, in: found.files)) }
            }
        }
        return md5s
    }

    /// Empty where only DVC 2's hash is recorded: files of other bytes may share it.
    private static func plainMD5(
        of file: FileRecord,
        in files: GitRevision,
    ) throws(DVCModelError) -> [MD5Digest] {
        if file.isHeldByGit { return try files.contents(file.path).map(MD5.digest).map { [$0] } ?? [] }
        return file.objectID.flatMap { $0.rule == .md5 ? [$0.digest] : nil } ?? []
    }

    private func registry(of artifact: ArtifactName) throws(DVCModelError) -> Registry {
        let key = isForMany ? nil : artifact
        if let known = registries[key] { return known }
        let registry = try stopwatch.measure("tags") { () throws(DVCModelError) in
            try Registry(reading: layout, only: key, environment: environment)
        }
        registries[key] = registry
        return registry
    }

    private func records(
        of artifact: ArtifactName,
        at version: RegisteredVersion,
    ) throws(DVCModelError) -> Found {
        try stopwatch.measure("records") { () throws(DVCModelError) in
            guard let files = try GitRevision(version.commit, in: objects) else {
                throw .commitMissing(version)
            }
            let path = try files.path(of: artifact)
            let record = try RecordReader(files).record(at: path)
            return Found(version: version, files: files, path: path, record: record)
        }
    }

    private func tell(
        _ version: RegisteredVersion,
        _ reference: ModelReference,
        _ registry: Registry,
    ) {
        let name = version.version ?? "a commit without a version"
        log.decision("'\(reference)' is \(name) at \(version.commit.prefix(7)), by the tag '\(version.tag)'")
        let other = registry.dvcCommit(reference.selector, of: reference.artifact)
        if let other, other != version.commit {
            log.decision("dvc artifacts get would take the commit \(other.prefix(7)) instead")
        }
    }
}

extension DVCModelError {
    fileprivate static func noTags(_ layout: GitLayout) -> Self {
        .init(
            .noTags,
            "there is no tag in this clone, and only tags say which versions there are",
            at: .file(layout.commonFolder),
            hint: "git fetch --tags"
        )
    }

    fileprivate static func commitMissing(_ version: RegisteredVersion) -> Self {
        .init(
            .commitMissing,
            "the tag '\(version.tag)' is here, its commit \(version.commit.prefix(7)) is not: this clone is shallow",
            hint: "git fetch origin \("refs/tags/\(version.tag)".shellQuoted)"
        )
    }
}
