import DVCModelCore
import Synchronization
import Testing

@testable import DVCModelCLI

struct ProgressDisplayTests {
    /// A clock that a test sets.
    private final class Hands: Sendable {
        let milliseconds = Atomic<UInt64>(0)

        var clock: Clock {
            Clock(monotonic: { [self] in milliseconds.load(ordering: .relaxed) * 1_000_000 }, wall: { 0 })
        }
    }

    private let streams: Streams
    private let hands = Hands()

    init() throws {
        streams = try Streams()
    }

    private func display(_ mode: ProgressDisplay.Mode, _ manner: Console.Manner = .init()) -> ProgressDisplay
    {
        ProgressDisplay(mode, on: streams.console(manner), clock: hands.clock)
    }

    private let events: [TransferEvent] = [
        .began(fileCount: 2, byteCount: 4096),
        .received(object: 0, byteCount: 1024),
        .retrying(object: 1, path: "b", attempt: 2, delay: .milliseconds(1500), reason: "503 from storage"),
        .finished(object: 0, path: "a", outcome: .cancelled),
    ]

    @Test(
        arguments: [
            (true, true, [:], .line),
            (true, false, [:], .log),
            (true, true, ["CI": "true"], .log),
            (true, true, ["TERM": "dumb"], .log),
            (false, true, [:], .nothing),
        ] as [(Bool, Bool, [String: String], ProgressDisplay.Mode)]
    )
    func `a terminal gets a line, all else a log`(
        isWanted: Bool,
        isTerminal: Bool,
        environment: [String: String],
        mode: ProgressDisplay.Mode,
    ) {
        let chosen = ProgressDisplay.Mode(
            isWanted: isWanted,
            isTerminal: isTerminal,
            environment: Environment(environment),
        )
        #expect(chosen == mode)
    }

