internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Hashes a file behind its writer: the bytes that are there are read back from the page cache on another thread, so
/// that MD5 costs the transfer no time. One path serves new, resumed and small files.
///
/// The writer calls from one thread; everything else here happens on the hasher's own queue, which keeps the order.
final class PrefixHasher: @unchecked Sendable {
    private static let blockByteCount = 256 << 10

    // On the threads that all hashers share: with its own, each small file would cost a thread's start and end.
    private let queue = DispatchQueue(label: "dvc-model.hash", target: .global())
    private let rule: ExpectedMD5.Rule?
    // Touched on the queue only.
    private var hasher: ContentHasher?
    private var block: [UInt8] = []
    private var hashedByteCount: Int64 = 0
    private var failure: DVCModelError?

    init(rule: ExpectedMD5.Rule?) {
        self.rule = rule
    }

    /// The file's first `byteCount` bytes will not change any more.
    func advance(to byteCount: Int64, of file: PartFile) {
        queue.async { self.hash(to: byteCount, of: file) }
    }

    /// Forgets what was hashed.
    func startOver() {
        queue.async {
            self.hasher = nil
            self.hashedByteCount = 0
            self.failure = nil
        }
    }

    /// Hashes the rest, puts the file on the disk for good, and tells the result, on the queue.
    func finish(_ file: PartFile, _ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void)
    {
        queue.async {
            done(Result { () throws(DVCModelError) in try self.finished(file) })
        }
    }

    /// Fills the file with the bytes of `source` first; they are hashed as they stand in the file then.
    func finish(
        _ file: PartFile,
        copying source: LocalSource,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void,
    ) {
        queue.async {
            done(
                Result { () throws(DVCModelError) in
                    try source.copy(into: file) { byteCount in
                        progress(byteCount - self.hashedByteCount)
                        self.hash(to: byteCount, of: file)
                    }
                    return try self.finished(file)
                }
            )
        }
    }

    private func finished(_ file: PartFile) throws(DVCModelError) -> ContentDigests {
        hash(to: try file.byteCount, of: file)
        if let failure { throw failure }
        try file.sync()
        guard let hasher = hasher.take() else { throw DVCModelError(.internal, "a file was hashed twice") }
        return hasher.finish()
    }

    private func hash(to end: Int64, of file: PartFile) {
        guard failure == nil else { return }
        do throws(DVCModelError) {
            if hasher == nil { hasher = try ContentHasher(rule) }
            let blockByteCount = Int(min(Int64(Self.blockByteCount), end - hashedByteCount))
            if block.count < blockByteCount { block = [UInt8](repeating: 0, count: blockByteCount) }
            while hashedByteCount < end {
                let wanted = Int(min(Int64(block.count), end - hashedByteCount))
                let count = try file.read(into: &block, count: wanted, at: hashedByteCount)
                block.withUnsafeBytes { hasher?.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                hashedByteCount += Int64(count)
            }
        } catch {
            failure = error
        }
    }
}
