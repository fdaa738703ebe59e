import Testing

@testable import DVCModelCore

@Suite struct RemoteVerdictTests {
    private typealias Answer = ObjectProbe.Answer

    private static let recorded = ExpectedMD5(digest("a"), from: .git)

    private static func digest(_ digit: String) -> MD5Digest {
        MD5Digest(hex: String(repeating: digit, count: 32)) ?? { preconditionFailure("no MD5: \(digit)") }()
    }

    private static func refusal(_ status: Int, _ code: String = "AccessDenied") -> StorageRefusal {
        StorageRefusal(status: status, body: Array("<Error><Code>\(code)</Code></Error>".utf8))
    }

    private static let object = RemoteObject(
        path: "model.bin",
        location: .file("/storage/model.bin"),
        expectedMD5: recorded,
        byteCount: 4
    )

    private func judge(_ answers: Answer?...) -> [RemoteVerdict?] {
        RemoteVerdict.judge(answers, of: answers.map { _ in Self.object })
    }

    @Test(
        arguments: [
            (4, "a"), (nil, "a"), (4, nil), (nil, nil),
        ] as [(Int64?, String?)]
    )
    func `what contradicts nothing is there`(byteCount: Int64?, digit: String?) {
        let stated = digit.map { ExpectedMD5(Self.digest($0), from: .header) }
        #expect(
            judge(.there(byteCount: byteCount, statedMD5: stated))
                == [.there(byteCount: byteCount, statedMD5: stated)]
        )
    }

    @Test func `another size is another object`() {
        #expect(
            judge(.there(byteCount: 5, statedMD5: nil)) == [.different(reason: "5 bytes, expected 4")]
        )
    }

    @Test func `another MD5 is another object`() {
        let stated = ExpectedMD5(Self.digest("b"), from: .header)
        #expect(
            judge(.there(byteCount: 4, statedMD5: stated))
                == [.different(reason: "md5 \(Self.digest("b")), expected \(Self.digest("a"))")]
        )
    }

    @Test func `the MD5 of the bytes says nothing of an object that DVC 2 hashed otherwise`() {
        var object = Self.object
        object.expectedMD5 = ExpectedMD5(Self.digest("a"), rule: .md5Dos2unix, from: .git)
        let answer = Answer.there(byteCount: 4, statedMD5: ExpectedMD5(Self.digest("b"), from: .header))
        guard case .there? = RemoteVerdict.judge([answer], of: [object])[0] else {
            Issue.record("not there")
            return
        }
    }

    @Test(arguments: [404, 410])
    func `what the storage does not have is missing for sure`(status: Int) {
        #expect(judge(.refused(Self.refusal(status, "NoSuchKey"))) == [.missing(isSure: true)])
    }

    @Test func `a file that is not there is missing for sure`() {
        #expect(judge(.missing) == [.missing(isSure: true)])
    }

    @Test func `a refusal among objects that are there is a missing one, as S3 says it`() {
        let there = Answer.there(byteCount: 4, statedMD5: nil)
        #expect(
            judge(there, .refused(Self.refusal(403)))
                == [.there(byteCount: 4, statedMD5: nil), .missing(isSure: false)]
        )
    }

    @Test(arguments: ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AuthenticationFailed"])
    func `a refusal of the credentials is one, whatever the other objects are`(code: String) {
        let there = Answer.there(byteCount: 4, statedMD5: nil)
        let refusal = Self.refusal(403, code)
        #expect(
            judge(there, .refused(refusal)) == [.there(byteCount: 4, statedMD5: nil), .refused(refusal)]
        )
    }

    @Test func `a refusal of all objects is no missing one`() {
        let refusal = Self.refusal(403)
        #expect(judge(.refused(refusal), .refused(refusal)) == [.refused(refusal), .refused(refusal)])
    }

    @Test func `what nobody answered has no verdict`() {
        let error = DVCModelError(.storageUnreachable, "no answer")
        #expect(judge(nil, .failed(error)) == [nil, .unknown(error)])
    }
}
