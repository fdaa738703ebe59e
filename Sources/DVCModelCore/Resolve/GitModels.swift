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

    /// By commit. Where many models are registered, they mostly share their commits.
    private var revisions: [String: Revision] = [:]
    private static let revisionLimit = 32

    private struct Revision {
        let files: GitRevision
        let reader: RecordReader<GitRevision>
    }

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
        let version = try version(reference, in: registry)
        return try records(of: reference.artifact, at: version)
    }

    private func version(
        _ reference: ModelReference,
        in registry: Registry,
    ) throws(DVCModelError) -> RegisteredVersion {
        let dvcCommit = registry.dvcCommit(reference.selector, of: reference.artifact)
        var commit: String?
        defer {
            if let dvcCommit, dvcCommit != commit {
                let instead = commit == nil ? "all the same" : "instead"
                log.decision("dvc artifacts get would take the commit \(dvcCommit.prefix(7)) \(instead)")
            }
        }
        let version = try registry.version(reference.selector, of: reference.artifact)
        commit = version.commit
        let name = version.version ?? "a commit without a version"
        log.decision("'\(reference)' is \(name) at \(version.commit.prefix(7)), by the tag '\(version.tag)'")
        return version
    }

    /// The versions of an artifact that are registered, greatest first.
    ///
    /// - Throws: `artifact-unknown`, `registry-invalid`
    package func versions(of artifact: ArtifactName) throws(DVCModelError) -> [RegisteredVersion] {
        try registry(of: artifact).versions(of: artifact)
    }

    /// Every artifact that a tag speaks of, by name, with what is active of it as ``versions(of:)`` gives it; or why that
    /// cannot be told.
    ///
    /// - Throws: `no-tags`; what reading the tags throws
    package func registered() throws(DVCModelError) -> [(
        artifact: ArtifactName, versions: Result<[RegisteredVersion], DVCModelError>
    )] {
        let registry = try registry(of: nil)
        guard registry.hasTags else { throw .noTags(layout) }
        return registry.artifacts.sorted { "\($0)".isBefore("\($1)") }.map { artifact in
            let versions = Result { () throws(DVCModelError) in
                try registry.versions(of: artifact).filter(\.isActive)
            }
            return (artifact, versions)
        }
    }

    /// The plain MD5s of the files of a registered version; empty where its commit, records or listing cannot be had: it
    /// gives no bytes back then either.
    ///
    /// - Parameter listing: the `.dir` listing of a tracked folder; nil where it is not at hand.
    package func md5s(
        of artifact: ArtifactName,
        at version: RegisteredVersion,
        listing: (Found, FolderRecord) throws(DVCModelError) -> DirListing?,
    ) -> Set<MD5Digest> {
        do throws(DVCModelError) {
            let found = try records(of: artifact, at: version)
            var md5s: Set<MD5Digest> = []
            for entry in found.record.entries {
                let files: [FileRecord] =
                    switch entry {
                    case .file(let file): [file]
                    case .folder(let folder): try listing(found, folder).map(folder.files) ?? []
                    }
                for file in files { md5s.formUnion(try Self.plainMD5(of: file, in: found.files)) }
            }
            return md5s
        } catch {
            log.decision("what \(version.tag) holds is not known here: \(error.what)")
            return []
        }
    }

    /// Empty where only DVC 2's hash is recorded: files of other bytes may share it.
    private static func plainMD5(
        of file: FileRecord,
        in files: GitRevision,
    ) throws(DVCModelError) -> [MD5Digest] {
        if file.isHeldByGit { return try files.contents(file.path).map(MD5.digest).map { [$0] } ?? [] }
        return file.objectID.flatMap { $0.rule == .md5 ? [$0.digest] : nil } ?? []
    }

    /// - Parameter artifact: nil: of all.
    private func registry(of artifact: ArtifactName?) throws(DVCModelError) -> Registry {
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
            let revision = try revision(at: version)
            let path = try revision.files.path(of: artifact)
            let record = try revision.reader.record(at: path)
            return Found(version: version, files: revision.files, path: path, record: record)
        }
    }

    private func revision(at version: RegisteredVersion) throws(DVCModelError) -> Revision {
        if let known = revisions[version.commit] { return known }
        guard let files = try GitRevision(version.commit, in: objects) else { throw .commitMissing(version) }
        let revision = Revision(files: files, reader: try RecordReader(files))
        if revisions.count == Self.revisionLimit { revisions = [:] }
        revisions[version.commit] = revision
        return revision
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
