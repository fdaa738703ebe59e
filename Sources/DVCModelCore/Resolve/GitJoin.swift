/// Joins what Git records of a model to the objects that Studio named: what their bytes must be, by whose word.
///
/// Git's word counts. Where Studio's answer says something else, be it one file too many, one missing, or one address
/// that names other bytes, that is an error before anything is fetched.
package struct GitJoin {
    private let record: ModelRecord
    /// The `.dir` listing of a tracked folder; nil where it is not at hand.
    private let listing: (FolderRecord) throws(DVCModelError) -> DirListing?

    package init(
        _ record: ModelRecord,
        listing: @escaping (FolderRecord) throws(DVCModelError) -> DirListing?,
    ) {
        self.record = record
        self.listing = listing
    }

    /// The objects with their expected MD5s. A file that Git itself holds and Studio does not name is no matter: Studio
    /// names what is in storage.
    ///
    /// - Throws: `hash-sources-disagree`
    package func join(_ objects: [RemoteObject]) throws(DVCModelError) -> [RemoteObject] {
        let objects = fromGitRoot(objects)
        var joined: [String: RemoteObject] = [:]
        var left = Dictionary(uniqueKeysWithValues: objects.map { ($0.path, $0) })
        var missing: [String] = []
        for entry in record.entries {
            switch entry {
            case .file(let file):
                try take(file, from: &left, into: &joined, missing: &missing)
            case .folder(let folder):
                if let files = try listing(folder).map(folder.files) {
                    for file in files { try take(file, from: &left, into: &joined, missing: &missing) }
                } else {
                    let named = left.values.filter(folder.holds)
                    for object in try rebuild(folder, of: named) {
                        left[object.path] = nil
                        joined[object.path] = object
                    }
                }
            }
        }
        guard missing.isEmpty else { throw .notAnswered(missing) }
        guard left.isEmpty else { throw .notRecorded(left.keys.sorted()) }
        return objects.compactMap { joined[$0.path] }
    }

    /// The same with their paths from the git root, where no path begins with the root of the DVC repository: nothing
    /// says whether Studio names the files of a subrepository from there or from the git root.
    private func fromGitRoot(_ objects: [RemoteObject]) -> [RemoteObject] {
        let prefix = "\(record.dvcRoot)/"
        guard prefix != "/", !objects.contains(where: { $0.path.utf8.starts(with: prefix.utf8) }) else {
            return objects
        }
        return objects.map { object in
            RemoteObject(
                path: prefix + object.path,
                location: object.location,
                expectedMD5: object.expectedMD5,
                byteCount: object.byteCount
            )
        }
    }

    private func take(
        _ file: FileRecord,
        from left: inout [String: RemoteObject],
        into joined: inout [String: RemoteObject],
        missing: inout [String],
    ) throws(DVCModelError) {
        let object = left.removeValue(forKey: file.path)
        switch object {
        case let object?: joined[file.path] = try object.recorded(as: file)
        case nil: if !file.isHeldByGit { missing.append(file.path) }
        }
    }

    /// The listing made anew from the MD5s that the objects' addresses carry: its own MD5 must be the recorded one.
    private func rebuild(
        _ folder: FolderRecord,
        of objects: [RemoteObject],
    ) throws(DVCModelError) -> [RemoteObject] {
        // A part of the folder says nothing of the whole, nor does an address without a hash.
        guard let rebuilt = try DirListing(of: folder, objects) else { return objects }
        guard try rebuilt.objectID() == folder.listingID else {
            throw .folderDiffers(folder, objects.count)
        }
        return objects.map { object in
            var object = object
            object.expectedMD5 = object.expectedMD5.map {
                ExpectedMD5($0.digest, rule: folder.listingID.rule, from: .git)
            }
            return object
        }
    }
}

extension DirListing {
    /// Of a whole folder whose files are these, as far as their expected MD5s tell; nil where they do not, or where
    /// only a part of the folder is meant.
    package init?(of folder: FolderRecord, _ objects: [RemoteObject]) throws(DVCModelError) {
        guard folder.within.isEmpty else { return nil }
        var entries: [(path: String, digest: MD5Digest)] = []
        for object in objects where folder.holds(object) {
            guard let expected = object.expectedMD5 else { return nil }
            entries.append(
                (String(Substring(object.path.utf8.dropFirst(folder.path.utf8.count + 1))), expected.digest)
            )
        }
        try self.init(files: entries, rule: folder.listingID.rule)
    }
}

extension FolderRecord {
    /// Whether a file lies below the folder.
    fileprivate func holds(_ object: RemoteObject) -> Bool {
        object.path.utf8.starts(with: "\(path)/".utf8)
    }
}

extension RemoteObject {
    /// - Throws: `hash-sources-disagree` where the object's address names other bytes than the record
    fileprivate func recorded(as file: FileRecord) throws(DVCModelError) -> RemoteObject {
        guard let recorded = file.expectedMD5 else { return self }
        if let expectedMD5, expectedMD5.digest != recorded.digest {
            throw .otherObject(file, recorded, expectedMD5, at: errorLocation)
        }
        var object = self
        object.expectedMD5 = recorded
        object.byteCount = file.byteCount ?? byteCount
        object.isExecutable = file.isExecutable
        return object
    }
}

extension DVCModelError {
    private static let staleTags =
        "git fetch --tags, if the tags here may be older than what Studio knows"

    fileprivate static func otherObject(
        _ file: FileRecord,
        _ recorded: ExpectedMD5,
        _ named: ExpectedMD5,
        at location: ErrorLocation?,
    ) -> Self {
        .init(
            .hashSourcesDisagree,
            "'\(file.path)' has the MD5 \(recorded.digest) in Git's records,"
                + " and Studio's answer leads to \(named.digest)",
            at: location,
            hint: staleTags
        )
    }

    fileprivate static func notAnswered(_ paths: [String]) -> Self {
        .init(
            .hashSourcesDisagree,
            "Studio's answer lacks files that Git's records name",
            hint: staleTags,
            paths: paths
        )
    }

    fileprivate static func notRecorded(_ paths: [String]) -> Self {
        .init(
            .hashSourcesDisagree,
            "Studio's answer names files that Git's records do not",
            hint: staleTags,
            paths: paths
        )
    }

    fileprivate static func folderDiffers(_ folder: FolderRecord, _ fileCount: Int) -> Self {
        .init(
            .hashSourcesDisagree,
            "Studio's answer for '\(folder.path)' is not what Git records: its \(fileCount) files do not make"
                + " up the listing \(folder.listingID)",
            hint: staleTags
        )
    }
}
