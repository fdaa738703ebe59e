/// One object on its way: request, reply, checks, and what to do when one of them fails. Lives on the loop thread.
final class ObjectDownload: CurlReceiver {
    /// What the engine is to do once a request has ended.
    enum Step {
        /// All bytes are here: hash them, then call ``conclude(_:)``.
        case hash
        case ask(after: Duration)
        case end(ObjectOutcome)
    }

    let index: Int
    let job: TransferJob
    let sink: any ObjectSink
    private let policy: RetryPolicy
    private let emit: (TransferEvent) -> Void
    private let checkRoom: () throws(DVCModelError) -> Void
    private var address: StorageAddress

    // Of the request under way.
    private var handle: CurlHandle?
    private var offset: Int64 = 0
    private var headers = HTTPHeaders()
    private var judgement: ReplyJudgement?
    private var refusalBody: [UInt8] = []
    private var sinkFailure: DVCModelError?

    // Of the whole download.
    private var receivedByteCount: Int64 = 0
    private var resumedByteCount: Int64 = 0
    /// How far into the object any attempt has come.
    private var furthestByteCount: Int64
    private var failedAttempts = 0
    private var mismatches = 0
    private var firstFailure: String?
    private var statedMD5: ExpectedMD5?
    /// The `ETag` of the reply that the kept bytes came with. Only a strong one tells equal bytes: RFC 9110, 8.8.3.
    private var validator: String?
    /// The object's size in bytes, once a reply or the record tells it.
    private(set) var totalByteCount: Int64?

    /// - Parameter checkRoom: asked before the first byte of a reply is stored; throws where there is no room.
    /// - Throws: `url-map-invalid` where the URL is none of http or https
    init(
        index: Int,
        job: TransferJob,
        sink: any ObjectSink,
        policy: RetryPolicy,
        emit: @escaping (TransferEvent) -> Void,
        checkRoom: @escaping () throws(DVCModelError) -> Void,
    ) throws(DVCModelError) {
        guard let address = StorageAddress(job.object) else { throw .notAnHTTPURL(job.object) }
        self.address = address
        self.index = index
        self.job = job
        self.sink = sink
        self.policy = policy
        self.emit = emit
        self.checkRoom = checkRoom
        totalByteCount = job.object.byteCount
        resumedByteCount = sink.keptByteCount
        furthestByteCount = sink.keptByteCount
    }

    /// Bytes still to come and to be stored; nil while the size is not known.
    var outstandingByteCount: Int64? { totalByteCount.map { max(0, $0 - sink.keptByteCount) } }

    // MARK: The request

    var trust: HTTPAccess.Trust { address.access.trust }

    /// Makes `handle` ready to ask for what is missing.
    func prepare(_ handle: CurlHandle, stallTimeout: Duration) {
        self.handle = handle
        offset = sink.keptByteCount
        headers = HTTPHeaders()
        judgement = nil
        refusalBody = []
        // Bytes as they are stored, or the hash would be of something else.
        var headers = ["Accept-Encoding: identity"]
        if offset > 0 {
            headers.append("Range: bytes=\(offset)-")
            if let validator { headers.append("If-Range: \(validator)") }
        }
        handle.prepare(
            address.url,
            headers: headers + address.headerLines,
            redirects: address.libcurlRedirects,
            stallTimeout: address.access.stallTimeout ?? stallTimeout,
            connectTimeout: address.access.connectTimeout,
            receiver: self,
        )
    }

    /// Redacted.
    var shownURL: String { "\(address.url)" }

    /// The handle of the request under way, which is given up.
    func takeHandle() -> CurlHandle? { handle.take() }

    private var status: Int { handle?.status ?? 0 }

