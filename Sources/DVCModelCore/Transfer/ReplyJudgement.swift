/// What the head of a reply to a request for an object means for the bytes that are there already.
/// Source: RFC 9110, sections 14.4 (Content-Range), 15.3.7 (206) and 15.5.17 (416).
enum ReplyJudgement: Equatable {
    /// The body follows on what is kept. `total`: the whole object's size, where the reply tells it.
    case goOn(total: Int64?)
    /// The body is the whole object: what is kept must go first.
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
    ///   - offset: the first byte asked for; 0 where no range was.
    ///   - validator: the `ETag` that the kept bytes came with; nil where it is not known.
    ///   - expectedByteCount: the object's size as recorded; nil where it is not known.
    static func judge(
        status: Int,
        headers: HTTPHeaders,
        offset: Int64,
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
            return offset > 0 ? .fromStart(total: length) : .goOn(total: length)
        case 206:
            guard let range = headers["Content-Range"].flatMap(ContentRange.init), range.firstByte == offset
            else {
                return .askForAll(reason: "the server sent another range than it was asked for")
            }
            if let reason = misfit(range.total, expectedByteCount) { return .wrongObject(reason: reason) }
            return .goOn(total: range.total)
        case 416 where offset > 0:
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
