/// Straight to a descriptor, usually standard output. What is written cannot be taken back, so a second start leaves
/// out what has gone out already.
final class StreamSink: ObjectSink {
    /// Whoever reads is not kept waiting.
    let blockByteCount = 0
    let takesRanges = false

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

    var present: ByteRanges { ByteRanges(prefix: sentByteCount - skippingByteCount) }
    var allocatedByteCount: Int64 { 0 }
    var hashedByteCount: Int64 { sentByteCount }

    func beginRanges(of byteCount: Int64) throws(DVCModelError) {
        throw DVCModelError(.internal, "a stream takes no ranges")
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(DVCModelError) {
        try bytes.withUnsafeBytes { buffer in
            Result { () throws(DVCModelError) in try send(buffer) }
        }.get()
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws(DVCModelError) {
        let skipped = Int(min(skippingByteCount, Int64(bytes.count)))
        skippingByteCount -= Int64(skipped)
        let fresh = UnsafeRawBufferPointer(rebasing: bytes[skipped...])
        guard !fresh.isEmpty else { return }
        if hasher == nil { hasher = try ContentHasher(rule) }
        try output(fresh)
        hasher?.update(fresh)
        sentByteCount += Int64(fresh.count)
    }

    func record(_ range: Range<Int64>) {}

    var isRevocable: Bool { sentByteCount == 0 }

    func startOver() {
        skippingByteCount = sentByteCount
    }

    func suspend() -> Bool { false }

    func finish(
        expecting expected: ExpectedMD5?,
        _ done: @escaping FinishedObject.Taker,
    ) {
        do throws(DVCModelError) {
            if hasher == nil { hasher = try ContentHasher(rule) }
            guard let hasher = hasher.take() else {
                throw DVCModelError(.internal, "a stream was hashed twice")
            }
            let digests = hasher.finish()
            done(.success(FinishedObject(digests: digests, isPlaced: expected.map(digests.satisfy) ?? true)))
        } catch {
            done(.failure(error))
        }
    }

    func fill(
        from source: LocalSource,
        expecting expected: ExpectedMD5?,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping FinishedObject.Taker,
    ) {
        do throws(DVCModelError) {
            startOver()
            try source.read { (bytes) throws(DVCModelError) in
                try send(bytes)
                progress(Int64(bytes.count))
            }
            finish(expecting: expected, done)
        } catch {
            done(.failure(error))
        }
    }
}
