internal import Synchronization

/// The wish to stop, made on any thread and seen by the loops that work.
package final class Cancellation: Sendable {
    private struct State {
        var signal: Int32?
        var wakers: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The signal that asked to stop; nil while nobody did.
    package var signal: Int32? { state.withLock(\.signal) }

    package var isCancelled: Bool { signal != nil }

    package func cancel(signal: Int32) {
        let wakers = state.withLock { state in
            state.signal = state.signal ?? signal
            return state.wakers
        }
        for wake in wakers { wake() }
    }

    /// `wake` is called on cancelling, so that a loop that waits sees it at once.
    func whenCancelled(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wakers.append(wake) }
        if isCancelled { wake() }
    }
}
