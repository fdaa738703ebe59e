import Testing

@testable import DVCModelCLI

struct RateWindowTests {
    private func rate(_ samples: (milliseconds: UInt64, byteCount: Int64)...) -> Int64? {
        var window = RateWindow()
        for sample in samples { window.add(sample.byteCount, at: sample.milliseconds * 1_000_000) }
        return window.bytesPerSecond
    }

    @Test func `too short a time tells nothing`() {
        #expect(rate() == nil)
        #expect(rate((1000, 5)) == nil)
        #expect(rate((1000, 0), (1499, 5)) == nil)
    }

    @Test func `the rate is over the time between the samples`() {
        #expect(rate((1000, 0), (1500, 500)) == 1000)
        #expect(rate((0, 100), (2000, 4100)) == 2000)
    }

    @Test func `what is longer ago than five seconds does not count`() {
        #expect(rate((0, 0), (1000, 9_000_000), (6000, 9_000_500), (7000, 9_001_000)) == 166)
    }

    @Test func `samples far apart are still measured`() {
        #expect(rate((0, 0), (10_000, 1000), (20_000, 3000)) == 200)
    }

    @Test func `a clock that stands or goes back does no harm`() {
        #expect(rate((5000, 0), (5000, 10), (4000, 20)) == nil)
    }
}
