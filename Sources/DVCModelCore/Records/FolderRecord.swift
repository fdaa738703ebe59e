/// A tracked folder, or a part of one, whose files its `.dir` listing names.
package struct FolderRecord: Sendable, Equatable {
    /// The tracked folder, from the git root.
    package let path: String
    /// The part that is asked for, a file or a folder relative to ``path``; "" for the whole folder.
    package let within: String
    /// The name of the listing.
    package let listingID: ObjectID
    package let source: RecordSource
    /// As of ``FileRecord``; the listing and all files are on the same remote.
    package let dvcRoot: String
    /// The files of this folder that Git has too, relative to it: Git's win over those of the listing.
    let heldByGit: SortedPaths

    /// The files that are asked for, in the order of the listing.
    ///
    /// - Throws: `record-missing` when the listing has nothing at ``within``.
    package func files(_ listing: DirListing) throws(DVCModelError) -> [FileRecord] {
        let entries =
            within.isEmpty ? listing.entries : listing.entries.filter { $0.path.isAtOrBelow(within) }
        guard within.isEmpty || !entries.isEmpty else { throw .notInFolder(within, of: self) }
        return entries.lazy.filter { !heldByGit.hides($0.path) }.map { entry in
            FileRecord(
                path: "\(path)/\(entry.path)",
                source: source,
                objectID: entry.objectID,
                dvcRoot: dvcRoot,
            )
        }
    }
}

extension DVCModelError {
    fileprivate static func notInFolder(_ path: String, of folder: FolderRecord) -> Self {
        .init(
            .recordMissing,
            "the tracked folder '\(folder.path)' has no '\(path)' at this commit (listing '\(folder.listingID)')",
        )
    }
}
