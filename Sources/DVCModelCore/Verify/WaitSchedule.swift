/// When to look again for what is not there yet: after 2 s, then after ever longer, 30 s at most.
package struct WaitSchedule {
    private static let longestPause = Duration.seconds(30)

    private let limit: Duration
    private var nextPause = Duration.seconds(2)

    /// - Parameter limit: how long to wait in all.
    package init(limit: Duration) {
        self.limit = limit
    }

    /// How long to wait before looking again; nil once the time is over. The last look comes when it is.
    ///
    /// - Parameter elapsed: since the first look began.
    package mutating func pause(elapsed: Duration) -> Duration? {
        guard elapsed < limit else { return nil }
        defer { nextPause = min(nextPause * 3 / 2, Self.longestPause) }
        return min(nextPause, limit - elapsed)
    }
}
