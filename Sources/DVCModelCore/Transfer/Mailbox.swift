internal import Synchronization

/// What comes from other threads.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        case finished(Int, Result<FinishedObject, DVCModelError>)
        case renewed(Result<[Int: ObjectLocation], DVCModelError>)
    }

    private struct State {
        var letters: [Letter] = []
        var isBellWanted = false
    }

    private let state = Mutex(State())

    /// - Returns: whether the bell is to be rung, since somebody waits for nothing else.
    func put(_ letter: Letter) -> Bool {
        state.withLock { state in
            defer { state.isBellWanted = false }
            state.letters.append(letter)
            return state.isBellWanted
        }
    }

    /// - Parameter isBellWanted: whether the next letter is worth a bell.
    func isEmpty(bell isBellWanted: Bool) -> Bool {
        state.withLock { state in
            state.isBellWanted = isBellWanted
            return state.letters.isEmpty
        }
    }

    func takeAll() -> [Letter] {
        state.withLock { state in
            defer { state.letters = [] }
            return state.letters
        }
    }
}
