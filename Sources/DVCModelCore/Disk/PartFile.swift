internal import CShims

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// An unfinished download beside its destination: `.dvc-model-<32 hex digits>.part`.
///
/// The name is made of the path and the expected MD5, never of the URL, so that another day's URL finds it again and
/// another version's bytes are never taken for this one's. A lock on the file keeps two processes apart; it goes with
/// the process, however that ends.
final class PartFile: @unchecked Sendable {
    // Positions are given with each call, so both threads may use the descriptor.
    private let descriptor: Int32
    private let folder: FolderHandle
    private let name: String
    /// For messages.
    private let shownPath: String

    static func name(for path: SafePath, expecting md5: ExpectedMD5?) throws(DVCModelError) -> String {
        let identity = path.text + "\0" + (md5?.digest.description ?? "")
        return "\(namePrefix)\(try MD5.digest(of: identity.utf8))\(nameSuffix)"
    }

    private static let namePrefix = ".dvc-model-"
    private static let nameSuffix = ".part"

    private static let journalSuffix = ".ranges"

    /// Whether a name is that of a part file or of its ``RangeJournal``.
    static func isName(_ name: String) -> Bool {
        name.hasPrefix(namePrefix) && (name.hasSuffix(nameSuffix) || name.hasSuffix(journalSuffix))
    }

    /// The name of the ``RangeJournal`` beside it.
    static func journalName(ofPart name: String) -> String { name.dropLast(nameSuffix.count) + journalSuffix }

    /// Opens the part file, locked; nil where there is none.
    ///
    /// - Throws: `destination-exists` where another process has it, `file-unwritable`
    static func find(_ name: String, in folder: FolderHandle, shownPath: String) throws(DVCModelError)
        -> PartFile?
    {
        try open(name, in: folder, shownPath: shownPath, flags: 0)
    }

    /// The same; one that is not there is made.
    static func make(
        _ name: String,
        in folder: FolderHandle,
        shownPath: String,
    ) throws(DVCModelError) -> PartFile {
        // What is new has its name and is a file: two questions less for each of many.
        let descriptor = openat(folder.descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 {
            let file = PartFile(descriptor, folder, name, shownPath)
            guard file.lock() else { throw .partFileBusy(shownPath) }
            return file
        }
        guard let file = try open(name, in: folder, shownPath: shownPath, flags: O_CREAT) else {
            throw .system(.fileUnwritable, "cannot write beside '\(shownPath)'", at: shownPath)
        }
        return file
    }

    private static func open(
        _ name: String,
        in folder: FolderHandle,
        shownPath: String,
        flags: Int32,
    ) throws(DVCModelError) -> PartFile? {
        guard let descriptor = try folder.openUnfinished(name, flags, beside: shownPath) else { return nil }
        let file = PartFile(descriptor, folder, name, shownPath)
        guard file.lock(), try file.hasItsName else { throw .partFileBusy(shownPath) }
        return file
    }

    /// False where another process has it. A file system without locks (NFS, for one) is no obstacle.
    private func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK }

    private init(_ descriptor: Int32, _ folder: FolderHandle, _ name: String, _ shownPath: String) {
        self.descriptor = descriptor
        self.folder = folder
        self.name = name
        self.shownPath = shownPath
    }

    deinit {
        // A program that is started in this moment has the file open until it runs, and would hold the lock.
        unlock()
        close(descriptor)
    }

    var byteCount: Int64 {
        get throws(DVCModelError) { Int64(try information.st_size) }
    }

    /// How much room its blocks take up; 0 where the system does not tell.
    var allocatedByteCount: Int64 {
        var information = stat()
        // In units of 512 bytes, whatever the file system's own are: stat(2).
        return fstat(descriptor, &information) == 0 ? Int64(information.st_blocks) * 512 : 0
    }

    private var information: stat {
        get throws(DVCModelError) {
            var information = stat()
            guard fstat(descriptor, &information) == 0 else {
                throw failure("cannot look at the part file of")
            }
            return information
        }
    }

