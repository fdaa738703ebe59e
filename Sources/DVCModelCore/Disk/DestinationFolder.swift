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
    /// Which file system it is in; nil where the system does not tell.
    let device: dev_t?
    /// Whether it was made for this handle: of what earlier runs left, nothing is in it.
    let isNew: Bool

    package init(owning descriptor: Int32, isNew: Bool = false) {
        self.descriptor = descriptor
        self.isNew = isNew
        var information = stat()
        device = fstat(descriptor, &information) == 0 ? information.st_dev : nil
    }

    deinit { close(descriptor) }
}

/// The folder that files are placed under. Every path below it is walked one component at a time without following a
/// link, so that nothing lands outside whatever the tree holds.
package final class DestinationFolder: Sendable {
    /// As the user knows it.
    package let path: String
    private let root: FolderHandle
    /// Of folders that are made; nil: as the umask has it.
    private let folderMode: mode_t?

    /// Opens the folder. Links in `path` itself are the user's own and are followed.
    ///
    /// - Parameters:
    ///   - making: whether one that does not exist is made, its parents too.
    ///   - isGroupWritable: whether folders that are made below are the group's, too (2775).
    /// - Returns: nil where it does not exist and is not to be made.
    /// - Throws: `file-unwritable`, `file-unreadable`
    package static func open(
        _ path: String,
        making: Bool,
        isGroupWritable: Bool = false,
    ) throws(DVCModelError) -> DestinationFolder? {
        if making { try makeFolders(path) }
        let descriptor = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT, !making { return nil }
            throw .system(.fileUnreadable, "cannot open the folder '\(path)'", at: path)
        }
        return DestinationFolder(path, FolderHandle(owning: descriptor), isGroupWritable ? 0o2775 : nil)
    }

    private init(_ path: String, _ root: FolderHandle, _ folderMode: mode_t?) {
        self.path = path
        self.root = root
        self.folderMode = folderMode
    }

    private static func makeFolders(_ path: String) throws(DVCModelError) {
        guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        let code = errno
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard code == ENOENT, !parent.isEmpty else {
            throw .system(.fileUnwritable, "cannot make the folder '\(path)'", at: path, code)
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
        try open(path.components.dropLast(), making: making)
    }

    /// The folder with these parts, likewise.
    package func open(_ components: [String], making: Bool = false) throws(DVCModelError) -> FolderHandle? {
        var folder = root
        for (index, name) in components.enumerated() {
            var shown: String { joined(Array(components[...index])) }
            let isNew = making ? try make(name, in: folder, shown: shown) : false
            let descriptor = openat(folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if descriptor < 0 {
                let code = errno
                if code == ENOENT { return nil }
                if code == ENOTDIR || code == ELOOP { throw .notAFolder(shown) }
                throw .system(.fileUnreadable, "cannot open the folder '\(shown)'", at: shown, code)
            }
            folder = FolderHandle(owning: descriptor, isNew: isNew)
        }
        return folder
    }

    /// - Returns: false where it was there already.
    private func make(
        _ name: String,
        in folder: FolderHandle,
        shown: @autoclosure () -> String,
    ) throws(DVCModelError) -> Bool {
        guard mkdirat(folder.descriptor, name, 0o777) == 0 else {
            let code = errno
            if code == EEXIST { return false }
            throw .system(.fileUnwritable, "cannot make the folder '\(shown())'", at: shown(), code)
        }
        // A folder whose mode cannot be changed still serves this user.
        if let folderMode { _ = fchmodat(folder.descriptor, name, folderMode, 0) }
        return true
    }

    /// Bytes that an unprivileged user may still write here; nil where the system does not tell.
    package var freeByteCount: Int64? {
        var information = statvfs()
        // Some file systems (FUSE) know no sizes and say 0 for all of them.
        guard fstatvfs(root.descriptor, &information) == 0, information.f_blocks > 0 else { return nil }
        let (byteCount, isOverflowing) = Int64(clamping: information.f_bavail).multipliedReportingOverflow(
            by: Int64(clamping: information.f_frsize)
        )
        return isOverflowing ? .max : byteCount
    }

    /// The full path of a file below, for messages.
    package func shown(_ path: SafePath) -> String { joined(path.components) }

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
    /// The texts are made only after `errno` was read: making them may change it.
    ///
    /// - Parameter error: the call's `errno`.
    package static func system(
        _ code: ErrorCode,
        _ what: @autoclosure () -> String,
        at path: @autoclosure () -> String? = nil,
        _ error: Int32 = errno,
    ) -> Self {
        let isFull = error == ENOSPC || error == EDQUOT
        return .init(
            isFull ? .diskFull : code,
            "\(what()): \(systemWords(error))",
            at: path().map { .file($0) },
            hint: isFull ? "free some space and run the same command again" : nil,
        )
    }

    /// What the system calls an `errno`: `permission denied`.
    static func systemWords(_ error: Int32) -> String {
        let words = String(cString: strerror(error))
        return words.prefix(1).lowercased() + words.dropFirst()
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
