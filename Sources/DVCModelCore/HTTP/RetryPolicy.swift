/// How often, and after how long, a failure that may pass is tried again.
///
/// Full jitter: a delay is drawn evenly between nothing and a bound that doubles with each attempt.
/// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
package struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all, the first among them.
    package var attemptLimit: Int
    /// The bound of the first delay.
    package var firstBound: Duration
    package var largestBound: Duration
    /// A server that asks for more patience than this is not waited for.
    package var longestRetryAfter: Duration

    package init(
        attemptLimit: Int = 6,
        firstBound: Duration = .milliseconds(500),
        largestBound: Duration = .seconds(30),
        longestRetryAfter: Duration = .seconds(120),
    ) {
        self.attemptLimit = attemptLimit
        self.firstBound = firstBound
        self.largestBound = largestBound
        self.longestRetryAfter = longestRetryAfter
    }

    /// How long to wait before the next attempt; nil: give up.
    ///
    /// - Parameters:
    ///   - attempt: how many attempts have failed, from 1.
    ///   - retryAfter: what the server's `Retry-After` asks for; no less is waited.
    ///   - random: from 0 up to 1.
    package func delay(afterAttempt attempt: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard attempt < attemptLimit else { return nil }
        if let retryAfter, retryAfter > longestRetryAfter { return nil }
        let doublings = min(attempt - 1, 20)
        let bound = min(largestBound, firstBound * (1 << doublings))
        return max(bound * random, retryAfter ?? .zero)
    }

    /// Statuses that say "later" rather than "no". Source: RFC 9110, section 15; RFC 6585, section 4.
    package static func isTransient(status: Int) -> Bool {
        status == 408 || status == 429 || (500...599).contains(status) && status != 501
    }
}
