#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Bytes that are on this machine already: an object of DVC's cache or of a local DVC remote, or a file of Git's.
final class LocalSource: Sendable {
    private enum Content {
        case file(Int32)
        case bytes([UInt8])
    }

    private static let blockByteCount = 256 << 10
    private static let rangeByteCount = 16 << 20

    private let content: Content
    /// For messages.
    private let path: String
    let byteCount: Int64

    /// Bytes that Git holds.
    init(_ bytes: [UInt8], of path: String) {
        content = .bytes(bytes)
        byteCount = Int64(bytes.count)
        self.path = path
    }

    /// A file by its absolute path; nil where there is none.
    ///
    /// - Throws: `file-unreadable`
    init?(path: String) throws(DVCModelError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system(.fileUnreadable, "cannot read the object '\(path)'", at: path)
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw DVCModelError(.fileUnreadable, "the object '\(path)' is no regular file", at: .file(path))
        }
        content = .file(descriptor)
        byteCount = Int64(information.st_size)
        self.path = path
    }

    deinit {
        if case .file(let descriptor) = content { close(descriptor) }
    }

    /// Fills an empty part file, sharing blocks where the file system can, else inside the kernel where that can.
    ///
    /// - Parameter advance: told how many bytes of the file are there by now.
    /// - Throws: `file-unreadable`, `file-unwritable`, `disk-full`
    func copy(into file: PartFile, _ advance: (Int64) -> Void) throws(DVCModelError) {
        var done: Int64 = 0
        if case .file(let descriptor) = content {
            guard !file.clone(descriptor) else { return advance(byteCount) }
            // 0 is not always the end: some file systems (procfs, FUSE) say so at once. Reading tells the truth.
            while let count = file.copy(from: descriptor, at: done, count: Self.rangeByteCount), count > 0 {
                done += Int64(count)
                advance(done)
            }
        }
        try read(from: done) { (bytes) throws(DVCModelError) in
            try file.write(bytes, at: done)
            done += Int64(bytes.count)
            advance(done)
        }
    }

    /// Hands out the bytes from `offset` on, in order.
    func read(
        from offset: Int64 = 0,
        _ take: (UnsafeRawBufferPointer) throws(DVCModelError) -> Void,
    ) throws(DVCModelError) {
        switch content {
        case .bytes(let bytes): try hand(bytes.dropFirst(Int(offset)), take)
        case .file(let descriptor):
            var block = [UInt8](repeating: 0, count: Self.blockByteCount)
            var position = off_t(offset)
            while true {
                let count = block.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress, $0.count, position)
                }
                if count == 0 { return }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw .system(.fileUnreadable, "cannot read the object '\(path)'", at: path)
                }
                try hand(block[..<count], take)
                position += off_t(count)
            }
        }
    }

    private func hand(
        _ bytes: ArraySlice<UInt8>,
        _ take: (UnsafeRawBufferPointer) throws(DVCModelError) -> Void,
    ) throws(DVCModelError) {
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(DVCModelError) in try take(buffer) }
        }.get()
    }
}
