/// What stands at a file's place now.
package enum FileState: Sendable, Equatable {
    case absent
    /// A regular file, or a link to one as `cache.type = symlink` makes them. Its hashes are known where it was worth
    /// reading: an expected MD5 is known, and the size does not speak against it.
    case file(byteCount: Int64, digests: ContentDigests?)
    /// A link that leads nowhere, as `cache.type = symlink` leaves one when the cache is cleaned.
    case brokenLink
    /// Something that is no file, or a link that is not followed, in words: `a folder`.
    case obstacle(String)
    /// Nothing can be told of it. `reason` goes on behind its name, `error` is the same where it stands alone.
    case unreadable(reason: String, error: DVCModelError)
}

extension FileState {
    /// - Parameters:
    ///   - shown: the full path.
    ///   - error: the failed call's `errno`.
    static func unreadable(_ shown: String, errno error: Int32) -> FileState {
        .unreadable(
            reason: "cannot be read: \(DVCModelError.systemWords(error))",
            error: .system(.fileUnreadable, "cannot read '\(shown)'", at: shown, error)
        )
    }

    /// The way to it is barred.
    static func unreachable(_ error: DVCModelError) -> FileState {
        .unreadable(reason: error.what, error: error)
    }
}
