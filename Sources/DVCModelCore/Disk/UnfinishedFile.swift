#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension FolderHandle {
    /// Opens a file that stands beside an unfinished one, to be read and written. No link is followed.
    ///
    /// - Parameters:
    ///   - flags: such as `O_CREAT`, beside those for any of them.
    ///   - shownPath: of the file that is to be, for messages.
    /// - Returns: its descriptor; nil where there is none, and none was to be made.
    /// - Throws: `file-unwritable`
    func openUnfinished(_ name: String, _ flags: Int32, beside shownPath: String) throws(DVCModelError)
        -> Int32?
    {
        // Not to wait for a reader where a pipe stands in the way.
        let flags = flags | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let descriptor = openat(self.descriptor, name, flags, 0o666)
        if descriptor >= 0 { return descriptor }
        switch errno {
        case ENOENT: return nil
        case EISDIR, ELOOP: throw .noFile(name, beside: shownPath)
        default: throw .system(.fileUnwritable, "cannot write beside '\(shownPath)'", at: shownPath)
        }
    }
}

extension DVCModelError {
    static func noFile(_ name: String, beside path: String) -> Self {
        .init(
            .fileUnwritable,
            "cannot write beside '\(path)': '\(name)', which is to tell what came so far, is no file",
            at: .file(path),
            hint: "move it away"
        )
    }
}
