import Testing

@testable import DVCModelCore

@Suite struct PatienceTests {
    private func patience(_ attemptLimit: Int = 3) -> Patience {
        Patience(RetryPolicy(attemptLimit: attemptLimit, firstBound: .seconds(1)), keptByteCount: 0)
    }

    /// Whether there is another attempt after a failure with so many bytes there.
    private func goesOn(_ patience: inout Patience, _ keptByteCount: Int64 = 0, _ reason: String = "503")
        -> Bool
    {
        patience.delay(after: reason, keptByteCount: keptByteCount, retryAfter: nil, random: 0.5) != nil
    }

    @Test func `attempts that bring nothing come to an end`() {
        var patience = patience()
        #expect((0..<3).map { _ in goesOn(&patience) } == [true, true, false])
        #expect(patience.failedAttempts == 3)
    }

    @Test func `one that comes a good deal further starts anew`() {
        var patience = patience()
        #expect((1...10).allSatisfy { goesOn(&patience, Int64($0) << 20) })
    }

    @Test func `one that only brings again what was there does not`() {
        var patience = patience()
        #expect(goesOn(&patience, 1 << 20))
        #expect(goesOn(&patience, 0))
        #expect(!goesOn(&patience, 1 << 20))
    }

    @Test func `the error at the end says how many attempts there were, and how it began`() {
        var patience = patience()
        _ = goesOn(&patience, 0, "status 503, SlowDown")
        _ = goesOn(&patience, 0, "connection reset")
        let error = DVCModelError(.storageUnreachable, "cannot fetch 'm': connection reset")
        #expect(
            error.after(patience, last: "connection reset").what
                == "cannot fetch 'm': connection reset (after 2 attempts; the first failed with: status 503, SlowDown)"
        )
        #expect(
            error.after(patience, last: "status 503, SlowDown").what
                == "cannot fetch 'm': connection reset (after 2 attempts)"
        )
    }
}
