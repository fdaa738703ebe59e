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
    private let emit: (TransferEvent) -> Void
    private let checkRoom: () throws(DVCModelError) -> Void

    private(set) var requests: [ObjectRequest] = []
    private(set) var patience: Patience
    private enum State {
        case asking
        /// Nothing is asked for until somebody says ``goOn()``.
        case waiting
        /// All bytes came.
        case finishing
    }

    private var state = State.asking
    private var address: StorageAddress
    private var addressState = AddressState()
    private var plan: RangePlan?
    /// Whether the server has told that it sends ranges of this object; nil before it was asked.
    private var hasRanges: Bool?
    /// Whether the server has failed since, so that one request is to tell whether it is well again.
    private var isTrying = false

    private var receivedByteCount: Int64 = 0
    private var resumedByteCount: Int64
    /// How often all of it came and was wrong.
    private var mismatches = 0
    /// Whether what is there came by more than one attempt.
    private var hasBrokenOff = false
    private var hasToldSize = false
    private var statedMD5: ExpectedMD5?
    /// The `ETag` of the reply that the kept bytes came with. Only a strong one tells equal bytes: RFC 9110, 8.8.3.
    private var validator: String?
    /// The object's size in bytes, once a reply or the record tells it.
    private(set) var totalByteCount: Int64?

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
    func ask(for span: Span, by handle: CurlHandle, serial: Int, stallTimeout: Duration) -> ObjectRequest {
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
            isLarge: request.isRange,
            receiver: request,
        )
        requests.append(request)
        return request
    }

    /// The pause is over, or there is a fresh URL.
    func goOn() { state = .asking }

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

    // MARK: Replies

    /// Judges the head of a request's reply and makes ready for its body.
    func judge(_ request: ObjectRequest) throws(DVCModelError) -> ReplyJudgement {
        let judged = ReplyJudgement.judge(
            status: request.handle.status,
            headers: request.headers,
            span: request.span,
            validator: validator,
            expectedByteCount: plan == nil ? job.object.byteCount : totalByteCount
        )
        switch judged {
        case .goOn(let total):
            isTrying = false
            if request.handle.status == 206 { hasRanges = true }
            try learn(total, request)
        case .fromStart(let total) where requests.count == 1 && (hasRanges != true || isTrying):
            hasRanges = false
            try startOver(but: request)
            request.takeWhole()
            try learn(total, request)
            return .goOn(total: total)
        case .fromStart, .askForAll, .wrongObject, .replaced, .nothingMore, .refused:
            break
        }
        return judged
    }

    private func learn(_ total: Int64?, _ request: ObjectRequest) throws(DVCModelError) {
        addressState.hasWorked()
        if let total {
            totalByteCount = total
            if !hasToldSize {
                emit(.sized(object: index, byteCount: total, alreadyThere: sink.present.byteCount))
                hasToldSize = true
            }
        }
        // A reply to a range may say less of the whole than the reply before it did.
        statedMD5 = statedMD5 ?? ExpectedMD5(headers: request.headers, isWholeObject: request.isOfWholeObject)
        validator = validator ?? request.headers["ETag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        try requireAgreement()
        // A small one is no matter until it is written.
        if total ?? .max > Int64(sink.blockByteCount) { try checkRoom() }
        if let total { try leaveSomeToOthers(total, request) }
    }

    /// Has a request for all of a large object bring the first range only, and others the rest.
    private func leaveSomeToOthers(_ total: Int64, _ request: ObjectRequest) throws(DVCModelError) {
        guard plan == nil, !request.isRange, canHaveRanges(total),
            request.handle.status == 206 || request.headers["Accept-Ranges"]?.lowercased() == "bytes"
        else { return }
        try beginRanges(of: total)
        if let range = plan?.claim(from: request.span.start) { request.cut(at: range.upperBound) }
    }

    private func canHaveRanges(_ total: Int64) -> Bool {
        total >= RangePlan.smallestObject && connections > 1 && sink.takesRanges && hasRanges != false
            && isChecked
    }

    /// Whether something would tell that bytes of different replies do not belong together.
    private var isChecked: Bool { job.object.expectedMD5 != nil || statedMD5 != nil || validator != nil }

    private func beginRanges(of total: Int64) throws(DVCModelError) {
        try sink.beginRanges(of: total)
        plan = RangePlan(byteCount: total, present: sink.present, connections: connections)
    }

    func received(_ byteCount: Int) {
        receivedByteCount += Int64(byteCount)
        emit(.received(object: index, byteCount: Int64(byteCount)))
    }

    /// What the storage states about the object must be what its record says.
    private func requireAgreement() throws(DVCModelError) {
        guard let expected = job.object.expectedMD5, let statedMD5, expected.rule == statedMD5.rule,
            expected.digest != statedMD5.digest
        else { return }
        throw .hashesDisagree(job.object, expected, statedMD5)
    }

    /// - Parameter request: goes on; all others are given up.
    private func startOver(but request: ObjectRequest? = nil) throws(DVCModelError) {
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

    // MARK: The end of a request

    /// A request has ended.
    ///
    /// - Parameter failure: nil for a reply that came whole.
    func requestEnded(_ request: ObjectRequest, _ failure: HTTPFailure?) -> Step {
        do throws(DVCModelError) {
            let judgement = failure == nil ? try request.judge() : request.judgement
            try keep(request)
            if let failure = request.failure { throw failure }
            if let failure, judgement == nil { return try afterFailure(failure, request) }
            switch judgement {
            case .goOn, nil: return try afterBytes(failure, request)
            case .refused: return try afterRefusal(request)
            case .fromStart:
                return try withoutRanges("the server sent all of it, and a range was asked for", request)
            case .askForAll(let reason): return try withoutRanges(reason, request)
            case .wrongObject(let reason):
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            case .replaced:
                let reason = "was replaced in storage while it was being fetched"
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            case .nothingMore:
                guard plan != nil else { return finish() }
                let reason = "ends before byte \(request.span.start) in storage"
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            }
        } catch {
            return .end(.failed(error))
        }
    }

    /// What a request leaves behind: its bytes are written, and what it did not bring is to be had by others.
    private func keep(_ request: ObjectRequest) throws(DVCModelError) {
        requests.removeAll { $0 === request }
        try request.flush()
        try sink.record(request.broughtRange)
        plan?.giveBack(request.missingRange)
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

    private func afterBytes(_ failure: HTTPFailure?, _ request: ObjectRequest) throws(DVCModelError) -> Step {
        if !request.isComplete {
            if let failure { return try afterFailure(failure, request) }
            let isShort = request.isRange || (outstandingByteCount ?? 0) > 0
            if isShort { return try afterShortReply(request) }
        }
        return plan == nil || isWhole && requests.isEmpty ? finish() : .goOn
    }

    private func afterFailure(_ failure: HTTPFailure, _ request: ObjectRequest) throws(DVCModelError) -> Step
    {
        switch failure.kind {
        case .unreachable, .timedOut, .brokenOff:
            return try tryAgain(request, reason: failure.message) {
                .storageUnreachable(job.object, failure)
            }
        case .tls:
            throw .storageTLS(job.object, failure)
        case .tooManyRedirects, .tooLarge, .cancelled, .unusable:
            throw .storageUnusable(job.object, failure)
        }
    }

    private func afterRefusal(_ request: ObjectRequest) throws(DVCModelError) -> Step {
        let status = request.handle.status
        var address = request.address
        if address.follow(status: status, request.headers) {
            self.address = address
            return .goOn
        }
        self.address.startOver()
        let refusal = StorageRefusal(status: status, body: request.refusalBody)
        let error = DVCModelError.storageRefused(
            job.object,
            refusal,
            isFresh: addressState.isFreshAfterRefusal
        )
        let isForbidden = [400, 401, 403].contains(status)
        // Where a redirect led to may have been good for a while only.
        if RetryPolicy.isTransient(status: status) || isForbidden && request.address.isRedirected {
            return try tryAgain(request, reason: refusal.summary) { error }
        }
        guard isForbidden else { throw error }
        guard request.generation == addressState.generation, state == .asking else { return .goOn }
        guard !addressState.isFreshAfterRefusal else { throw error }
        state = .waiting
        addressState.isRefused = true
        return .renew(else: error, isWorthIt: refusal.speaksOfExpiry || addressState.mayBeOver)
    }

    /// The reply is whole, and brought less than was asked for: a server may send less of a range.
    /// Source: RFC 9110, section 15.3.7.
    private func afterShortReply(_ request: ObjectRequest) throws(DVCModelError) -> Step {
        guard !patience.hasComeFurther(sink.present.byteCount) else { return .goOn }
        let reason = "the storage sends no more than \(sink.present.byteCount) bytes of it"
        return try tryAgain(request, reason: reason) { .rangeMisfit(job.object, reason) }
    }

    /// Ranges are not to be had, or not always: where they were before they are tried once more, else all of it is asked
    /// for.
    private func withoutRanges(_ reason: String, _ request: ObjectRequest) throws(DVCModelError) -> Step {
        guard request.span.header != nil else { throw .rangeMisfit(job.object, reason) }
        if hasRanges == true, !isTrying || request.round != patience.round {
            hasBrokenOff = true
            guard request.round == patience.round else { return .goOn }
            let delay = patience.delay(
                after: reason,
                keptByteCount: sink.present.byteCount,
                retryAfter: nil,
                random: .random(in: 0..<1)
            )
            if let delay { return pause(delay, reason) }
        }
        hasRanges = false
        try startOver()
        return .goOn
    }

    private func tryAgain(
        _ request: ObjectRequest,
        reason: String,
        else error: () -> DVCModelError,
    ) throws(DVCModelError) -> Step {
        hasBrokenOff = true
        // Requests that were under way when the last one failed have failed for the same reason.
        guard request.round == patience.round else { return .goOn }
        let delay = patience.delay(
            after: reason,
            keptByteCount: sink.present.byteCount,
            retryAfter: request.handle.retryAfter,
            random: .random(in: 0..<1)
        )
        guard let delay else { throw error().after(patience, last: reason) }
        if !sink.present.isEmpty, !isChecked { try startOver() }
        return pause(delay, reason)
    }

    private func pause(_ delay: Duration, _ reason: String) -> Step {
        state = .waiting
        isTrying = true
        let attempt = patience.failedAttempts + 1
        emit(.retrying(object: index, path: job.object.path, attempt: attempt, delay: delay, reason: reason))
        return .pause(delay)
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
    private func fetchOnceMore(_ reason: String, else error: DVCModelError) throws(DVCModelError) -> Step {
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

/// What is known of the URL that an object has at the moment.
private struct AddressState {
    /// How many URLs it had before this one.
    private(set) var generation = 0
    /// Whether it is there because the one before was refused, and nothing came by it yet.
    private(set) var isFreshAfterRefusal = false
    var isRefused = false
    private var works = false
    private var since = ContinuousClock.now

    mutating func hasWorked() {
        works = true
        isFreshAfterRefusal = false
    }

    mutating func renew() {
        self = AddressState(generation: generation + 1, isFreshAfterRefusal: isRefused)
    }

    private init(generation: Int, isFreshAfterRefusal: Bool) {
        self.generation = generation
        self.isFreshAfterRefusal = isFreshAfterRefusal
    }

    init() {}

    var mayBeOver: Bool { works || ContinuousClock.now - since > .seconds(60) }
}

extension ObjectRequest {
    /// Whether the reply's body is the whole object.
    fileprivate var isOfWholeObject: Bool {
        guard handle.status == 206 else { return true }
        guard let range = headers["Content-Range"].flatMap(ContentRange.init) else { return false }
        return range.firstByte == 0 && range.lastByte + 1 == range.total
    }
}

extension DVCModelError {
    fileprivate static func notAnHTTPURL(_ object: RemoteObject) -> Self {
        .init(
            .urlMapInvalid,
            "the URL of '\(object.path)' is neither http nor https",
            at: object.errorLocation
        )
    }

    fileprivate static func wrongObject(_ object: RemoteObject, _ reason: String) -> Self {
        .init(.md5Mismatch, "'\(object.path)' \(reason)", at: object.errorLocation)
    }

    fileprivate static func hashesDisagree(
        _ object: RemoteObject,
        _ expected: ExpectedMD5,
        _ stated: ExpectedMD5,
    ) -> Self {
        .init(
            .hashSourcesDisagree,
            "'\(object.path)' is to have the MD5 \(expected.digest) (\(expected.source.rawValue)),"
                + " and the storage states \(stated.digest)",
            at: object.errorLocation,
            hint: "the object was overwritten: push it again with dvc push --force",
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

    fileprivate static func rangeMisfit(_ object: RemoteObject, _ reason: String) -> Self {
        .init(.storageUnavailable, "'\(object.path)' cannot be fetched: \(reason)", at: object.errorLocation)
    }
}
