import Testing

@testable import DVCModelCore

@Suite struct WaitScheduleTests {
    /// The pauses of one who looks without taking time for it, in seconds.
    private func pauses(limit: Duration) -> [Double] {
        var schedule = WaitSchedule(limit: limit)
        var elapsed = Duration.zero
        var pauses: [Double] = []
        while let pause = schedule.pause(elapsed: elapsed) {
            pauses.append(pause / .seconds(1))
            elapsed += pause
        }
        return pauses
    }

    @Test func `the pauses grow from 2 to 30 seconds, and the last ends with the time`() {
        #expect(
            pauses(limit: .seconds(180))
                == [2, 3, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30, 30, 30, 25.65625]
        )
    }

    @Test func `less than a first pause is waited for`() {
        #expect(pauses(limit: .seconds(1)) == [1])
    }

    @Test func `a look that takes longer than the time is the last`() {
        var schedule = WaitSchedule(limit: .seconds(10))
        #expect(schedule.pause(elapsed: .seconds(11)) == nil)
    }
}
