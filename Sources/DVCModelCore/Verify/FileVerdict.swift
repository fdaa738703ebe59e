/// The check of one file against what is recorded of it.
package struct FileVerdict: Sendable, Equatable {
    package enum Result: String, Sendable, Codable {
        case ok, failed, missing, unverified
    }

    package let path: String
    package let result: Result
    /// Of the bytes that are there; nil where they were not read.
    package let md5: MD5Digest?
    package let expected: ExpectedMD5?
    package let byteCount: Int64?

    /// - Parameters:
    ///   - path: as the user is to see it.
    ///   - state: what stands there.
    ///   - expectedByteCount: the recorded size, where there is one.
    package init(path: String, expected: ExpectedMD5?, expectedByteCount: Int64?, state: FileState) {
        self.path = path
        self.expected = expected
        switch state {
        case .absent, .brokenLink:
            (result, md5, byteCount) = (.missing, nil, nil)
        case .obstacle:
            (result, md5, byteCount) = (.failed, nil, nil)
        case .file(let count, let digests):
            byteCount = count
            md5 = digests?.md5
            if let expectedByteCount, expectedByteCount != count {
                result = .failed
            } else if let digests, let expected {
                result = digests.satisfy(expected) ? .ok : .failed
            } else {
                result = .unverified
            }
        }
    }
}
