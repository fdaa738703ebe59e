import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct CancellationTests {
    private final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func increase() { count.withLock { $0 += 1 } }
    }

    @Test func `the first signal is the one that asked to stop`() {
        let cancellation = Cancellation()
        #expect(cancellation.signal == nil)
        #expect(!cancellation.isCancelled)
        cancellation.cancel(signal: SIGTERM)
        cancellation.cancel(signal: SIGINT)
        #expect(cancellation.signal == SIGTERM)
        #expect(cancellation.isCancelled)
    }

    @Test func `all that wait are woken`() {
        let cancellation = Cancellation()
        let counter = Counter()
        for _ in 0..<3 { cancellation.whenCancelled { counter.increase() } }
        #expect(counter.value == 0)
        cancellation.cancel(signal: SIGINT)
        #expect(counter.value == 3)
    }

    @Test func `who comes too late is woken at once`() {
        let cancellation = Cancellation()
        cancellation.cancel(signal: SIGINT)
        let counter = Counter()
        cancellation.whenCancelled { counter.increase() }
        #expect(counter.value == 1)
    }

    @Test func `nobody who comes at the same moment is forgotten`() async {
        for _ in 0..<200 {
            let cancellation = Cancellation()
            let counter = Counter()
            async let cancelling: Void = onThread { cancellation.cancel(signal: SIGINT) }
            cancellation.whenCancelled { counter.increase() }
            await cancelling
            #expect(counter.value >= 1)
        }
    }
}
