import Testing

@testable import DVCModelCLI

struct ProgressFrameTests {
    private let frame = ProgressFrame(
        doneByteCount: 1_288_490_189,
        totalByteCount: 3_006_477_107,
        bytesPerSecond: 89_443_533,
        finishedCount: 3,
        fileCount: 12,
    )

    @Test(arguments: [
        (80, "42%  1.2 GiB of 2.8 GiB  85.3 MiB/s  20s left  3 of 12 files"),
        (61, "42%  1.2 GiB of 2.8 GiB  85.3 MiB/s  20s left  3 of 12 files"),
        (60, "42%  1.2 GiB of 2.8 GiB  85.3 MiB/s  20s left"),
        (45, "42%  1.2 GiB of 2.8 GiB  20s left"),
        (33, "1.2 GiB of 2.8 GiB  20s left"),
        (28, "1.2 GiB of 2.8 GiB"),
        (18, ""),
        (0, ""),
    ])
    func `a line is always shorter than the terminal is wide`(columnCount: Int, line: String) {
        #expect(frame.line(columnCount: columnCount) == line)
        #expect(line.count < max(columnCount, 1))
    }

    @Test func `a sentence has all of it`() {
        #expect(frame.sentence == "42%, 1.2 GiB of 2.8 GiB, 85.3 MiB/s, 20s left, 3 of 12 files")
    }

    @Test func `without a total there is no share and no end`() {
        var frame = frame
        frame.totalByteCount = nil
        frame.elapsedSeconds = 14
        #expect(frame.sentence == "1.2 GiB, 85.3 MiB/s, 14s so far, 3 of 12 files")
    }

    @Test(
        arguments: [
            (0, "42%, 1.2 GiB of 2.8 GiB, 0 B/s, 3 of 12 files"),
            (4, "42%, 1.2 GiB of 2.8 GiB, 0 B/s, 14s so far, 3 of 12 files"),
            (5, "42%, 1.2 GiB of 2.8 GiB, no bytes for 5s, 3 of 12 files"),
            (65, "42%, 1.2 GiB of 2.8 GiB, no bytes for 1m 05s, 3 of 12 files"),
        ] as [(Int64, String)]
    )
    func `a standstill has no end, and is told when it lasts`(still: Int64, sentence: String) {
        var frame = frame
        frame.bytesPerSecond = 0
        (frame.elapsedSeconds, frame.stillSeconds) = (still == 0 ? 0 : 14, still)
        #expect(frame.sentence == sentence)
    }

    @Test(arguments: [
        (80, "42%  1.2 GiB of 2.8 GiB  no bytes for 20s  3 of 12 files"),
        (44, "42%  1.2 GiB of 2.8 GiB  no bytes for 20s"),
        (40, "1.2 GiB of 2.8 GiB  no bytes for 20s"),
        (30, "1.2 GiB of 2.8 GiB"),
    ])
    func `a standstill goes last where the room is short`(columnCount: Int, line: String) {
        var frame = frame
        (frame.elapsedSeconds, frame.stillSeconds) = (100, 20)
        #expect(frame.line(columnCount: columnCount) == line)
    }

    @Test func `a single file is not counted`() {
        var frame = frame
        (frame.finishedCount, frame.fileCount) = (0, 1)
        #expect(frame.line(columnCount: 80) == "42%  1.2 GiB of 2.8 GiB  85.3 MiB/s  20s left")
    }

    @Test(arguments: [
        (999, 1000, "99%"), (1000, 1000, "100%"), (1001, 1000, "100%"), (0, 0, "100%"), (0, 9, "0%"),
    ])
    func `the share is rounded down`(done: Int, total: Int, share: String) {
        var frame = frame
        (frame.doneByteCount, frame.totalByteCount) = (Int64(done), Int64(total))
        #expect(frame.sentence.hasPrefix("\(share), "))
    }

    @Test func `an end that is too far is not told`() {
        var frame = frame
        (frame.totalByteCount, frame.bytesPerSecond) = (.max, 1)
        #expect(frame.sentence == "0%, 1.2 GiB of 8.0 EiB, 1 B/s, 3 of 12 files")
    }
}
