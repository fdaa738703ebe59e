/// A `.dir` object, the list of the files of a tracked folder:
/// ```
/// [{"md5": "0cc175b9c0f1b6a831c399e269772661", "relpath": "x.bin"}]
/// ```
/// It is an object itself, named by the MD5 of exactly these bytes. Source: dvc_data/hashfile/tree.py.
package struct DirListing: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        /// Relative to the folder.
        package let path: String
        package let objectID: ObjectID
    }

    /// In the order of code points of the path.
    package let entries: [Entry]
    /// The rule by which the files were hashed; that of a DVC 2 folder is md5-dos2unix.
    package let rule: ExpectedMD5.Rule

    /// The listing that a folder of these files has.
    ///
    /// - Throws: `record-invalid` for a path that cannot lie in a folder, and for two files that cannot lie side by
    ///   side.
    package init(files: [(path: String, digest: MD5Digest)], rule: ExpectedMD5.Rule) throws(DVCModelError) {
        let entries = files.map { file in
            Entry(path: file.path, objectID: ObjectID(file.digest, rule: rule, isListing: false))
        }
        try self.init(entries: entries, rule: rule)
    }

    init(entries: [Entry], rule: ExpectedMD5.Rule) throws(DVCModelError) {
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.path.isBefore($1.path) }
        self.entries = isSorted ? entries : entries.sorted { $0.path.isBefore($1.path) }
        self.rule = rule
        for entry in entries where !Self.isUsable(entry.path) { throw .listedPathUnusable(entry.path) }
        try checkNeighbours()
    }

    /// Whether a path lies in a folder by its text alone: relative, without empty, `.` or `..` parts.
    static func isUsable(_ path: String) -> Bool {
        guard !path.utf8.contains(0) else { return false }
        return path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            part in
            switch part.count {
            case 0: false
            case 1: part.first != UInt8(ascii: ".")
            case 2: !part.allSatisfy { $0 == UInt8(ascii: ".") }
            default: true
            }
        }
    }

    private func checkNeighbours() throws(DVCModelError) {
        let paths = SortedPaths(sorted: entries.map(\.path))
        for (one, next) in zip(paths.paths, paths.paths.dropFirst()) where next.utf8.starts(with: one.utf8) {
            if one.isSame(as: next) { throw .listedTwice(one) }
            // What is below a file need not be its neighbour: `a`, `a.b`, `a/b`.
            if paths.hasFolder(one) { throw .listedAsFileAndFolder(one) }
        }
    }

    /// The listing's own name.
    ///
    /// - Throws: `internal` where no MD5 is to be had.
    package func objectID() throws(DVCModelError) -> ObjectID {
        ObjectID(try MD5.digest(of: bytes), rule: rule, isListing: true)
    }
}

extension DVCModelError {
    fileprivate static func listedPathUnusable(_ path: String) -> Self {
        .init(.recordInvalid, "a tracked folder cannot hold a file '\(path)'")
    }

    fileprivate static func listedTwice(_ path: String) -> Self {
        .init(.recordInvalid, "a tracked folder cannot hold two files '\(path)'")
    }

    fileprivate static func listedAsFileAndFolder(_ path: String) -> Self {
        .init(.recordInvalid, "'\(path)' cannot be a file and a folder of one tracked folder")
    }
}
