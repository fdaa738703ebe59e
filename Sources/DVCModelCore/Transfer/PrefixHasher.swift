internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Hashes a file behind its writer: the bytes that are there are read back from the page cache on another thread, so
/// that MD5 costs the transfer no time. One path serves files that come in one piece, in ranges, and resumed.
///
/// The writer calls from one thread; everything else here happens on the hasher's own queue, which keeps the order.
final class PrefixHasher: @unchecked Sendable {
    private static let blockByteCount = 256 << 10
    /// After how many bytes it is told how far the hashing has come.
    private static let reportByteCount: Int64 = 4 << 20

    // On the threads that all hashers share: with its own, each small file would cost a thread's start and end.
    private let queue = DispatchQueue(label: "dvc-model.hash", target: .global())
    private let rule: ExpectedMD5.Rule?
    // Touched on the queue only.
    private var hasher: ContentHasher?
    private var block: [UInt8] = []
    private var position: Int64 = 0
    private var failure: DVCModelError?

    private let reported = Atomic<Int64>(0)
    private let report: @Sendable () -> Void

    /// - Parameter report: called on the queue when ``hashedByteCount`` has grown.
    init(rule: ExpectedMD5.Rule?, report: @escaping @Sendable () -> Void) {
        self.rule = rule
        self.report = report
    }

    /// How far the hashing has come, or a little less.
    var hashedByteCount: Int64 { reported.load(ordering: .relaxed) }

    /// The file's first `byteCount` bytes will not change any more.
    func advance(to byteCount: Int64, of file: PartFile) {
        queue.async { self.hash(to: byteCount, of: file) }
    }

    /// Forgets what was hashed.
    func startOver() {
        queue.async {
            self.hasher = nil
            self.tell(0)
            self.failure = nil
        }
    }

    /// Hashes the rest of a file of `byteCount` bytes; where it is what is expected, puts it in its place. `done` is told
    /// on the queue.
    func finish(
        _ placement: Placement,
        byteCount: Int64,
        _ done: @escaping FinishedObject.Taker,
    ) {
        queue.async {
            done(Result { () throws(DVCModelError) in try self.finished(placement, byteCount) })
        }
    }

    /// Fills the file with the bytes of `source` first; they are hashed as they stand in the file then.
    func finish(
        _ placement: Placement,
        copying source: LocalSource,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping FinishedObject.Taker,
    ) {
        queue.async {
            done(
                Result { () throws(DVCModelError) in
                    try source.copy(into: placement.part) { byteCount in
                        progress(byteCount - self.position)
                        self.hash(to: byteCount, of: placement.part)
                    }
                    return try self.finished(placement, try placement.part.byteCount)
                }
            )
        }
    }

    private func finished(_ placement: Placement, _ byteCount: Int64) throws(DVCModelError) -> FinishedObject
    {
        hash(to: byteCount, of: placement.part)
        if let failure { throw failure }
        if hasher == nil { hasher = try ContentHasher(rule) }
        guard let hasher = hasher.take() else { throw DVCModelError(.internal, "a file was hashed twice") }
        let digests = hasher.finish()
        let isRight = placement.isRight(digests)
        if isRight {
            // Somebody may have added to it: what was not hashed does not get the name.
            if try placement.part.byteCount != byteCount { try placement.part.truncate(to: byteCount) }
            try placement.finish()
        }
        return FinishedObject(digests: digests, isPlaced: isRight)
    }

    private func tell(_ byteCount: Int64) {
        position = byteCount
        reported.store(byteCount, ordering: .relaxed)
    }

    private func hash(to end: Int64, of file: PartFile) {
        guard failure == nil else { return }
        do throws(DVCModelError) {
            if hasher == nil { hasher = try ContentHasher(rule) }
            let blockByteCount = Int(min(Int64(Self.blockByteCount), max(0, end - position)))
            if block.count < blockByteCount { block = [UInt8](repeating: 0, count: blockByteCount) }
            var unreported: Int64 = 0
            while position < end {
                let wanted = Int(min(Int64(block.count), end - position))
                let count = try file.read(into: &block, count: wanted, at: position)
                block.withUnsafeBytes { hasher?.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                tell(position + Int64(count))
                unreported += Int64(count)
                if unreported >= Self.reportByteCount {
                    unreported = 0
                    report()
                }
            }
            if unreported > 0 { report() }
        } catch {
            failure = error
        }
    }
}
