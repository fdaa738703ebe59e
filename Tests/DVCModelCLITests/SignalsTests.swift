import Dispatch
import Synchronization
import Testing

@testable import DVCModelCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Watching is once for a process, so this is one test. The second signal, which kills, is for the built
/// tools.
struct SignalsTests {
    @Test func `the first signal is told, one that was ignored stays ignored`() {
        signal(SIGUSR2, SIG_IGN)
        let told = Mutex<[Int32]>([])
        let isTold = DispatchSemaphore(value: 0)
        Signals.watch([SIGUSR1, SIGUSR2]) { number in
            told.withLock { $0.append(number) }
            isTold.signal()
        }
        kill(getpid(), SIGUSR2)
        kill(getpid(), SIGUSR1)
        #expect(isTold.wait(timeout: .now() + 10) == .success)
        #expect(told.withLock { $0 } == [SIGUSR1])
    }
}
