#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// An open folder, closed with its last owner.
package final class FolderHandle: Sendable {
    package let descriptor: Int32

    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

/// The folder that files are placed under. Every path below it is walked one component at a time without following a
/// link, so that nothing lands outside whatever the tree holds.
package final class DestinationFolder: Sendable {
    /// As the user knows it.
    package let path: String
    private let root: FolderHandle

    /// Opens the folder, which is made where it does not exist, its parents too. Links in `path` itself are the
    /// user's own and are followed.
    ///
    /// - Throws: `file-unwritable`
    package init(_ path: String) throws(DVCModelError) {
        self.path = path
        try Self.makeFolders(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(.fileUnwritable, "cannot open the folder '\(path)'", at: path) }
        root = FolderHandle(owning: descriptor)
    }

    private static func makeFolders(_ path: String) throws(DVCModelError) {
        guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard errno == ENOENT, !parent.isEmpty else {
            throw .system(.fileUnwritable, "cannot make the folder '\(path)'", at: path)
        }
        try makeFolders(parent)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .system(.fileUnwritable, "cannot make the folder '\(path)'", at: path)
        }
    }

    /// The folder that holds the file `path`; missing folders are made where `making` says so.
    ///
    /// - Returns: nil where a folder is missing and none is to be made.
    /// - Throws: `destination-unsafe` where a link or a file stands in the way, `file-unwritable`, `file-unreadable`
    package func folder(of path: SafePath, making: Bool) throws(DVCModelError) -> FolderHandle? {
        var folder = root
        for (index, name) in path.components.dropLast().enumerated() {
            if making, mkdirat(folder.descriptor, name, 0o777) != 0, errno != EEXIST {
                throw .system(.fileUnwritable, "cannot make the folder '\(shown(path, index))'", at: shown(path, index))
            }
            let descriptor = openat(folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if descriptor < 0 {
                let code = errno
                if code == ENOENT { return nil }
                if code == ENOTDIR || code == ELOOP { throw .notAFolder(shown(path, index)) }
                throw .system(.fileUnreadable, "cannot open the folder '\(shown(path, index))'", code)
            }
            folder = FolderHandle(owning: descriptor)
        }
        return folder
    }

    /// Bytes that an unprivileged user may still write here; nil where the system does not tell.
    package var freeByteCount: Int64? {
        var information = statvfs()
        guard fstatvfs(root.descriptor, &information) == 0 else { return nil }
        return Int64(clamping: UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize)).partialValue)
    }

    /// The full path of a file below, for messages.
    package func shown(_ path: SafePath) -> String { joined(path.components) }

    private func shown(_ path: SafePath, _ index: Int) -> String { joined(Array(path.components[...index])) }

    private func joined(_ components: [String]) -> String {
        (path.hasSuffix("/") ? path : path + "/") + components.joined(separator: "/")
    }

    // MARK: One pull at a time

    /// Whether this is the only pull into the folder from now on, until this object goes.
    ///
    /// The lock is on the folder itself, so it leaves no file behind and dies with the process.
    package enum LockResult: Equatable {
        case locked
        case busy
        /// The file system offers no such lock (NFS, for one).
        case unsupported(String)
    }

    package func tryLock() -> LockResult {
        if flock(root.descriptor, LOCK_EX | LOCK_NB) == 0 { return .locked }
        return errno == EWOULDBLOCK ? .busy : .unsupported(String(cString: strerror(errno)))
    }
}

extension DVCModelError {
    /// A failed system call, in the system's words.
    ///
    /// - Parameter error: the call's `errno`.
    package static func system(
        _ code: ErrorCode, _ what: String, at path: String? = nil, _ error: Int32 = errno,
    ) -> Self {
        let words = String(cString: strerror(error))
        let isFull = error == ENOSPC || error == EDQUOT
        return .init(
            isFull ? .diskFull : code,
            "\(what): \(words.prefix(1).lowercased() + words.dropFirst())",
            at: path.map { .file($0) },
            hint: isFull ? "free some space and run the same command again" : nil,
        )
    }

    fileprivate static func notAFolder(_ path: String) -> Self {
        .init(
            .destinationUnsafe,
            "refused to write below '\(path)': it is a link or a file, not a folder",
            at: .file(path),
            hint: "move it away, or choose another place with -o DIR",
        )
    }
}
