import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct RangeJournalTests {
    private static let md5 = "3de8f8b0dc94b8c2230fab9ec0ba0506"

    private func ranges(_ lines: String) -> [Range<Int64>]? {
        RangeJournal.Account("dvc-model ranges 1 1000 \(Self.md5)\n\(lines)")?.ranges.ranges
    }

    @Test func `what was written is read again`() throws {
        let scratch = try TemporaryFolder()
        let opened = try DestinationFolder.open(scratch.path, making: false)
        let folder = try #require(try opened?.open([]))
        let md5 = try #require(MD5Digest(hex: Self.md5))
        let journal = try RangeJournal.begin("j", in: folder, byteCount: 1_000, md5: md5, shownPath: "m")
        try journal.record(100..<200)
        try journal.record(0..<100)
        try journal.record(5..<5)
        let found = try #require(try RangeJournal.find("j", in: folder, shownPath: "m")?.account)
        #expect(found.byteCount == 1_000)
        #expect(found.md5 == md5)
        #expect(found.ranges.ranges == [0..<200])
        try journal.remove()
        #expect(try RangeJournal.find("j", in: folder, shownPath: "m") == nil)
    }

    @Test(
        arguments: [
            ("0-100\n200-3", [0..<100]), ("0-100\n200", [0..<100]),
            ("0-100\n200-30\n300-400", [0..<100, 300..<400]),
            ("0-100\n\u{0}\u{0}\u{0}", [0..<100]), ("", []),
        ] as [(String, [Range<Int64>])]
    )
    func `a line that was cut off is no range`(lines: String, expected: [Range<Int64>]) {
        #expect(ranges(lines) == expected)
    }

    @Test(arguments: ["-1-5", "5-5", "9-3", "0-1001", "0-99999999999999999999", "a-b", "0-1-2", "+0-5x"])
    func `what is no range of the object is left out`(line: String) {
        #expect(ranges(line) == [])
    }

    @Test(arguments: [
        "", "0-100", "dvc-model ranges 2 1000 MD5", "dvc-model ranges 1 -5 MD5", "dvc-model ranges 1 1000",
        "dvc-model ranges 1 1000 MD5 more", "dvc-model ranges 1 1000 3de8f8",
    ])
    func `anything else is no journal`(text: String) {
        #expect(RangeJournal.Account(text.replacing("MD5", with: Self.md5)) == nil)
    }

    @Test(arguments: 0..<200)
    func `no bytes bring it down`(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let letters = Array("0123456789-\n \u{0}x")
        let noise = String((0..<60).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
        for range in ranges(noise) ?? [] { #expect(range.lowerBound >= 0 && range.upperBound <= 1_000) }
    }
}
