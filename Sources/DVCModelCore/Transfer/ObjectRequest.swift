/// One request for an object or a part of it: what it asks for, and what came. Lives on the loop thread.
final class ObjectRequest: CurlReceiver {
    typealias Span = ReplyJudgement.Span

    unowned let download: ObjectDownload
    let handle: CurlHandle
    let address: StorageAddress
    /// Of the address: how many the object had before it.
    let generation: Int
    private(set) var span: Span
    /// Where the request stands among those of the engine: ``ConnectionLimit``.
    let serial: Int
    /// ``Patience/round`` when it began.
    let round: Int

    private(set) var headers = HTTPHeaders()
    private(set) var judgement: ReplyJudgement?
    private(set) var refusalBody: [UInt8] = []
    private(set) var failure: DVCModelError?
    /// Of the next byte that comes.
    private(set) var position: Int64
    /// What came and is not written yet: the bytes before ``position``.
    private var buffer: [UInt8] = []
    var bufferedByteCount: Int64 { Int64(buffer.count) }
    /// Others fetch what follows, so no more is read than what was left to this request.
    private(set) var isCut = false
    private(set) var isAbandoned = false

    init(
        _ download: ObjectDownload,
        _ handle: CurlHandle,
        _ address: StorageAddress,
        _ generation: Int,
        _ span: Span,
        serial: Int,
    ) {
        self.download = download
        self.handle = handle
        self.address = address
        self.generation = generation
        self.span = span
        self.serial = serial
        round = download.patience.round
        position = span.start
    }

    var isRange: Bool { span.end != nil }

    /// Whether all that it is to bring has come.
    var isComplete: Bool { span.end == position }

    /// What has come and been written, in order.
    var broughtRange: Range<Int64> { span.start..<(position - Int64(buffer.count)) }

    /// What it was to bring and has not.
    var missingRange: Range<Int64> { broughtRange.upperBound..<max(broughtRange.upperBound, span.end ?? 0) }

    /// It asks for all that follows, and is to stop at `end`.
    func cut(at end: Int64) {
        span = Span(from: span.start, to: end)
        isCut = true
    }

    /// The reply is the whole object, and is taken from its first byte on.
    func takeWhole() {
        span = Span(from: 0)
        position = 0
    }

    /// What comes from now on is of no use.
    func abandon() { isAbandoned = true }

    // MARK: The reply

    func receive(headerLine: UnsafeRawBufferPointer) { headers.receive(line: headerLine) }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        guard !isAbandoned else { return false }
        do throws(DVCModelError) {
            return try accept(body)
        } catch {
            failure = error
            return false
        }
    }

    private func accept(_ body: UnsafeRawBufferPointer) throws(DVCModelError) -> Bool {
        switch try judge() {
        case .goOn: return try take(body)
        case .fromStart, .askForAll, .wrongObject, .replaced: return false
        case .refused, .nothingMore:
            refusalBody += body.prefix(StorageRefusal.bodyLimit - refusalBody.count)
            // Whoever refuses with a flood of bytes is not listened to for longer than this.
            return refusalBody.count < StorageRefusal.bodyLimit
        }
    }

    /// What the head of the reply means; the download hears of it the first time.
    func judge() throws(DVCModelError) -> ReplyJudgement {
        if let judgement { return judgement }
        let judged = try download.judge(self)
        judgement = judged
        return judged
    }

    private func take(_ body: UnsafeRawBufferPointer) throws(DVCModelError) -> Bool {
        let end = span.end ?? download.totalByteCount ?? .max
        var body = body
        if Int64(body.count) > end - position {
            guard isCut else {
                judgement = .wrongObject(reason: "goes on past its \(end) bytes")
                return false
            }
            body = UnsafeRawBufferPointer(rebasing: body[..<Int(end - position)])
        }
        buffer.append(contentsOf: body)
        position += Int64(body.count)
        download.received(body.count)
        if buffer.count >= download.sink.blockByteCount { try flush() }
        return !(isCut && position == end)
    }

    /// Writes what came.
    func flush() throws(DVCModelError) {
        guard !buffer.isEmpty, !isAbandoned else { return }
        try download.sink.write(buffer, at: position - Int64(buffer.count))
        buffer.removeAll(keepingCapacity: buffer.count >= download.sink.blockByteCount)
    }
}
