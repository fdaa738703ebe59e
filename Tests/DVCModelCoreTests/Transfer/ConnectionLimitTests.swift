import Testing

@testable import DVCModelCore

@Suite struct ConnectionLimitTests {
    @Test(arguments: [429, 503])
    func `a storage that has too much to do gets half as many requests`(status: Int) {
        var limit = ConnectionLimit(16)
        let serial = limit.begin()
        limit.answered(serial: serial, status: status)
        #expect(limit.value == 8)
    }

    @Test func `those that were under way then cut no further`() {
        var limit = ConnectionLimit(16)
        let serials = (0..<16).map { _ in limit.begin() }
        for serial in serials { limit.answered(serial: serial, status: 503) }
        #expect(limit.value == 8)
        limit.answered(serial: limit.begin(), status: 503)
        #expect(limit.value == 4)
    }

    @Test func `one is always left`() {
        var limit = ConnectionLimit(4)
        for _ in 0..<10 { limit.answered(serial: limit.begin(), status: 429) }
        #expect(limit.value == 1)
    }

    @Test func `it grows by about one for each round of right answers, up to where it was`() {
        var limit = ConnectionLimit(8)
        limit.answered(serial: limit.begin(), status: 503)
        for _ in 0..<5 { limit.answered(serial: limit.begin(), status: 200) }
        #expect(limit.value == 5)
        for _ in 0..<100 { limit.answered(serial: limit.begin(), status: 206) }
        #expect(limit.value == 8)
    }

    @Test(arguments: [404, 500, 0])
    func `other failures say nothing of it`(status: Int) {
        var limit = ConnectionLimit(8)
        limit.answered(serial: limit.begin(), status: status)
        #expect(limit.value == 8)
    }
}
