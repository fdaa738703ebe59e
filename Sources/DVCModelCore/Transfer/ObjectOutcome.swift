/// What became of one object.
package enum ObjectOutcome: Sendable, Equatable {
    /// Where bytes came from.
    package enum Origin: String, Sendable {
        /// A storage server.
        case storage
        /// A local DVC remote.
        case remoteFolder = "folder"
        /// DVC's cache.
        case cache
        case git
    }

    package struct Download: Sendable, Equatable {
        package let md5: MD5Digest
        package let byteCount: Int64
        /// Bytes that came over the network in this run.
        package let receivedByteCount: Int64
        /// Bytes of an earlier run that were gone on from.
        package let resumedByteCount: Int64
        /// What the bytes were checked against; nil: they are unverified.
        package let checkedAgainst: ExpectedMD5?
        package let origin: Origin

        package init(
            md5: MD5Digest,
            byteCount: Int64,
            receivedByteCount: Int64,
            resumedByteCount: Int64,
            checkedAgainst: ExpectedMD5?,
            origin: Origin = .storage,
        ) {
            self.md5 = md5
            self.byteCount = byteCount
            self.receivedByteCount = receivedByteCount
            self.resumedByteCount = resumedByteCount
            self.checkedAgainst = checkedAgainst
            self.origin = origin
        }
    }

    case downloaded(Download)
    case failed(DVCModelError)
    /// Stopped on request; what came is kept where it can be gone on from.
    case cancelled
}
