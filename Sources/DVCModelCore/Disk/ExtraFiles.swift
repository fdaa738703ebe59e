#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Files that lie in a model's folder and are not the model's.
package enum ExtraFiles {
    /// Their paths below `folder`, sorted; links are listed and not followed.
    ///
    /// What DVC itself leaves out of a folder, and part files of these tools, are no extra files.
    ///
    /// - Parameters:
    ///   - modelFolder: the parts of the model's own folder below `folder`; not empty.
    ///   - known: the model's files.
    /// - Throws: `destination-unsafe`, `file-unreadable`
    package static func list(
        in folder: DestinationFolder,
        modelFolder: [String],
        known: [SafePath],
    ) throws(DVCModelError) -> [String] {
        let known = Set(known.map(\.text))
        var found: [String] = []
        var waiting = [modelFolder]
        while let components = waiting.popLast() {
            let prefix = components.joined(separator: "/") + "/"
            for entry in try entries(of: components, in: folder) {
                let path = prefix + entry.name
                if entry.isFolder {
                    waiting.append(components + [entry.name])
                } else if !known.contains(path), !isPassedOver(entry.name) {
                    found.append(path)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func isPassedOver(_ name: String) -> Bool {
        name == ".gitignore" || name == ".dvcignore" || PartFile.isName(name)
    }

    private struct Entry {
        let name: String
        let isFolder: Bool
    }

    private static func entries(
        of components: [String],
        in folder: DestinationFolder,
    ) throws(DVCModelError) -> [Entry] {
        guard let opened = try folder.open(components) else { return [] }
        let shown = components.joined(separator: "/")
        // fdopendir takes the descriptor over, so it gets one of its own.
        let descriptor = openat(opened.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, let stream = fdopendir(descriptor) else {
            throw .system(.fileUnreadable, "cannot list the folder '\(shown)'", at: shown)
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            let isFolder = isFolder(name, in: opened, said: Int(entry.pointee.d_type))
            entries.append(Entry(name: name, isFolder: isFolder))
        }
        return entries
    }

    /// - Parameter type: what the listing says of it; not every file system says anything.
    private static func isFolder(_ name: String, in folder: FolderHandle, said type: Int) -> Bool {
        guard type == Int(DT_UNKNOWN) else { return type == Int(DT_DIR) }
        var information = stat()
        return fstatat(folder.descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0
            && information.st_mode & S_IFMT == S_IFDIR
    }
}
