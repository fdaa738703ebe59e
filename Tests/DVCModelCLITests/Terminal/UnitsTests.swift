import Testing

@testable import DVCModelCLI

struct UnitsTests {
    @Test(
        arguments: [
            (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
            (1024 * 1024 - 1, "1.0 MiB"), (1024 * 1024, "1.0 MiB"), (35_651_584, "34.0 MiB"),
            (1_610_612_736, "1.5 GiB"), (1_319_413_953_331, "1.2 TiB"), (.max, "8.0 EiB"), (-5, "-5 B"),
        ] as [(Int64, String)]
    )
    func `bytes are told in the largest unit that fits`(count: Int64, text: String) {
        #expect(Units.bytes(count) == text)
    }

    @Test(
        arguments: [
            (0, "0s"), (7, "7s"), (59, "59s"), (60, "1m 00s"), (65, "1m 05s"), (3599, "59m 59s"),
            (3600, "1h 00m"),
            (7380, "2h 03m"), (86_400, "1d 00h"), (273_600, "3d 04h"), (-1, "0s"),
        ] as [(Int64, String)]
    )
    func `a duration is told in its two leading units`(seconds: Int64, text: String) {
        #expect(Units.duration(seconds: seconds) == text)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.milliseconds(1), "1s"), (.seconds(2), "2s"), (.milliseconds(2500), "3s"),
    ])
    func `a part of a second counts as one`(duration: Duration, text: String) {
        #expect(Units.duration(roundedUp: duration) == text)
    }

    @Test func `one is singular`() {
        #expect([0, 1, 2].map { Units.count($0, "file") } == ["0 files", "1 file", "2 files"])
    }
}