    /// False where another process put the file in place between our opening and locking it: it is no part file any
    /// more, and not to be written to.
    ///
    /// - Throws: `file-unwritable` where it is no file at all
    private var hasItsName: Bool {
        get throws(DVCModelError) {
            let opened = try information
            guard opened.st_mode & S_IFMT == S_IFREG else {
                throw .noFile(name, beside: shownPath)
            }
            var named = stat()
            return fstatat(folder.descriptor, name, &named, AT_SYMLINK_NOFOLLOW) == 0
                && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
        }
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(DVCModelError) {
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(DVCModelError) in try write(buffer, at: offset) }
        }.get()
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(DVCModelError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let position = off_t(offset + Int64(bytes.count - rest.count))
            let count = pwrite(
                descriptor,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count,
                position
            )
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write the part file of") }
            rest = rest.dropFirst(count)
        }
    }

    /// - Returns: how many bytes came; less than asked for only where the file ends, which here is an error.
    func read(into block: inout [UInt8], count: Int, at offset: Int64) throws(DVCModelError) -> Int {
        while true {
            let result = block.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, count, off_t(offset))
            }
            if result > 0 { return result }
            if result == 0 {
                throw DVCModelError(
                    .fileUnreadable,
                    "the part file of '\(shownPath)' was cut short by somebody else"
                )
            }
            guard errno == EINTR else { throw failure("cannot read back the part file of", .fileUnreadable) }
        }
    }

    /// Shares the blocks of a whole file, where the file system can; the part file then has its size.
    ///
    /// - Returns: false where it cannot, and nothing has changed.
    func clone(_ source: Int32) -> Bool { cshims_clone(source, descriptor) == 0 }

    /// Copies the bytes from `offset` on of another file, at most `count`, without bringing them here.
    ///
    /// - Returns: how many; 0 at its end; nil where the system cannot do it between these two files.
    func copy(from source: Int32, at offset: Int64, count: Int) -> Int? {
        while true {
            let result = cshims_copy_range(source, descriptor, off_t(offset), count)
            if result >= 0 { return result }
            // Whatever else is wrong shows again, and is told, when the bytes are read and written here.
            if errno != EINTR { return nil }
        }
    }

    /// Sets blocks aside for so many bytes, where the file system can: the file lies in one piece then, and a disk that
    /// is too small says so at once. Its size stays.
    ///
    /// - Throws: `disk-full`
    func preallocate(_ byteCount: Int64) throws(DVCModelError) {
        guard !isInMemory, cshims_preallocate(descriptor, off_t(byteCount)) != 0, errno == ENOSPC else {
            return
        }
        throw failure("cannot write the part file of")
    }

    /// Whether setting blocks aside would be writing there: TMPFS_MAGIC of linux/magic.h.
    private var isInMemory: Bool { cshims_file_system_kind(descriptor) == 0x0102_1994 }

    /// Cuts off what is there from `byteCount` on.
    func truncate(to byteCount: Int64 = 0) throws(DVCModelError) {
        guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
            throw failure("cannot shorten the part file of")
        }
    }

    /// Has the bytes on the disk before the file takes its final name.
    func sync() throws(DVCModelError) {
        guard fsync(descriptor) == 0 else { throw failure("cannot bring to disk the part file of") }
    }

    /// From so many on, small ones are brought to disk with all else that was written to their file systems: one wait
    /// instead of one for each. What other programs wrote comes along, which a few files are not worth.
    private static let countForOneSync = 8

    /// The same of many small files.
    static func sync(_ files: [PartFile]) throws(DVCModelError) {
        guard files.count >= countForOneSync else {
            for file in files { try file.sync() }
            return
        }
        var synced: Set<dev_t?> = []
        for file in files where synced.insert(file.folder.device).inserted {
            guard cshims_sync_file_system(file.descriptor) != 0 else { continue }
            guard errno == ENOSYS else { throw file.failure("cannot bring to disk the part file of") }
            for file in files { try file.sync() }
            return
        }
    }

    /// Gives the file its final name and mode.
    ///
    /// - Parameter replacing: whether a file of that name may go; else one that is there by now stays.
    /// - Throws: `destination-exists`, `file-unwritable`
    func place(as finalName: String, _ mode: FileMode, replacing: Bool) throws(DVCModelError) {
        try set(mode)
        try Self.rename(name, to: finalName, in: folder, replacing: replacing, shownPath: shownPath)
    }

    /// Gives a file or link beside it its final name, likewise.
    static func rename(
        _ name: String,
        to finalName: String,
        in folder: FolderHandle,
        replacing: Bool,
        shownPath: String,
    ) throws(DVCModelError) {
        if replacing {
            guard renameat(folder.descriptor, name, folder.descriptor, finalName) == 0 else {
                throw .notPlaced(shownPath)
            }
            return
        }
        if cshims_rename_exclusive(folder.descriptor, name, folder.descriptor, finalName) == 0 { return }
        if errno == EINVAL || errno == ENOSYS || errno == ENOTSUP {
            // Not every file system can (NFS, some FUSE): a second hard link is as exclusive.
            if linkat(folder.descriptor, name, folder.descriptor, finalName, 0) == 0 {
                // What cannot be removed stays as a hidden file.
                _ = unlinkat(folder.descriptor, name, 0)
                return
            }
        }
        throw errno == EEXIST ? .appearedMeanwhile(shownPath) : .notPlaced(shownPath)
    }

    private func set(_ mode: FileMode) throws(DVCModelError) {
        let bits: mode_t
        switch mode {
        case .ordinary: return
        case .executable: bits = try information.st_mode & 0o777 | S_IXUSR
        case .cacheObject: bits = 0o444
        }
        guard fchmod(descriptor, bits) == 0 else { throw failure("cannot set the mode of") }
    }

    /// Lets others have the part file. To be called by whoever writes no more to it.
    func unlock() {
        flock(descriptor, LOCK_UN)
    }

    /// Removes the part file: nothing could ever go on from it.
    func discard() {
        // What cannot be removed stays as a hidden file; the outcome of the download is told all the same.
        _ = unlinkat(folder.descriptor, name, 0)
    }

    private func failure(_ what: String, _ code: ErrorCode = .fileUnwritable) -> DVCModelError {
        .system(code, "\(what) '\(shownPath)'", at: shownPath)
    }
}

/// What a placed file's mode is to be.
package enum FileMode: Sendable, Equatable {
    /// As the umask has it.
    case ordinary
    /// The same, and its owner may execute it: `isexec: true`.
    case executable
    /// 0444, by which DVC knows an object of its cache. Source: dvc_data/hashfile/db/local.py.
    case cacheObject
}

extension DVCModelError {
    fileprivate static func partFileBusy(_ path: String) -> Self {
        .init(
            .destinationExists,
            "another process is downloading '\(path)'",
            at: .file(path),
            hint: "wait for it to end, then run the same command again"
        )
    }

    fileprivate static func notPlaced(_ path: String) -> Self {
        .system(.fileUnwritable, "cannot put in place '\(path)'", at: path)
    }

    fileprivate static func appearedMeanwhile(_ path: String) -> Self {
        .init(
            .destinationExists,
            "'\(path)' appeared while it was being downloaded, and was left alone",
            at: .file(path),
            hint: "look at it, then run the same command with --force to replace it"
        )
    }
}
