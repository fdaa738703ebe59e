/// The cache of a DVC repository: objects under the names of their hashes, shared by all its versions.
///
/// Source: dvc/cachemgr.py, dvc_data/hashfile/db/local.py.
package struct DVCCache: Sendable, Equatable {
    /// A way to have an object in the work tree: `cache.type`.
    package enum Link: String, Sendable, CaseIterable {
        case reflink, hardlink, symlink, copy
    }

    /// Absolute; it need not exist yet.
    package let folder: String
    /// The ways to try, in this order.
    package let links: [Link]
    /// `cache.shared = group`: the group may write to the folders.
    package let isShared: Bool

    /// - Parameters:
    ///   - root: the folder that holds `.dvc`, absolute.
    ///   - path: `cache.dir`, absolute; nil: the cache is `.dvc/cache`.
    package init(root: String, path: String?, config: DVCConfig) {
        folder = path ?? Path.join(root, ".dvc/cache")
        links = config.words("cache", "type")?.compactMap(Link.init) ?? [.reflink, .copy]
        isShared = config.setting("cache", "shared")?.value.lowercased() == "group"
    }

    package func path(of id: ObjectID) -> String { Path.join(folder, id.relativePath) }

    /// The path of an object that is there, whatever its bytes are by now; nil where there is none.
    package func find(_ id: ObjectID) -> String? {
        let path = path(of: id)
        return Files.kind(path) == .file ? path : nil
    }

    /// The same for the object of a file; nil also where nobody says which it is.
    package func find(_ object: RemoteObject) -> String? { object.objectID.flatMap(find) }

    /// The bytes of a `.dir` listing that is there and right; nil where there is none or it is damaged: its mode says
    /// nothing of that.
    ///
    /// - Throws: `file-unreadable`
    package func listing(_ id: ObjectID) throws(DVCModelError) -> [UInt8]? {
        guard let bytes = try Files.read(path(of: id), limit: Self.listingByteLimit),
            try MD5.digest(of: bytes) == id.digest
        else { return nil }
        return bytes
    }

    /// A million files with long names.
    private static let listingByteLimit = 256 << 20
}
