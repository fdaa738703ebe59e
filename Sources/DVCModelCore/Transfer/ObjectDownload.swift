/// One object on its way: what of it is there, what is asked for next, and what to do when something fails. Lives on the
/// loop thread.
final class ObjectDownload {
    typealias Span = ReplyJudgement.Span

    /// What the engine is to do once a request has ended.
    enum Step {
        /// More is under way or to be asked for.
        case goOn
        /// All bytes are here: to be hashed and placed.
        case finish
        case pause(Duration)
        /// The storage refuses the URL. `isWorthIt`: it was good once, or may be too old by now.
        case renew(else: DVCModelError, isWorthIt: Bool)
        case end(ObjectOutcome)
    }

    let index: Int
    private(set) var job: TransferJob
    let sink: any ObjectSink
    private let connections: Int
    let emit: (TransferEvent) -> Void
    let checkRoom: () throws(DVCModelError) -> Void

    private(set) var requests: [ObjectRequest] = []
    var patience: Patience
    enum State {
        case asking
        /// Nothing is asked for until somebody says ``goOn()``.
        case waiting
        /// All bytes came.
        case finishing
    }

    var state = State.asking
    var address: StorageAddress
    var addressState = AddressState()
    var plan: RangePlan?
    /// Whether the server has told that it sends ranges of this object; nil before it was asked.
    var hasRanges: Bool?
    /// Whether the server has failed since, so that one request is to tell whether it is well again.
    var isTrying = false

    private var receivedByteCount: Int64 = 0
    private var resumedByteCount: Int64
    /// How often all of it came and was wrong.
    private var mismatches = 0
    /// Whether what is there came by more than one attempt.
    var hasBrokenOff = false
    var hasToldSize = false
    var statedMD5: ExpectedMD5?
    /// The `ETag` of the reply that the kept bytes came with. Only a strong one tells equal bytes: RFC 9110, 8.8.3.
    var validator: String?
    /// The object's size in bytes, once a reply or the record tells it.
    var totalByteCount: Int64?

    /// - Parameters:
    ///   - connections: how many ranges may be under way at the same time.
    ///   - checkRoom: asked before the first byte of a reply is stored; throws where there is no room.
    /// - Throws: `url-map-invalid` where the URL is none of http or https
    init(
        index: Int,
        job: TransferJob,
        sink: any ObjectSink,
        policy: RetryPolicy,
        connections: Int,
        emit: @escaping (TransferEvent) -> Void,
        checkRoom: @escaping () throws(DVCModelError) -> Void,
    ) throws(DVCModelError) {
        guard let address = StorageAddress(job.object) else { throw .notAnHTTPURL(job.object) }
        self.address = address
        self.index = index
        self.job = job
        self.sink = sink
        self.connections = connections
        self.emit = emit
        self.checkRoom = checkRoom
        patience = Patience(policy, keptByteCount: sink.present.byteCount)
        totalByteCount = job.object.byteCount
        resumedByteCount = sink.present.byteCount
    }

    /// Bytes still to come and to be stored; nil while the size is not known.
    var outstandingByteCount: Int64? { totalByteCount.map { max(0, $0 - sink.present.byteCount) } }

    /// Room that the object still needs on the disk; nil while the size is not known.
    var neededByteCount: Int64? {
        totalByteCount.map { max(0, $0 - max(sink.present.byteCount, sink.allocatedByteCount)) }
    }

    /// Whether all bytes are there, as far as the size is known.
    var isWhole: Bool { totalByteCount.map { sink.present.prefix >= $0 } ?? false && !sink.present.isEmpty }

    // MARK: Asking

    var trust: HTTPAccess.Trust { address.access.trust }

    /// Whether what it asks for next is a range of a large object.
    var wantsRange: Bool { plan != nil || totalByteCount.map(canHaveRanges) ?? false }

    /// Whether there is more to ask for, be it later.
    var wantsMore: Bool {
        guard state == .asking else { return false }
        return plan.map { !$0.isAllTaken } ?? requests.isEmpty
    }

    /// What to ask for now; nil: nothing more for the moment.
    func nextSpan() throws(DVCModelError) -> Span? {
        guard state == .asking else { return nil }
        // One, until its reply has told whether ranges are to be had, and that the server is well.
        guard hasRanges == true && !isTrying || requests.allSatisfy(\.isCut) else { return nil }
        if plan == nil, requests.isEmpty, let totalByteCount, canHaveRanges(totalByteCount) {
            try beginRanges(of: totalByteCount)
        }
        guard plan != nil else { return requests.isEmpty ? Span(from: sink.present.prefix) : nil }
        return plan?.take(hashedByteCount: sink.hashedByteCount).map {
            Span(from: $0.lowerBound, to: $0.upperBound)
        }
    }

    /// Asks for a span.
    func ask(
        for span: Span,
        by handle: CurlHandle,
        serial: Int,
        stallTimeout: Duration,
        bufferByteCount: Int,
    ) -> ObjectRequest {
        let request = ObjectRequest(self, handle, address, addressState.generation, span, serial: serial)
        // Bytes as they are stored, or the hash would be of something else.
        var headers = ["Accept-Encoding: identity"]
        if let range = span.header {
            headers.append("Range: \(range)")
            if let validator { headers.append("If-Range: \(validator)") }
        }
        handle.prepare(
            address.url,
            headers: headers + address.headerLines,
            redirects: address.libcurlRedirects,
            stallTimeout: address.access.stallTimeout ?? stallTimeout,
            connectTimeout: address.access.connectTimeout,
            bufferByteCount: bufferByteCount,
            receiver: request,
        )
        requests.append(request)
        return request
    }

