#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reading from the disk. Absent and broken are told apart everywhere: nil is absent, an error is broken.
package enum Files {
    package enum Kind: Sendable, Equatable {
        case file
        case folder
        /// A device, a FIFO or a socket.
        case other
    }

    /// What stands at `path`, symbolic links followed; nil when nothing does or it cannot be reached.
    package static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
        return kind(ofMode: status.st_mode)
    }

    /// `path` without symbolic links, absolute; nil when nothing is there.
    package static func resolved(_ path: String) -> String? {
        guard !path.utf8.contains(0), let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(validatingCString: buffer)
    }

    /// What the symbolic link at `path` holds; nil when there is no link.
    package static func linkTarget(_ path: String) -> String? {
        guard !path.utf8.contains(0) else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `folder` is the top of a file system. Source: `ismount` in Python's posixpath.py.
    package static func isMountPoint(_ folder: String) -> Bool {
        var here = stat()
        var above = stat()
        guard !folder.utf8.contains(0), lstat(folder, &here) == 0, kind(ofMode: here.st_mode) == .folder,
            lstat(Path.join(folder, ".."), &above) == 0
        else { return false }
        return here.st_dev != above.st_dev || here.st_ino == above.st_ino
    }

    /// All bytes of a regular file; nil when there is none.
    ///
    /// - Throws: `file-unreadable` when it cannot be opened or read, is no regular file, or holds more than
    ///   `limit` bytes.
    package static func read(_ path: String, limit: Int = 64 << 20) throws(DVCModelError) -> [UInt8]? {
        guard !path.utf8.contains(0) else { return nil }
        // Without O_NONBLOCK the open itself would wait for somebody to write to a FIFO.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .fileUnreadable(path, systemWords(errno))
        }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .fileUnreadable(path, systemWords(errno)) }
        switch kind(ofMode: status.st_mode) {
        case .file: break
        case .folder: throw .fileUnreadable(path, "it is a folder")
        case .other: throw .fileUnreadable(path, "it is not a regular file")
        }
        let expected = min(Int(clamping: status.st_size), limit)
        return try bytes(of: descriptor, path, expected: expected, limit: limit)
    }

    /// The text of a UTF-8 file, a byte order mark included; nil when there is no such file.
    ///
    /// - Throws: `file-unreadable` as ``read(_:limit:)`` does, and when the bytes are not UTF-8.
    package static func text(_ path: String) throws(DVCModelError) -> String? {
        guard let bytes = try read(path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .fileUnreadable(path, "it is not UTF-8 text")
        }
        return text
    }

    private static func bytes(
        of descriptor: Int32,
        _ path: String,
        expected: Int,
        limit: Int,
    ) throws(DVCModelError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(expected)
        var piece = [UInt8](repeating: 0, count: min(max(expected + 1, 4096), 1 << 20))
        while true {
            let count = readPiece(descriptor, &piece)
            if count == 0 { return result }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .fileUnreadable(path, systemWords(errno))
            }
            guard result.count + count <= limit else {
                throw .fileUnreadable(path, "it holds more than \(limit) bytes")
            }
            result += piece[..<count]
        }
    }

    /// What a folder holds, in no order; none where it does not exist.
    ///
    /// - Throws: `file-unreadable`
    package static func names(in folder: String) throws(DVCModelError) -> [String] {
        var names: [String] = []
        try forEachEntry(of: folder) { name, _ in names.append(String(cString: name)) }
        return names
    }

    /// Hands on what a folder holds, with the system's word for what it is (`DT_DIR`, `DT_UNKNOWN`): a name becomes a text
    /// where it is wanted only, for there may be ten thousand.
    ///
    /// - Throws: `file-unreadable`
    static func forEachEntry(
        of folder: String,
        _ body: (_ name: UnsafePointer<CChar>, _ kind: Int32) -> Void,
    ) throws(DVCModelError) {
        guard let stream = opendir(folder) else {
            if errno == ENOENT { return }
            throw .fileUnreadable(folder, systemWords(errno))
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { return }
                    body(name, Int32(entry.pointee.d_type))
                }
            }
        }
    }

    /// Makes an empty file of the tools' own where none is; several may do so at once.
    ///
    /// - Returns: whether it is there now.
    @discardableResult
    package static func mark(_ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Takes away a file of the tools' own; one that cannot be stays.
    package static func remove(_ path: String) {
        unlink(path)
    }

    private static func kind(ofMode mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    private static func systemWords(_ number: Int32) -> String {
        String(cString: strerror(number)).lowercased()
    }
}

/// Outside ``Files``, where `read` is the system's.
private func readPiece(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    read(descriptor, &buffer, buffer.count)
}

extension DVCModelError {
    /// `why` is a clause of its own: the system's words, or "it is a folder".
    package static func fileUnreadable(_ path: String, _ why: String) -> Self {
        .init(.fileUnreadable, "cannot read '\(path)': \(why)", at: .file(path))
    }
}
