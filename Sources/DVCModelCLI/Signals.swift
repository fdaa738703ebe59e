import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The first SIGINT, SIGTERM or SIGHUP asks the tool to stop, the second ends it where it stands.
///
/// The handler only notes the signal and writes a byte into a pipe, which is all that a handler may do
/// (POSIX, 2.4.3); the closure runs on a queue of its own.
package enum Signals {
    private static let first = Atomic<Int32>(0)
    /// Kept for the life of the process, as a source that is let go of stops.
    private static let source = Mutex<Source?>(nil)
    private static let pipe = makePipe()

    private struct Source: @unchecked Sendable {
        let source: any DispatchSourceRead
    }

    /// The first of the watched signals that came; nil when none did.
    package static var received: Int32? {
        let signal = first.load(ordering: .acquiring)
        return signal == 0 ? nil : signal
    }

    /// Calls `onFirst` when the first of these signals comes. Once in a process.
    /// A signal that is ignored already (nohup, a job in the background of a shell script) stays ignored.
    package static func watch(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP], onFirst: @escaping @Sendable () -> Void) {
        guard pipe.read >= 0 else { return }
        let watched = signals.filter { !isIgnored($0) }
        let source = DispatchSource.makeReadSource(fileDescriptor: pipe.read, queue: .global())
        source.setEventHandler {
            var byte: UInt8 = 0
            guard read(pipe.read, &byte, 1) == 1 else { return }
            for signal in watched { setDefault(signal) }
            onFirst()
        }
        source.activate()
        self.source.withLock { $0 = Source(source: source) }
        for signal in watched { install(signal) }
    }

    /// Ends the process by `signal`, so that the shell sees what ended it.
    package static func die(of signal: Int32) -> Never {
        setDefault(signal)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, signal)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        raise(signal)
        exit(128 + signal)
    }

    /// A write to a pipe that nobody reads then fails with EPIPE.
    package static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    private static func install(_ signal: Int32) {
        var action = sigaction()
        #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = handle
        #else
        action.__sigaction_handler.sa_handler = handle
        #endif
        // Reset: the same signal again ends the process even while the queue has not come to it.
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESTART) | UInt32(SA_RESETHAND))
        sigaction(signal, &action, nil)
    }

    private static let handle: @convention(c) (Int32) -> Void = { signal in
        let error = errno
        if first.compareExchange(expected: 0, desired: signal, ordering: .acquiringAndReleasing).exchanged {
            var byte: UInt8 = 0
            _ = write(pipe.write, &byte, 1)
        }
        errno = error
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
        return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        #else
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
        #endif
    }

    private static func setDefault(_ number: Int32) {
        signal(number, SIG_DFL)
    }

    private static func makePipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard systemPipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// Outside the type, whose own `pipe` would hide the system's.
private func systemPipe(_ ends: inout [Int32]) -> Int32 {
    pipe(&ends)
}
