/// One file of a model: where it belongs and where its bytes are.
package struct RemoteObject: Sendable, Equatable {
    /// The file's path in the repository, as the answer named it; not yet judged safe to write to.
    package let path: String
    package var location: ObjectLocation
    /// The MD5 that the file's bytes must have, and who says so; nil when nobody does.
    package var expectedMD5: ExpectedMD5?
    /// Size in bytes where it is known before the download.
    package var byteCount: Int64?
    /// Whether the record has `isexec: true`: DVC then lets the file's owner execute it.
    package var isExecutable = false

    package init(
        path: String,
        location: ObjectLocation,
        expectedMD5: ExpectedMD5? = nil,
        byteCount: Int64? = nil,
        isExecutable: Bool = false,
    ) {
        self.path = path
        self.location = location
        self.expectedMD5 = expectedMD5
        self.byteCount = byteCount
        self.isExecutable = isExecutable
    }

    package init(path: String, url: SignedURL, expectedMD5: ExpectedMD5? = nil, byteCount: Int64? = nil) {
        self.init(path: path, location: .url(url), expectedMD5: expectedMD5, byteCount: byteCount)
    }
}

extension RemoteObject {
    /// Seconds since 1970 at which the URL stops working, where its query tells; nil where it does not.
    package var expiresAt: Int64? { location.expiresAt }

    /// The object's name in DVC's cache, where it is known.
    package var objectID: ObjectID? {
        expectedMD5.flatMap { ObjectID(recorded: $0.digest.description, rule: $0.rule) }
    }

    /// Where errors say that it was to come from.
    package var errorLocation: ErrorLocation? { location.errorLocation }
}
