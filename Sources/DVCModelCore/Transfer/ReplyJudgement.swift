/// What the head of a reply to a request for an object means for the bytes that are there already.
/// Source: RFC 9110, sections 14.4 (Content-Range), 15.3.7 (206) and 15.5.17 (416).
enum ReplyJudgement: Equatable {
    /// What a request asks for.
    struct Span: Equatable {
        let start: Int64
        /// The byte after the last one; nil: all that follows.
        let end: Int64?

        init(from start: Int64, to end: Int64? = nil) {
            self.start = start
            self.end = end
        }

        /// The value of `Range`; nil where the whole object is asked for.
        var header: String? {
            if let end { return "bytes=\(start)-\(end - 1)" }
            return start > 0 ? "bytes=\(start)-" : nil
        }
    }

    /// The body is what was asked for, or its beginning. `total`: the whole object's size, where the reply tells it.
    case goOn(total: Int64?)
    /// The body is the whole object, though a part of it was asked for.
    case fromStart(total: Int64?)
    /// The server cannot go on from the kept bytes: ask again, for all of it.
    case askForAll(reason: String)
    /// This is not what was recorded. `reason` follows on the object's name: `is 3 bytes long …`.
    case wrongObject(reason: String)
    /// The object was replaced since the kept bytes came.
    case replaced
    /// Nothing follows on what is kept: that is all, if its hash is right.
    case nothingMore
    /// No object.
    case refused

    /// - Parameters:
    ///   - validator: the `ETag` that the kept bytes came with; nil where it is not known.
    ///   - expectedByteCount: the object's size as recorded; nil where it is not known.
    static func judge(
        status: Int,
        headers: HTTPHeaders,
        span: Span,
        validator: String?,
        expectedByteCount: Int64?,
    ) -> Self {
        switch status {
        // Not every storage heeds If-Range.
        case 200, 206:
            if let validator, let etag = headers["ETag"], etag != validator { return .replaced }
        default:
            break
        }
        switch status {
        case 200:
            let length = headers.contentLength
            if let reason = misfit(length, expectedByteCount) { return .wrongObject(reason: reason) }
            return span.header == nil ? .goOn(total: length) : .fromStart(total: length)
        case 206:
            guard let range = headers["Content-Range"].flatMap(ContentRange.init), range.begins(span) else {
                return .askForAll(reason: "the server sent another range than it was asked for")
            }
            if let reason = misfit(range.total, expectedByteCount) { return .wrongObject(reason: reason) }
            return .goOn(total: range.total)
        case 416 where span.start > 0:
            return .nothingMore
        default:
            return .refused
        }
    }

    private static func misfit(_ byteCount: Int64?, _ expected: Int64?) -> String? {
        guard let byteCount, let expected, byteCount != expected else { return nil }
        return "is \(byteCount) bytes long in storage, expected \(expected)"
    }
}

extension ContentRange {
    /// A server may send less of a range than it was asked for, from its start on.
    fileprivate func begins(_ span: ReplyJudgement.Span) -> Bool {
        firstByte == span.start && span.end.map { lastByte < $0 } ?? true
    }
}
