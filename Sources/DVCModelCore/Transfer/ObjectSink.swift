/// Where one object's bytes go. Called from the loop thread.
protocol ObjectSink: AnyObject {
    /// Bytes from the object's start that need not be asked for again.
    var keptByteCount: Int64 { get }
    /// The bytes that follow ``keptByteCount``.
    func write(_ bytes: UnsafeRawBufferPointer) throws(DVCModelError)
    /// Whether bytes that turn out to be wrong can be taken back.
    var isRevocable: Bool { get }
    /// What came so far is wrong or cannot be gone on from: the next bytes are the object's first.
    func startOver() throws(DVCModelError)
    /// The download stops here; keeps what a later one can go on from.
    ///
    /// - Returns: whether anything was kept.
    func suspend() -> Bool
    /// Takes all bytes from a place on this machine, instead of what came so far. `done` is told as ``finish(_:)`` does.
    func fill(
        from source: LocalSource,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void,
    )
    /// All bytes came. `done` is told their hashes, on any thread, once they are safe.
    func finish(_ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void)
    /// The bytes are right: gives them their final name.
    func place() throws(DVCModelError)
}

/// Into a part file beside the destination, and from there to the final name.
///
/// Bytes are gathered in memory, because libcurl brings at most 16 KiB at a time; a small object never touches the
/// disk before it is whole.
final class FileSink: ObjectSink {
    private static let bufferByteCount = 256 << 10

    private let folder: FolderHandle
    private let fileName: String
    private let partName: String
    private let shownPath: String
    private let isReplacing: Bool
    private let mode: FileMode
    private let isResumable: Bool
    private let hasher: PrefixHasher
    private var part: PartFile?
    private var writtenByteCount: Int64 = 0
    private var buffer: [UInt8] = []

    /// - Throws: `destination-unsafe`, `destination-exists`, `file-unwritable`
    init(_ job: TransferJob, in destination: DestinationFolder) throws(DVCModelError) {
        shownPath = destination.shown(job.destination)
        guard let folder = try destination.folder(of: job.destination, making: true),
            let fileName = job.destination.components.last
        else {
            throw DVCModelError(.fileUnwritable, "the folder of '\(shownPath)' was removed meanwhile")
        }
        self.folder = folder
        self.fileName = fileName
        let expected = job.object.expectedMD5
        partName = try PartFile.name(for: job.destination, expecting: expected)
        isReplacing = job.isReplacing
        mode = job.mode
        // Without a hash nothing would tell whether old and new bytes belong together.
        isResumable = expected != nil
        hasher = PrefixHasher(rule: expected?.rule)
        try findPart()
    }

    private func findPart() throws(DVCModelError) {
        guard let part = try PartFile.open(named: partName, in: folder, shownPath: shownPath, making: false)
        else {
            return
        }
        self.part = part
        if isResumable {
            writtenByteCount = try part.byteCount
            hasher.advance(to: writtenByteCount, of: part)
        } else {
            try part.truncate()
        }
    }

    var keptByteCount: Int64 { writtenByteCount + Int64(buffer.count) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(DVCModelError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferByteCount { try flush() }
    }

    var isRevocable: Bool { true }

    func startOver() throws(DVCModelError) {
        buffer.removeAll(keepingCapacity: true)
        writtenByteCount = 0
        hasher.startOver()
        try part?.truncate()
    }

    func suspend() -> Bool {
        // A buffer that cannot be written is fetched again; the reason to stop is told already.
        if isResumable { try? flush() }
        guard isResumable, writtenByteCount > 0 else {
            part?.discard()
            return false
        }
        part?.unlock()
        return true
    }

    func finish(_ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void) {
        do throws(DVCModelError) {
            try flush()
            hasher.finish(try openPart(), done)
        } catch {
            done(.failure(error))
        }
        buffer = []
    }

    func fill(
        from source: LocalSource,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void,
    ) {
        do throws(DVCModelError) {
            try startOver()
            hasher.finish(try openPart(), copying: source, progress, done)
        } catch {
            done(.failure(error))
        }
    }

    func place() throws(DVCModelError) {
        try openPart().place(as: fileName, mode, replacing: isReplacing)
    }

    private func flush() throws(DVCModelError) {
        guard !buffer.isEmpty else { return }
        let part = try openPart()
        var failure: DVCModelError?
        buffer.withUnsafeBytes { bytes in
            do throws(DVCModelError) {
                try part.write(bytes, at: writtenByteCount)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        writtenByteCount += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
        hasher.advance(to: writtenByteCount, of: part)
    }

    private func openPart() throws(DVCModelError) -> PartFile {
        if let part { return part }
        guard let made = try PartFile.open(named: partName, in: folder, shownPath: shownPath, making: true)
        else {
            throw DVCModelError(.internal, "a part file was neither found nor made")
        }
        part = made
        return made
    }
}

/// Straight to a descriptor, usually standard output. What is written cannot be taken back, so a second start leaves
/// out what has gone out already.
final class StreamSink: ObjectSink {
    private let output: @Sendable (UnsafeRawBufferPointer) throws(DVCModelError) -> Void
    private let rule: ExpectedMD5.Rule?
    private var hasher: ContentHasher?
    private var sentByteCount: Int64 = 0
    private var skippingByteCount: Int64 = 0

    init(
        rule: ExpectedMD5.Rule?,
        output: @escaping @Sendable (UnsafeRawBufferPointer) throws(DVCModelError) -> Void,
    ) {
        self.rule = rule
        self.output = output
    }

    var keptByteCount: Int64 { sentByteCount - skippingByteCount }

    func write(_ bytes: UnsafeRawBufferPointer) throws(DVCModelError) {
        let skipped = Int(min(skippingByteCount, Int64(bytes.count)))
        skippingByteCount -= Int64(skipped)
        let fresh = UnsafeRawBufferPointer(rebasing: bytes[skipped...])
        guard !fresh.isEmpty else { return }
        if hasher == nil { hasher = try ContentHasher(rule) }
        try output(fresh)
        hasher?.update(fresh)
        sentByteCount += Int64(fresh.count)
    }

    var isRevocable: Bool { sentByteCount == 0 }

    func startOver() throws(DVCModelError) {
        skippingByteCount = sentByteCount
    }

    func suspend() -> Bool { false }

    func finish(_ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void) {
        do throws(DVCModelError) {
            if hasher == nil { hasher = try ContentHasher(rule) }
            guard let hasher = hasher.take() else {
                throw DVCModelError(.internal, "a stream was hashed twice")
            }
            done(.success(hasher.finish()))
        } catch {
            done(.failure(error))
        }
    }

    func fill(
        from source: LocalSource,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping @Sendable (Result<ContentDigests, DVCModelError>) -> Void,
    ) {
        do throws(DVCModelError) {
            try startOver()
            try source.read { (bytes) throws(DVCModelError) in
                try write(bytes)
                progress(Int64(bytes.count))
            }
            finish(done)
        } catch {
            done(.failure(error))
        }
    }

    func place() throws(DVCModelError) {}
}