    /// The pause is over, or there is a fresh URL. A request from before it may have brought all by then.
    func goOn() {
        if state == .waiting { state = .asking }
    }

    /// The object has a fresh URL, for the requests to come.
    func move(to location: ObjectLocation) {
        var object = job.object
        object.location = location
        // What is no URL is none to go on from: the storage refuses the old one, and then that is told.
        guard let address = StorageAddress(object) else { return }
        job.object = object
        self.address = address
        addressState.renew()
    }

    func canHaveRanges(_ total: Int64) -> Bool {
        total >= RangePlan.smallestObject && connections > 1 && sink.takesRanges && hasRanges != false
            && isChecked
    }

    /// Whether something would tell that bytes of different replies do not belong together.
    var isChecked: Bool { job.object.expectedMD5 != nil || statedMD5 != nil || validator != nil }

    func beginRanges(of total: Int64) throws(DVCModelError) {
        try sink.beginRanges(of: total)
        plan = RangePlan(byteCount: total, present: sink.present, connections: connections)
    }

    func received(_ byteCount: Int) {
        receivedByteCount += Int64(byteCount)
        emit(.received(object: index, byteCount: Int64(byteCount)))
    }

    /// - Parameter request: goes on; all others are given up.
    func startOver(but request: ObjectRequest? = nil) throws(DVCModelError) {
        let discarded = sink.present.byteCount + requests.reduce(0) { $0 + $1.bufferedByteCount }
        emit(.restarted(object: index, discarding: discarded))
        for other in requests where other !== request { other.abandon() }
        requests.removeAll { $0 !== request }
        resumedByteCount = 0
        totalByteCount = job.object.byteCount
        hasToldSize = false
        hasBrokenOff = false
        statedMD5 = nil
        validator = nil
        plan = nil
        isTrying = false
        // To be told anew, by one request alone.
        if hasRanges == true { hasRanges = nil }
        try sink.startOver()
    }

    /// What a request leaves behind: its bytes are written, and what it did not bring is to be had by others.
    func keep(_ request: ObjectRequest) throws(DVCModelError) {
        requests.removeAll { $0 === request }
        let flushed = Result { () throws(DVCModelError) in try request.flush() }
        // Also where the disk is full by now: what was written before takes up room, and is of use.
        plan?.giveBack(request.missingRange)
        try sink.record(request.broughtRange)
        try flushed.get()
    }

    /// The download stops here; keeps what a later one can go on from.
    ///
    /// - Returns: whether anything was kept.
    func suspend() -> Bool {
        // What cannot be written is fetched again; the reason to stop is told already.
        for request in requests {
            try? keep(request)
            request.abandon()
        }
        return sink.suspend()
    }

    // MARK: The check

    /// All bytes are there: nothing more is asked for.
    @discardableResult
    func finish() -> Step {
        state = .finishing
        return .finish
    }

    /// What the object's bytes must be, as far as anybody says.
    var expectedMD5: ExpectedMD5? { job.object.expectedMD5 ?? statedMD5 }

    /// The object was hashed, and is in its place if it is right; is fetched once more where it is not.
    func conclude(_ result: Result<FinishedObject, DVCModelError>) -> Step {
        do throws(DVCModelError) {
            let finished = try result.get()
            let md5 = finished.digests.md5
            guard finished.isPlaced else {
                let error = DVCModelError.mismatch(
                    job.object,
                    actual: md5,
                    expected: expectedMD5,
                    isWrittenForGood: !sink.isRevocable
                )
                return try fetchOnceMore("the bytes that came have the MD5 \(md5)", else: error)
            }
            return .end(
                .downloaded(
                    .init(
                        md5: md5,
                        byteCount: sink.present.byteCount,
                        receivedByteCount: receivedByteCount,
                        resumedByteCount: resumedByteCount,
                        checkedAgainst: expectedMD5,
                    )
                )
            )
        } catch {
            return .end(.failed(error))
        }
    }

    /// What came is wrong: fetches all of it anew, but only once, and only where the wrong bytes can be taken back.
    func fetchOnceMore(_ reason: String, else error: DVCModelError) throws(DVCModelError) -> Step {
        // Bytes of an earlier attempt may be to blame, so those count half.
        mismatches += hasBrokenOff || resumedByteCount > 0 ? 1 : 2
        let isOver = mismatches >= 4 || !sink.isRevocable
        try startOver()
        guard !isOver else { throw error }
        state = .asking
        emit(.retrying(object: index, path: job.object.path, attempt: 2, delay: .zero, reason: reason))
        return .goOn
    }
}

extension DVCModelError {
    static func notAnHTTPURL(_ object: RemoteObject) -> Self {
        .init(
            .urlMapInvalid,
            "the URL of '\(object.path)' is neither http nor https",
            at: object.errorLocation
        )
    }

    fileprivate static func mismatch(
        _ object: RemoteObject,
        actual: MD5Digest,
        expected: ExpectedMD5?,
        isWrittenForGood: Bool,
    ) -> Self {
        let digests = "the MD5 \(actual), expected \(expected?.digest.description ?? "none")"
        return .init(
            .md5Mismatch,
            "'\(object.path)' came with \(digests)\(isWrittenForGood ? "" : ", twice")",
            at: object.errorLocation,
            hint: isWrittenForGood
                ? "do not use what was written; run the same command again"
                : "the object in storage is damaged: push it again from a checkout that has it",
        )
    }
}
