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
                    fileCount: 2
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
                    fileCount: 3
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
                    fileCount: 1
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
                    fileCount: 1
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
}
