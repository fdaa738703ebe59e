/// Looks at the places of objects, and hashes what is there on all cores.
package enum FileSurvey {
    /// How far the reading is.
    package enum Event: Sendable, Equatable {
        /// Once, before the others, where there is anything to read.
        case began(fileCount: Int, byteCount: Int64)
        /// So much has been read since the last time.
        case advanced(fileCount: Int, byteCount: Int64)
    }

    /// One state for each place, in the same order; none of them is `unreadable`.
    ///
    /// - Parameters:
    ///   - hasSHA256: whether what is read is hashed so, too.
    ///   - emit: called from any thread.
    /// - Throws: `destination-unsafe`, `file-unreadable`, `interrupted`; the first in order where there are several
    package static func look(
        at places: [SafePath],
        of objects: [RemoteObject],
        in folder: DestinationFolder,
        hasSHA256: Bool = false,
        cancellation: Cancellation,
        emit: @escaping @Sendable (Event) -> Void = { _ in },
    ) throws(DVCModelError) -> [FileState] {
        let states = try Survey(
            places: places,
            objects: objects,
            folder: folder,
            hasSHA256: hasSHA256,
            linkFolders: nil,
            cancellation: cancellation,
            emit: emit
        ).states()
        for state in states {
            if case .unreadable(_, let error) = state { throw error }
        }
        return states
    }

    /// The same, but what cannot be read is a state as any other, and a link is followed only to a file that is below
    /// the folder itself or below one of `linkFolders`.
    ///
    /// - Throws: `interrupted`
    package static func examine(
        _ places: [SafePath],
        of objects: [RemoteObject],
        in folder: DestinationFolder,
        linkFolders: [String],
        hasSHA256: Bool = false,
        cancellation: Cancellation,
        emit: @escaping @Sendable (Event) -> Void = { _ in },
    ) throws(DVCModelError) -> [FileState] {
        try Survey(
            places: places,
            objects: objects,
            folder: folder,
            hasSHA256: hasSHA256,
            linkFolders: ([folder.path] + linkFolders).compactMap(resolved),
            cancellation: cancellation,
            emit: emit
        ).states()
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
        let states = try look(at: [place], of: [object], in: folder, cancellation: cancellation)
        guard case .file(_, let digests?) = states.first else { return nil }
        return digests.md5
    }
}
