/// One file of a model: where it belongs and where its bytes are.
package struct RemoteObject: Sendable, Equatable {
    /// The file's path in the repository, as the answer named it; not yet judged safe to write to.
    package let path: String
    package let url: SignedURL
    /// The MD5 that the file's bytes must have, and who says so; nil when nobody does.
    package let expectedMD5: ExpectedMD5?
    /// Size in bytes where it is known before the download.
    package let byteCount: Int64?

    package init(path: String, url: SignedURL, expectedMD5: ExpectedMD5? = nil, byteCount: Int64? = nil) {
        self.path = path
        self.url = url
        self.expectedMD5 = expectedMD5
        self.byteCount = byteCount
    }
}

/// An expected MD5 and its source.
package struct ExpectedMD5: Sendable, Equatable {
    package enum Source: String, Sendable, Codable {
        /// `dvc.lock`, a `.dvc` file or a `.dir` listing at the tag's commit.
        case git
        /// A content-addressed key: `…/files/md5/ab/cdef…`, or DVC 2's `…/ab/cdef…`.
        case url
        /// `ETag`, `Content-MD5` or `x-goog-hash` of the storage's reply.
        case header
    }

    package let digest: MD5Digest
    package let source: Source

    package init(_ digest: MD5Digest, from source: Source) {
        self.digest = digest
        self.source = source
    }
}