    @Test func `a line is drawn when it is time, below what is said, and goes in the end`() {
        let display = display(.line)
        display.draw()
        for event in events.prefix(2) { display.handle(event) }
        hands.milliseconds.store(1000, ordering: .relaxed)
        display.draw()
        display.handle(events[2])
        display.end()
        display.draw()
        let line = "25%  1.0 KiB of 4.0 KiB  1.0 KiB/s  3s left  0 of 2 files"
        #expect(
            streams.errorText
                == "\r\(line)\u{1B}[K" + "\r\u{1B}[K"
                + "dvc-model-pull: b: 503 from storage; attempt 2 in 2s\n" + "\r\(line)\u{1B}[K"
                + "\r\u{1B}[K"
        )
    }

    @Test func `a log has the start, each end, and a summary when it is time`() {
        let display = display(.log)
        for event in events { display.handle(event) }
        hands.milliseconds.store(10_000, ordering: .relaxed)
        display.draw()
        display.end()
        #expect(
            streams.errorText == """
                dvc-model-pull: 2 files, 4.0 KiB
                dvc-model-pull: b: 503 from storage; attempt 2 in 2s
                dvc-model-pull: a: cancelled
                dvc-model-pull: 25%, 1.0 KiB of 4.0 KiB, 102 B/s, 31s left, 1 of 2 files

                """
        )
    }

    /// The events of a pull of so many files, all of which come.
    private func pull(_ fileCount: Int) -> [TransferEvent] {
        [.began(fileCount: fileCount, byteCount: nil)]
            + (0..<fileCount).flatMap { index in
                [
                    .sized(object: index, byteCount: 4, alreadyThere: 0),
                    .received(object: index, byteCount: 4),
                    .finished(object: index, path: "\(index)", outcome: .cancelled),
                ] as [TransferEvent]
            }
    }

    private var lineCount: Int { streams.errorText.split(separator: "\n").count }

    @Test(arguments: [(100, 101), (101, 1)])
    func `a log of many files does not tell each`(fileCount: Int, lineCount: Int) {
        let display = display(.log)
        for event in pull(fileCount) { display.handle(event) }
        #expect(self.lineCount == lineCount)
    }

    @Test func `a log tells each of many files to who wants to hear all`() {
        let display = display(.log, Console.Manner(verbosity: .decisions))
        for event in pull(200) { display.handle(event) }
        #expect(lineCount == 201)
    }

    @Test func `a log has a summary every ten seconds, however often it is looked at`() {
        let display = display(.log)
        for event in pull(150) { display.handle(event) }
        for second in 1...25 {
            hands.milliseconds.store(UInt64(second) * 1000, ordering: .relaxed)
            display.draw()
        }
        #expect(
            streams.errorText == """
                dvc-model-pull: 150 files
                dvc-model-pull: 100%, 600 B of 600 B, no bytes for 9s, 150 of 150 files
                dvc-model-pull: 100%, 600 B of 600 B, no bytes for 19s, 150 of 150 files

                """
        )
    }

    @Test func `a summary is not late by a tick that is early`() {
        let display = display(.log)
        for event in events.prefix(1) { display.handle(event) }
        hands.milliseconds.store(9_990, ordering: .relaxed)
        display.draw()
        #expect(streams.errorText.hasSuffix(": 0%, 0 B of 4.0 KiB, no bytes for 9s, 0 of 2 files\n"))
    }

    @Test(
        arguments: [
            (.line, .normal, 11), (.log, .normal, 12), (.nothing, .normal, 11), (.nothing, .quiet, 0),
            (.nothing, .decisions, 31),
        ] as [(ProgressDisplay.Mode, Console.Verbosity, Int)]
    )
    func `a storage that refuses everything does not fill the screen`(
        mode: ProgressDisplay.Mode,
        verbosity: Console.Verbosity,
        lineCount: Int,
    ) {
        let display = display(mode, Console.Manner(verbosity: verbosity))
        display.handle(.began(fileCount: 30, byteCount: nil))
        for index in 0..<30 {
            display.handle(
                .retrying(object: index, path: "\(index)", attempt: 2, delay: .seconds(1), reason: "503")
            )
        }
        #expect(self.lineCount == lineCount)
    }

    /// Reads as long as ten seconds where `draws` says so.
    private func read(_ display: ProgressDisplay, draws: Bool) {
        display.showingReading { handle in
            handle(.began(fileCount: 2, byteCount: 4096))
            handle(.advanced(fileCount: 1, byteCount: 1024))
            guard draws else { return }
            hands.milliseconds.store(10_000, ordering: .relaxed)
            display.draw()
        }
    }

    @Test func `a log hears of reading only where it takes long`() {
        read(display(.log), draws: false)
        #expect(streams.errorText == "")
        hands.milliseconds.store(0, ordering: .relaxed)
        read(display(.log), draws: true)
        #expect(
            streams.errorText == """
                dvc-model-pull: checking: 25%, 1.0 KiB of 4.0 KiB, 102 B/s, 31s left, 1 of 2 files

                """
        )
    }

    @Test func `a terminal sees what is read`() {
        read(display(.line), draws: true)
        let line = "checking: 25%  1.0 KiB of 4.0 KiB  102 B/s  31s left  1 of 2 files"
        #expect(streams.errorText == "\r\(line)\u{1B}[K\r\u{1B}[K")
    }

    @Test func `without progress only what went wrong is told`() {
        let display = display(.nothing)
        for event in events { display.handle(event) }
        display.draw()
        display.end()
        #expect(streams.errorText == "dvc-model-pull: b: 503 from storage; attempt 2 in 2s\n")
    }

    @Test func `the line goes even where the work throws`() {
        let display = display(.line)
        #expect(throws: DVCModelError.self) {
            try display.showing { handle throws(DVCModelError) in
                handle(.began(fileCount: 1, byteCount: 2))
                display.draw()
                throw DVCModelError(.interrupted, "stopped")
            }
        }
        #expect(streams.errorText.hasSuffix("\r\u{1B}[K"))
    }
}
