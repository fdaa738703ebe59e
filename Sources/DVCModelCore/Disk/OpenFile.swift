#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A regular file that is open to be read, once and from its start.
final class OpenFile {
    let found: FoundFile
    /// When it was opened.
    let byteCount: Int64
    private let descriptor: Int32
    /// For whom it is read.
    private unowned let reader: FileReader
    private var readByteCount: Int64 = 0

    private init(_ found: FoundFile, _ descriptor: Int32, byteCount: Int64, for reader: FileReader) {
        self.found = found
        self.descriptor = descriptor
        self.byteCount = byteCount
        self.reader = reader
    }

    deinit { close(descriptor) }

    enum Opening {
        case opened(OpenFile)
        /// What is there now instead.
        case failed(FileState)
    }

    /// Opens the file. It may have become another since it was found, but no link is followed.
    ///
    /// - Parameter folder: the one that holds its place; nil: there is none any more.
    static func open(_ found: FoundFile, in folder: FolderHandle?, for reader: FileReader) -> Opening {
        let place = reader.survey.places[found.index]
        var shown: String { reader.survey.folder.shown(place) }
        guard let folder, let name = place.components.last else { return .failed(.absent) }
        // Not to wait for a writer where a pipe stands in the way.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
        let descriptor = openat(folder.descriptor, found.target ?? name, flags)
        guard descriptor >= 0 else {
            return .failed(errno == ENOENT ? .absent : .unreadable(shown, errno: errno))
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            let code = errno
            close(descriptor)
            return .failed(.unreadable(shown, errno: code))
        }
        if let obstacle = FileState(obstacle: information) {
            close(descriptor)
            return .failed(obstacle)
        }
        return .opened(OpenFile(found, descriptor, byteCount: Int64(information.st_size), for: reader))
    }
}

extension OpenFile: LaneMessage {
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard !reader.survey.cancellation.isCancelled else { return nil }
        var filled = 0
        while filled < buffer.count {
            let wanted = buffer.count - filled
            let count = readPiece(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            guard count >= 0 else {
                if errno == EINTR { continue }
                let shown = reader.survey.folder.shown(reader.survey.places[found.index])
                reader.note(.unreadable(shown, errno: errno), of: found)
                return nil
            }
            filled += count
            // Less than was asked for, at the end that is known: to ask once more would give nothing.
            if count == 0 || count < wanted && readByteCount + Int64(filled) >= byteCount { break }
        }
        readByteCount += Int64(filled)
        reader.advance(by: filled)
        return filled
    }

    func end(with digest: MD5Digest) {
        reader.note(.file(byteCount: byteCount, digests: ContentDigests(md5: digest)), of: found)
    }
}

/// Outside ``OpenFile``, where `read` is its own.
private func readPiece(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}
