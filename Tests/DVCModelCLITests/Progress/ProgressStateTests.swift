import DVCModelCore
import Testing

@testable import DVCModelCLI

struct ProgressStateTests {
    private func frame(_ events: TransferEvent...) -> ProgressFrame {
        var state = ProgressState()
        for event in events { state.apply(event, at: 0) }
        return state.frame(at: 1_000_000_000)
    }

    @Test func `received bytes are done and make the rate`() {
        let frame = frame(
            .began(fileCount: 2, byteCount: 100),
            .received(object: 0, byteCount: 30),
            .received(object: 1, byteCount: 20),
            .finished(object: 1, path: "b", outcome: .cancelled),
        )
        #expect(
            frame
                == ProgressFrame(
                    doneByteCount: 50,
                    totalByteCount: 100,
                    bytesPerSecond: 50,
                    finishedCount: 1,
                    fileCount: 2,
                    elapsedSeconds: 1,
                    stillSeconds: 0
                )
        )
    }

    @Test func `what is only read is done as it is read`() {
        var state = ProgressState()
        let events: [FileSurvey.Event] = [
            .began(fileCount: 3, byteCount: 100), .advanced(fileCount: 1, byteCount: 30),
            .advanced(fileCount: 1, byteCount: 20),
        ]
        for event in events { state.apply(event, at: 0) }
        #expect(
            state.frame(at: 1_000_000_000)
                == ProgressFrame(
                    doneByteCount: 50,
                    totalByteCount: 100,
                    bytesPerSecond: 50,
                    finishedCount: 2,
                    fileCount: 3,
                    elapsedSeconds: 1,
                    stillSeconds: 0
                )
        )
    }

    @Test func `bytes of an earlier run are done and make no rate`() {
        let frame = frame(
            .began(fileCount: 1, byteCount: nil),
            .sized(object: 0, byteCount: 100, alreadyThere: 60),
            .received(object: 0, byteCount: 10),
        )
        #expect(
            frame
                == ProgressFrame(
                    doneByteCount: 70,
                    totalByteCount: 100,
                    bytesPerSecond: 10,
                    finishedCount: 0,
                    fileCount: 1,
                    elapsedSeconds: 1,
                    stillSeconds: 0
                )
        )
    }

    @Test func `a total is known when every file's size is`() {
        let events: [TransferEvent] = [
            .began(fileCount: 2, byteCount: nil),
            .sized(object: 0, byteCount: 100, alreadyThere: 0),
            .sized(object: 0, byteCount: 100, alreadyThere: 0),
        ]
        var state = ProgressState()
        for event in events { state.apply(event, at: 0) }
        #expect(state.totalByteCount == nil)
        state.apply(.sized(object: 1, byteCount: 11, alreadyThere: 0), at: 0)
        #expect(state.totalByteCount == 111)
    }

    @Test func `an attempt that starts over gives its bytes back, and keeps them in the rate`() {
        let frame = frame(
            .began(fileCount: 1, byteCount: 100),
            .received(object: 0, byteCount: 40),
            .restarted(object: 0, discarding: 40),
            .received(object: 0, byteCount: 10),
        )
        #expect(
            frame
                == ProgressFrame(
                    doneByteCount: 10,
                    totalByteCount: 100,
                    bytesPerSecond: 50,
                    finishedCount: 0,
                    fileCount: 1,
                    elapsedSeconds: 1,
                    stillSeconds: 0
                )
        )
    }

    @Test func `an attempt that goes on is not counted twice`() {
        let frame = frame(
            .began(fileCount: 1, byteCount: 100),
            .sized(object: 0, byteCount: 100, alreadyThere: 0),
            .received(object: 0, byteCount: 40),
            .sized(object: 0, byteCount: 100, alreadyThere: 40),
            .received(object: 0, byteCount: 60),
        )
        #expect(frame.doneByteCount == 100)
    }

    @Test func `absurd sizes do no harm`() {
        let frame = frame(
            .began(fileCount: 2, byteCount: nil),
            .sized(object: 0, byteCount: .max, alreadyThere: 0),
            .sized(object: 1, byteCount: .max, alreadyThere: 0),
        )
        #expect(frame.fileCount == 2)
    }

    @Test func `a part that is fetched anew gives only its own bytes back`() {
        let frame = frame(
            .began(fileCount: 1, byteCount: 100),
            .received(object: 0, byteCount: 60),
            .restarted(object: 0, discarding: 20),
            .received(object: 0, byteCount: 5),
        )
        #expect(frame.doneByteCount == 45)
    }

    @Test func `more bytes are never given back than came`() {
        let frame = frame(
            .began(fileCount: 1, byteCount: 100),
            .restarted(object: 0, discarding: 20),
            .received(object: 0, byteCount: 5),
        )
        #expect(frame.doneByteCount == 5)
    }

    /// What a state says of a standstill after each step: an event, or none, and then a sample at a second.
    private func stillSeconds(_ steps: (event: TransferEvent?, second: UInt64)...) -> [Int64] {
        var state = ProgressState()
        return steps.map { step in
            if let event = step.event { state.apply(event, at: step.second * 1_000_000_000) }
            return state.frame(at: step.second * 1_000_000_000).stillSeconds
        }
    }

    @Test func `time without a byte is counted from the last one that came`() {
        let seconds = stillSeconds(
            (.began(fileCount: 2, byteCount: nil), 10),
            (nil, 17),
            (.received(object: 0, byteCount: 1), 18),
            (nil, 20),
            (.retrying(object: 0, path: "a", attempt: 2, delay: .zero, reason: "503"), 31),
            (.restarted(object: 0, discarding: 1), 32),
            (nil, 40),
            (.finished(object: 1, path: "b", outcome: .cancelled), 41),
            (nil, 42),
        )
        #expect(seconds == [0, 7, 0, 2, 13, 14, 22, 0, 1])
    }

    @Test func `the clock is read for the beginning only`() {
        var state = ProgressState()
        var readings = 0
        func time() -> UInt64 {
            readings += 1
            return 0
        }
        let events: [TransferEvent] = [
            .began(fileCount: 1, byteCount: nil), .sized(object: 0, byteCount: 2, alreadyThere: 0),
            .received(object: 0, byteCount: 1), .received(object: 0, byteCount: 1),
            .finished(object: 0, path: "a", outcome: .cancelled),
        ]
        for event in events { state.apply(event, at: time()) }
        #expect(readings == 1)
    }
}
