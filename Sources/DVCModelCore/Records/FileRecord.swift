/// One file that a path of the repository stands for at a commit.
package struct FileRecord: Sendable, Equatable {
    /// From the git root.
    package let path: String
    package let source: RecordSource
    /// nil for what Git holds, and for what was imported but never downloaded.
    package let objectID: ObjectID?
    /// nil where it is not recorded, as for the files of a `.dir` listing.
    package let byteCount: Int64?
    package let isExecutable: Bool
    /// The folder of the DVC repository that the file belongs to, from the git root; "" for the git root itself. Its
    /// configuration names the remote.
    package let dvcRoot: String
    /// nil where no remote with versions was used.
    package let version: CloudVersion?

    package init(
        path: String,
        source: RecordSource,
        objectID: ObjectID?,
        byteCount: Int64? = nil,
        isExecutable: Bool = false,
        dvcRoot: String,
        version: CloudVersion? = nil,
    ) {
        self.path = path
        self.source = source
        self.objectID = objectID
        self.byteCount = byteCount
        self.isExecutable = isExecutable
        self.dvcRoot = dvcRoot
        self.version = version
    }
}

extension FileRecord {
    /// A plain file of the commit.
    init(heldByGit path: String, dvcRoot: String) {
        self.init(path: path, source: .git, objectID: nil, dvcRoot: dvcRoot)
    }

    package var isHeldByGit: Bool { source == .git }

    /// The MD5 that the file's bytes must have; nil where none is recorded.
    package var expectedMD5: ExpectedMD5? {
        objectID.map { ExpectedMD5($0.digest, rule: $0.rule, from: .git) }
    }

    /// Where a remote with versions has the file, below the remote's URL.
    package var pathInDVCRepository: String {
        dvcRoot.isEmpty ? path : String(Substring(path.utf8.dropFirst(dvcRoot.utf8.count + 1)))
    }
}
