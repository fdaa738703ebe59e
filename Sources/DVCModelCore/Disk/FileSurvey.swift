internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What stands at a file's place now.
package enum FileState: Sendable, Equatable {
    case absent
    /// A regular file, or a link to one as `cache.type = symlink` makes them. Its hashes are known where it was worth
    /// reading: an expected MD5 is known, and the size does not speak against it.
    case file(byteCount: Int64, digests: ContentDigests?)
    /// A link that leads nowhere, as `cache.type = symlink` leaves one when the cache is cleaned.
    case brokenLink
    /// Something that is no file, in words: `a folder`.
    case obstacle(String)
}

/// Looks at the places of objects, and hashes what is there on all cores.
package enum FileSurvey {
    /// One state for each place, in the same order.
    ///
    /// - Parameter hasSHA256: whether what is read is hashed so, too.
    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`; the first in order where there are several
    package static func look(
        at places: [SafePath],
        of objects: [RemoteObject],
        in folder: DestinationFolder,
        hasSHA256: Bool = false,
        cancellation: Cancellation,
    ) throws(DVCModelError) -> [FileState] {
        let states = Mutex<[Int: Result<FileState, DVCModelError>]>([:])
        DispatchQueue.concurrentPerform(iterations: places.count) { index in
            let state = Result { () throws(DVCModelError) in
                try look(at: places[index], objects[index], in: folder, hasSHA256, cancellation)
            }
            states.withLock { $0[index] = state }
        }
        let results = states.withLock { $0 }
        return try places.indices.map { index throws(DVCModelError) in
            try results[index]?.get() ?? .absent
        }
    }

    /// The plain MD5 of the file at a place; nil where no regular file is.
    ///
    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`
    package static func md5(
        at place: SafePath,
        in folder: DestinationFolder,
        cancellation: Cancellation,
    ) throws(DVCModelError) -> MD5Digest? {
        // Any expectation has the bytes read, whatever they are.
        let anything = ExpectedMD5(try MD5.digest(of: []), from: .git)
        let object = RemoteObject(path: place.text, location: .unasked, expectedMD5: anything)
        guard case .file(_, let digests?) = try look(at: place, object, in: folder, false, cancellation)
        else {
            return nil
        }
        return digests.md5
    }

    private static func look(
        at place: SafePath,
        _ object: RemoteObject,
        in folder: DestinationFolder,
        _ hasSHA256: Bool,
        _ cancellation: Cancellation,
    ) throws(DVCModelError) -> FileState {
        guard let holder = try folder.folder(of: place, making: false), let name = place.components.last
        else {
            return .absent
        }
        // Not to wait for a writer where a pipe stands in the way.
        let descriptor = openat(holder.descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT { return isBrokenLink(name, in: holder) ? .brokenLink : .absent }
            throw .system(
                .fileUnreadable,
                "cannot read '\(folder.shown(place))'",
                at: folder.shown(place),
                code
            )
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            throw .system(.fileUnreadable, "cannot look at '\(folder.shown(place))'", at: folder.shown(place))
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            return .obstacle(information.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file")
        }
        let byteCount = Int64(information.st_size)
        guard let expected = object.expectedMD5, object.byteCount ?? byteCount == byteCount else {
            return .file(byteCount: byteCount, digests: nil)
        }
        let hasher = try ContentHasher(expected.rule, hasSHA256: hasSHA256)
        let digests = try hash(descriptor, hasher, shown: folder.shown(place), cancellation)
        return .file(byteCount: byteCount, digests: digests)
    }

    private static func isBrokenLink(_ name: String, in folder: FolderHandle) -> Bool {
        var information = stat()
        return fstatat(folder.descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0
    }

    private static func hash(
        _ descriptor: Int32,
        _ hasher: consuming ContentHasher,
        shown: String,
        _ cancellation: Cancellation,
    ) throws(DVCModelError) -> ContentDigests {
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            guard !cancellation.isCancelled else { throw .stoppedReading }
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return hasher.finish() }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(.fileUnreadable, "cannot read '\(shown)'", at: shown)
            }
            block.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}

extension DVCModelError {
    fileprivate static var stoppedReading: Self {
        .init(.interrupted, "stopped while reading the files that are there")
    }
}
