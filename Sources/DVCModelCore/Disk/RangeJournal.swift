#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Which ranges of a part file are there, beside it: `.dvc-model-<32 hex digits>.ranges`.
///
///     dvc-model ranges 1 2147483648 3de8f8b0dc94b8c2230fab9ec0ba0506
///     0-33554432
///     67108864-100663296
///
/// The first line binds it to the object's size and MD5; MD5 and path are also in its name. A line is added, with the
/// line break before it, for each range whose bytes have been written, the end exclusive: whatever stops the process
/// leaves a true account. What a machine that lost power has forgotten of it the hash finds out. The part file's lock
/// is for its journal, too.
final class RangeJournal: Sendable {
    private static let byteLimit: Int64 = 4 << 20

    private let descriptor: Int32
    private let folder: FolderHandle
    private let name: String
    /// For messages.
    private let shownPath: String

    /// What a journal says.
    struct Account: Equatable {
        let byteCount: Int64
        let md5: MD5Digest
        let ranges: ByteRanges

        /// nil for anything that is no journal. A line that was cut off is no range, or says less than is there.
        init?(_ text: String) {
            let lines = text.split(separator: "\n")
            let words = lines.first?.split(separator: " ", omittingEmptySubsequences: false) ?? []
            guard words.count == 5, words[0...2].elementsEqual(["dvc-model", "ranges", "1"]),
                let byteCount = Int64(words[3]), byteCount >= 0, let md5 = MD5Digest(hex: words[4])
            else { return nil }
            self.byteCount = byteCount
            self.md5 = md5
            ranges = ByteRanges(lines.dropFirst().compactMap { Self.range($0, below: byteCount) })
        }

        private static func range(_ line: Substring, below byteCount: Int64) -> Range<Int64>? {
            let ends = line.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = Int64(ends[0]), let end = Int64(ends[1]), 0 <= start,
                start < end, end <= byteCount
            else { return nil }
            return start..<end
        }
    }

    private init(_ descriptor: Int32, _ folder: FolderHandle, _ name: String, _ shownPath: String) {
        self.descriptor = descriptor
        self.folder = folder
        self.name = name
        self.shownPath = shownPath
    }

    deinit { close(descriptor) }

    /// Opens the journal that is there; nil where none is.
    ///
    /// - Throws: `file-unwritable`
    static func find(_ name: String, in folder: FolderHandle, shownPath: String) throws(DVCModelError)
        -> RangeJournal?
    {
        try open(name, in: folder, shownPath: shownPath, flags: 0)
    }

    /// Begins a journal, in place of any that is there.
    ///
    /// - Throws: `file-unwritable`, `disk-full`
    static func begin(
        _ name: String,
        in folder: FolderHandle,
        byteCount: Int64,
        md5: MD5Digest,
        shownPath: String,
    ) throws(DVCModelError) -> RangeJournal {
        guard let journal = try open(name, in: folder, shownPath: shownPath, flags: O_CREAT | O_TRUNC) else {
            throw DVCModelError(.internal, "a journal was neither found nor made")
        }
        try journal.append("dvc-model ranges 1 \(byteCount) \(md5)")
        return journal
    }

    private static func open(
        _ name: String,
        in folder: FolderHandle,
        shownPath: String,
        flags: Int32,
    ) throws(DVCModelError) -> RangeJournal? {
        try folder.openUnfinished(name, flags | O_APPEND, beside: shownPath).map { descriptor in
            RangeJournal(descriptor, folder, name, shownPath)
        }
    }

    /// What it says; nil where it is damaged.
    var account: Account? {
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_size <= Self.byteLimit
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count else { return nil }
        return Account(String(decoding: bytes, as: UTF8.self))
    }

    /// The bytes of a range have been written.
    ///
    /// - Throws: `file-unwritable`, `disk-full`
    func record(_ range: Range<Int64>) throws(DVCModelError) {
        guard !range.isEmpty else { return }
        try append("\n\(range.lowerBound)-\(range.upperBound)")
    }

    private func append(_ line: String) throws(DVCModelError) {
        var line = line
        let count = line.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
        guard count == line.utf8.count else {
            throw .system(
                .fileUnwritable,
                "cannot note what came of '\(shownPath)'",
                at: shownPath,
                count < 0 ? errno : ENOSPC
            )
        }
    }

    /// - Throws: `file-unwritable`
    func remove() throws(DVCModelError) {
        guard unlinkat(folder.descriptor, name, 0) == 0 || errno == ENOENT else {
            throw .system(.fileUnwritable, "cannot remove '\(name)' beside '\(shownPath)'", at: shownPath)
        }
    }
}
