import DVCModelCore
import Testing

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        attemptLimit: 8,
        firstBound: .seconds(1),
        largestBound: .seconds(30),
        longestRetryAfter: .seconds(60)
    )

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (7, 30)])
    func `the bound of the delay doubles up to the largest`(attempt: Int, seconds: Int) {
        #expect(policy.delay(afterAttempt: attempt, retryAfter: nil, random: 1) == .seconds(seconds))
        #expect(policy.delay(afterAttempt: attempt, retryAfter: nil, random: 0) == .zero)
    }

    @Test func `after the last attempt nothing is tried`() {
        #expect(policy.delay(afterAttempt: 8, retryAfter: nil, random: 0.5) == nil)
    }

    @Test func `what the server asks for is waited at least`() {
        #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(20), random: 0.5) == .seconds(20))
    }

    @Test func `a server that asks for too much is given up`() {
        #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(61), random: 0.5) == nil)
    }

    @Test(arguments: [
        (500, true), (503, true), (429, true), (408, true), (501, false), (404, false), (403, false),
    ])
    func `only some statuses may pass by themselves`(status: Int, isTransient: Bool) {
        #expect(RetryPolicy.isTransient(status: status) == isTransient)
    }
}
