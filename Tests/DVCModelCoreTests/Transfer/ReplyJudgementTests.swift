import Testing

@testable import DVCModelCore

@Suite struct ReplyJudgementTests {
    private func judge(
        _ status: Int,
        _ headers: [String: String] = [:],
        offset: Int64 = 0,
        end: Int64? = nil,
        validator: String? = nil,
        expected: Int64? = nil,
    ) -> ReplyJudgement {
        .judge(
            status: status,
            headers: HTTPHeaders(headers),
            span: .init(from: offset, to: end),
            validator: validator,
            expectedByteCount: expected
        )
    }

    @Test func `a whole object is taken from its start`() {
        #expect(judge(200, ["Content-Length": "9"]) == .goOn(total: 9))
        #expect(judge(200) == .goOn(total: nil))
    }

    @Test func `a whole object in reply to a range replaces what is kept`() {
        #expect(judge(200, ["Content-Length": "9"], offset: 5) == .fromStart(total: 9))
    }

    @Test(arguments: [
        ("bytes 5-8/9", true), ("bytes 5-7/9", true), ("bytes 5-9/10", false), ("bytes 4-8/9", false),
    ])
    func `a range with two ends may be shorter than it was asked for, and no longer`(
        range: String,
        isTaken: Bool
    ) {
        let judged = judge(206, ["Content-Range": range], offset: 5, end: 9)
        #expect((judged == .goOn(total: 9)) == isTaken, "\(judged)")
    }

    @Test func `a whole object in reply to its first range is told from that range`() {
        #expect(judge(200, ["Content-Length": "9"], offset: 0, end: 5) == .fromStart(total: 9))
    }

    @Test(
        arguments: [(0, nil, nil), (5, nil, "bytes=5-"), (0, 5, "bytes=0-4"), (5, 9, "bytes=5-8")]
            as [(Int64, Int64?, String?)]
    )
    func `a span is asked for in the words of RFC 9110`(start: Int64, end: Int64?, header: String?) {
        #expect(ReplyJudgement.Span(from: start, to: end).header == header)
    }

    @Test func `the range that was asked for is gone on with`() {
        #expect(judge(206, ["Content-Range": "bytes 5-8/9"], offset: 5) == .goOn(total: 9))
        #expect(judge(206, ["Content-Range": "bytes 5-8/*"], offset: 5, expected: 9) == .goOn(total: nil))
    }

    @Test(arguments: ["bytes 4-8/9", "bytes 6-8/9", "nonsense"])
    func `another range is not taken`(range: String) {
        #expect(
            judge(206, ["Content-Range": range], offset: 5)
                == .askForAll(reason: "the server sent another range than it was asked for")
        )
    }

    @Test(arguments: [200, 206])
    func `an object with another ETag than that of the kept bytes is another object`(status: Int) {
        let headers = ["ETag": "\"2\"", "Content-Range": "bytes 5-8/9"]
        #expect(judge(status, headers, offset: 5, validator: "\"1\"") == .replaced)
        #expect(judge(status, headers, offset: 5, validator: "\"2\"") != .replaced)
        #expect(judge(status, headers, offset: 5) != .replaced)
    }

    @Test func `a range of an object of another size is not taken`() {
        #expect(
            judge(206, ["Content-Range": "bytes 5-9/10"], offset: 5, expected: 9)
                == .wrongObject(reason: "is 10 bytes long in storage, expected 9")
        )
    }

    @Test func `a whole object of another size is not taken`() {
        #expect(
            judge(200, ["Content-Length": "10"], expected: 9)
                == .wrongObject(reason: "is 10 bytes long in storage, expected 9")
        )
    }

    @Test(arguments: ["-1", "9, 9", "x", "99999999999999999999"])
    func `a length that is no count tells nothing`(length: String) {
        #expect(judge(200, ["Content-Length": length], expected: 9) == .goOn(total: nil))
    }

    @Test func `no bytes beyond what is kept means that it is whole`() {
        #expect(judge(416, offset: 9) == .nothingMore)
        #expect(judge(416) == .refused)
    }

    @Test(arguments: [204, 301, 304, 403, 404, 500])
    func `any other status is no object`(status: Int) {
        #expect(judge(status) == .refused)
    }
}
