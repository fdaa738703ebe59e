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

    @Test(
        arguments: [
            (0, "0.0s"), (49_999_999, "0.0s"), (100_000_000, "0.1s"), (9_999_999_999, "9.9s"),
            (10_000_000_000, "10s"), (65_900_000_000, "1m 05s"), (.max, "213503d 23h"),
        ] as [(UInt64, String)]
    )
    func `what took a short time is told in tenths of a second`(nanoseconds: UInt64, text: String) {
        #expect(Units.elapsed(nanoseconds: nanoseconds) == text)
    }

    @Test(
        arguments: [
            ("1", 1), ("500", 500), ("1k", 1024), ("200K", 204_800), ("3m", 3_145_728), ("1G", 1_073_741_824),
            ("2.5M", 2_621_440), ("0.5k", 512), ("1.0009765625k", 1025), ("0.0001", nil), ("0", nil),
            ("0K", nil),
            ("", nil), ("K", nil), (".5M", nil), ("5.M", nil), ("1.2.3", nil), ("-1", nil), ("+1", nil),
            (" 1", nil), ("1 K", nil), ("1KB", nil), ("1T", nil), ("1e3", nil), ("0x10", nil), ("inf", nil),
            ("nan", nil), ("١", nil), ("1K\u{301}", nil), ("8589934591G", 0x7FFF_FFFF_C000_0000),
            ("8589934592G", nil), ("99999999999999999999999999", nil),
        ] as [(String, Int64?)]
    )
    func `a count of bytes is read as curl reads it`(text: String, count: Int64?) {
        #expect(Units.byteCount(text) == count)
    }

    @Test func `one is singular`() {
        #expect([0, 1, 2].map { Units.count($0, "file") } == ["0 files", "1 file", "2 files"])
    }

    @Test(
        arguments: [
            ("90s", 90), ("10m", 600), ("1h", 3600), ("90", 90), ("007s", 7),
            ("2147483647h", 7_730_941_129_200),
            ("", nil), ("s", nil), ("0", nil), ("0m", nil), ("-1s", nil), ("+1s", nil), ("1.5h", nil),
            ("1d", nil),
            ("10 m", nil), ("10M", nil), ("1h30m", nil), ("2147483648", nil),
        ] as [(String, Int64?)]
    )
    func `a time is a whole number of seconds, minutes or hours`(text: String, seconds: Int64?) {
        #expect(Units.duration(text) == seconds.map { .seconds($0) })
    }
}
