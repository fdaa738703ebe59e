/// What follows on the end of a request, which may have brought all, some, or nothing.
extension ObjectDownload {
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
            throw .storageUnusable(job.object, failure.message)
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
}

extension DVCModelError {
    fileprivate static func wrongObject(_ object: RemoteObject, _ reason: String) -> Self {
        .init(
            .md5Mismatch,
            "'\(object.path)' \(reason)",
            at: object.errorLocation,
            hint: "the object in storage is another: push it again from a checkout that has the right file"
        )
    }

    fileprivate static func rangeMisfit(_ object: RemoteObject, _ reason: String) -> Self {
        .init(
            .storageUnavailable,
            "'\(object.path)' cannot be fetched: \(reason)",
            at: object.errorLocation,
            hint: "look at what stands between here and the storage: a proxy, a cache"
        )
    }
}
