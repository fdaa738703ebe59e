/// One file of a model: where it belongs and where its bytes are.
package struct RemoteObject: Sendable, Equatable {
    /// The file's path in the repository, as the answer named it; not yet judged safe to write to.
    package let path: String
    package let url: SignedURL
    /// The MD5 that the file's bytes must have, and who says so; nil when nobody does.
    package let expectedMD5: ExpectedMD5?
    /// Size in bytes where it is known before the download.
    package let byteCount: Int64?

    /// Seconds since 1970 at which the URL stops working, where its query tells; nil where it does not.
    package var expiresAt: Int64? { HTTPURL(url.text).flatMap(SignedURLExpiry.secondsSince1970) }

    package init(path: String, url: SignedURL, expectedMD5: ExpectedMD5? = nil, byteCount: Int64? = nil) {
        self.path = path
        self.url = url
        self.expectedMD5 = expectedMD5
        self.byteCount = byteCount
    }
}
