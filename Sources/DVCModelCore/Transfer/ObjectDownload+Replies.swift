/// What the replies tell of an object, and what is made of it before a byte is taken.
extension ObjectDownload {
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

    /// What the storage states about the object must be what its record says.
    private func requireAgreement() throws(DVCModelError) {
        guard let expected = job.object.expectedMD5, let statedMD5, expected.rule == statedMD5.rule,
            expected.digest != statedMD5.digest
        else { return }
        throw .hashesDisagree(job.object, expected, statedMD5)
    }
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
}