    func receive(headerLine: String) { headers.receive(line: headerLine) }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        do throws(DVCModelError) {
            return try accept(body)
        } catch {
            sinkFailure = error
            return false
        }
    }

    private func accept(_ body: UnsafeRawBufferPointer) throws(DVCModelError) -> Bool {
        switch try judge() {
        case .goOn, .fromStart: break
        case .askForAll, .wrongObject, .replaced: return false
        case .refused, .nothingMore:
            refusalBody += body.prefix(StorageRefusal.bodyLimit - refusalBody.count)
            // Whoever refuses with a flood of bytes is not listened to for longer than this.
            return refusalBody.count < StorageRefusal.bodyLimit
        }
        if let totalByteCount, sink.keptByteCount + Int64(body.count) > totalByteCount {
            judgement = .wrongObject(reason: "goes on past its \(totalByteCount) bytes")
            return false
        }
        try sink.write(body)
        receivedByteCount += Int64(body.count)
        emit(.received(object: index, byteCount: Int64(body.count)))
        return true
    }

    /// Judges the reply's head, once, and makes ready for its body.
    private func judge() throws(DVCModelError) -> ReplyJudgement {
        if let judgement { return judgement }
        let judged = ReplyJudgement.judge(
            status: status,
            headers: headers,
            offset: offset,
            validator: validator,
            expectedByteCount: job.object.byteCount
        )
        judgement = judged
        switch judged {
        case .goOn(let total):
            try learn(total)
        case .fromStart(let total):
            try startOver()
            try learn(total)
        case .askForAll, .wrongObject, .replaced, .nothingMore, .refused:
            break
        }
        return judged
    }

    private func learn(_ total: Int64?) throws(DVCModelError) {
        if let total {
            totalByteCount = total
            emit(.sized(object: index, byteCount: total, alreadyThere: sink.keptByteCount))
        }
        // A reply to a range may say less of the whole than the reply before it did.
        statedMD5 = statedMD5 ?? ExpectedMD5(headers: headers, isWholeObject: offset == 0)
        validator = validator ?? headers["ETag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        try requireAgreement()
        try checkRoom()
    }

    /// What the storage states about the object must be what its record says.
    private func requireAgreement() throws(DVCModelError) {
        guard let expected = job.object.expectedMD5, let statedMD5, expected.rule == statedMD5.rule,
            expected.digest != statedMD5.digest
        else { return }
        throw .hashesDisagree(job.object, expected, statedMD5)
    }

    private func startOver() throws(DVCModelError) {
        emit(.restarted(object: index, discarding: sink.keptByteCount))
        offset = 0
        resumedByteCount = 0
        totalByteCount = job.object.byteCount
        statedMD5 = nil
        validator = nil
        try sink.startOver()
    }

    // MARK: Its end

    /// The request has ended.
    ///
    /// - Parameters:
    ///   - failure: nil for a reply that came whole.
    ///   - retryAfter: what the server's `Retry-After` asks for.
    ///   - random: from 0 up to 1.
    func requestEnded(_ failure: HTTPFailure?, retryAfter: Duration?, random: Double) -> Step {
        do throws(DVCModelError) {
            if let sinkFailure { throw sinkFailure }
            if let failure, judgement == nil { return try afterFailure(failure, retryAfter, random) }
            switch try judge() {
            case .askForAll(let reason):
                guard sink.keptByteCount > 0 else { throw .rangeMisfit(job.object, reason) }
                try startOver()
                return try ask(after: .zero)
            case .wrongObject(let reason):
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            case .replaced:
                let reason = "was replaced in storage while it was being fetched"
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            case .refused:
                if address.follow(status: status, headers) { return .ask(after: .zero) }
                address.startOver()
                return try afterRefusal(status, retryAfter, random)
            case .nothingMore:
                return .hash
            case .goOn, .fromStart:
                if let failure { return try afterFailure(failure, retryAfter, random) }
                if let missing = outstandingByteCount, missing > 0 { return try afterShortReply(random) }
                return .hash
            }
        } catch {
            return .end(.failed(error))
        }
    }

    private func afterFailure(
        _ failure: HTTPFailure,
        _ retryAfter: Duration?,
        _ random: Double,
    ) throws(DVCModelError) -> Step {
        switch failure.kind {
        case .unreachable, .timedOut, .brokenOff:
            let error = DVCModelError.storageUnreachable(job.object, failure, first: firstFailure)
            return try tryAgain(reason: failure.message, else: error, retryAfter, random)
        case .tls:
            throw .storageTLS(job.object, failure)
        case .tooManyRedirects, .tooLarge, .cancelled, .unusable:
            throw .storageUnusable(job.object, failure)
        }
    }

    private func afterRefusal(_ status: Int, _ retryAfter: Duration?, _ random: Double) throws(DVCModelError)
        -> Step
    {
        let refusal = StorageRefusal(status: status, body: refusalBody)
        let error = DVCModelError.storageRefused(job.object, refusal, first: firstFailure)
        guard RetryPolicy.isTransient(status: status) else { throw error }
        return try tryAgain(reason: refusal.summary, else: error, retryAfter, random)
    }

    /// The reply is whole, the object is not: a server may send less of a range than it was asked for.
    /// Source: RFC 9110, section 15.3.7.
    private func afterShortReply(_ random: Double) throws(DVCModelError) -> Step {
        guard sink.keptByteCount <= furthestByteCount else {
            furthestByteCount = sink.keptByteCount
            return try ask(after: .zero)
        }
        let reason = "the storage sends no more than \(sink.keptByteCount) bytes of it"
        return try tryAgain(reason: reason, else: .rangeMisfit(job.object, reason), nil, random)
    }

    private func tryAgain(
        reason: String,
        else error: DVCModelError,
        _ retryAfter: Duration?,
        _ random: Double,
    ) throws(DVCModelError) -> Step {
        firstFailure = firstFailure ?? reason
        // An attempt that came a good deal further was no failure to get anywhere. One that only brought again what
        // was there before is, or a server that always breaks off at the same byte would be asked for ever.
        if sink.keptByteCount - furthestByteCount >= Self.progressByteCount { failedAttempts = 0 }
        furthestByteCount = max(furthestByteCount, sink.keptByteCount)
        failedAttempts += 1
        guard let delay = policy.delay(afterAttempt: failedAttempts, retryAfter: retryAfter, random: random)
        else {
            throw error
        }
        let attempt = failedAttempts + 1
        emit(.retrying(object: index, path: job.object.path, attempt: attempt, delay: delay, reason: reason))
        return try ask(after: delay)
    }

    /// Goes on from what is kept, unless nothing would tell whether old and new bytes belong together.
    private func ask(after delay: Duration) throws(DVCModelError) -> Step {
        let isChecked = job.object.expectedMD5 != nil || statedMD5 != nil || validator != nil
        if sink.keptByteCount > 0, !isChecked { try startOver() }
        return .ask(after: delay)
    }

    private static let progressByteCount: Int64 = 1 << 20

    // MARK: The check

    /// The bytes' hashes are known: puts the file in place, or fetches it once more where they are wrong.
    func conclude(_ result: Result<ContentDigests, DVCModelError>) -> Step {
        do throws(DVCModelError) {
            let digests = try result.get()
            let expected = job.object.expectedMD5 ?? statedMD5
            guard expected.map(digests.satisfy) ?? true else {
                let reason = "the bytes that came have the MD5 \(digests.md5)"
                return try fetchOnceMore(
                    reason,
                    else: .mismatch(
                        job.object,
                        actual: digests.md5,
                        expected: expected,
                        isWrittenForGood: !sink.isRevocable
                    )
                )
            }
            if let totalByteCount, sink.keptByteCount != totalByteCount {
                let reason = "is \(sink.keptByteCount) bytes long, expected \(totalByteCount)"
                return try fetchOnceMore(reason, else: .wrongObject(job.object, reason))
            }
            try sink.place()
            return .end(
                .downloaded(
                    .init(
                        md5: digests.md5,
                        byteCount: sink.keptByteCount,
                        receivedByteCount: receivedByteCount,
                        resumedByteCount: resumedByteCount,
                        checkedAgainst: expected,
                    )
                )
            )
        } catch {
            return .end(.failed(error))
        }
    }

    /// What came is wrong: fetches all of it anew, but only once, and only where the wrong bytes can be taken back.
    private func fetchOnceMore(_ reason: String, else error: DVCModelError) throws(DVCModelError) -> Step {
        // Bytes of an earlier reply may be to blame; only a download of one piece says something about the storage.
        if offset == 0, resumedByteCount == 0 { mismatches += 1 }
        try startOver()
        guard mismatches < 2, sink.isRevocable else { throw error }
        emit(.retrying(object: index, path: job.object.path, attempt: 2, delay: .zero, reason: reason))
        return .ask(after: .zero)
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
