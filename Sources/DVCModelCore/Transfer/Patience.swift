/// How often one object has failed in a row, and for how long to wait after it.
struct Patience {
    private static let progressByteCount: Int64 = 64 << 10

    private let policy: RetryPolicy
    /// How far any attempt has come, in bytes that are there.
    private var furthestByteCount: Int64
    private(set) var failedAttempts = 0
    /// What went wrong first, and is often the reason for all that follows.
    private(set) var firstFailure: String?
    /// Grows with each failure that counts. Requests that were under way then belong to the same trouble: theirs do not
    /// count again.
    private(set) var round = 0

    init(_ policy: RetryPolicy, keptByteCount: Int64) {
        self.policy = policy
        furthestByteCount = keptByteCount
    }

    /// Whether more is there than any earlier attempt has brought; that is then the mark for the next.
    mutating func hasComeFurther(_ keptByteCount: Int64) -> Bool {
        defer { furthestByteCount = max(furthestByteCount, keptByteCount) }
        return keptByteCount > furthestByteCount
    }

    /// An attempt has failed.
    ///
    /// - Parameters:
    ///   - keptByteCount: what is there by now.
    ///   - random: from 0 up to 1.
    /// - Returns: how long to wait before the next; nil: give up.
    mutating func delay(
        after reason: String,
        keptByteCount: Int64,
        retryAfter: Duration?,
        random: Double,
    ) -> Duration? {
        firstFailure = firstFailure ?? reason
        // An attempt that came a good deal further was no failure to get anywhere. One that only brought again what
        // was there before is, or a server that always breaks off at the same byte would be asked for ever.
        if keptByteCount - furthestByteCount >= Self.progressByteCount { failedAttempts = 0 }
        furthestByteCount = max(furthestByteCount, keptByteCount)
        failedAttempts += 1
        round += 1
        return policy.delay(afterAttempt: failedAttempts, retryAfter: retryAfter, random: random)
    }
}
