/// The check of one file against what is recorded of it.
package struct FileVerdict: Sendable, Equatable {
    package enum Result: String, Sendable, Codable {
        case ok, failed, missing, unverified
    }

    package let path: String
    package let result: Result
    /// Of the bytes that are there; nil where they were not read.
    package let md5: MD5Digest?
    /// Likewise, where a receipt states one.
    package let sha256: String?
    package let expectedSHA256: String?
    package let expected: ExpectedMD5?
    package let byteCount: Int64?
    /// Why nothing can be told of the bytes, to go on behind the file's name: `a folder`; nil where it can.
    package let problem: String?

    /// - Parameters:
    ///   - path: as the user is to see it.
    ///   - state: what stands there.
    ///   - expectedByteCount: the recorded size, where there is one.
    ///   - expectedSHA256: of a receipt; nil where there is none.
    package init(
        path: String,
        expected: ExpectedMD5?,
        expectedByteCount: Int64?,
        expectedSHA256: String? = nil,
        state: FileState,
    ) {
        self.path = path
        self.expected = expected
        self.expectedSHA256 = expectedSHA256
        switch state {
        case .absent, .brokenLink:
            (result, md5, sha256, byteCount) = (.missing, nil, nil, nil)
            problem = nil
        case .obstacle(let words), .unreadable(let words, _):
            (result, md5, sha256, byteCount) = (.failed, nil, nil, nil)
            problem = words
        case .file(let count, let digests):
            byteCount = count
            problem = nil
            md5 = digests?.md5
            sha256 = digests?.sha256
            if let expectedByteCount, expectedByteCount != count {
                result = .failed
            } else if let digests, let expected {
                let isSame = digests.satisfy(expected) && digests.sha256 == expectedSHA256
                result = isSame ? .ok : .failed
            } else {
                result = .unverified
            }
        }
    }
}
