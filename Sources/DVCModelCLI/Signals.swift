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
/// The handler does only what a handler may do (POSIX.1-2024, 2.4.3): it counts, and writes the signal's
/// number into a pipe. The closure runs on a queue that reads the pipe. Handlers, unlike ignored signals, are
/// not inherited by the programs that a tool starts.
package enum Signals {
    private static let hasFirst = Atomic<Bool>(false)
    private static let pipe = makePipe()
    /// Kept for the life of the process, as a source that is let go of stops.
    private static let source = Mutex<Source?>(nil)

    /// Only kept, never used, so it is safe to share.
    private struct Source: @unchecked Sendable {
        let source: any DispatchSourceRead
    }

    /// Calls `onFirst` with the first of these signals that comes. To be called once in a process.
    /// A signal that is ignored already (`nohup`, a script's background job) stays ignored.
    package static func watch(
        _ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP],
        onFirst: @escaping @Sendable (Int32) -> Void,
    ) {
        // Also makes the globals before a handler can need them.
        guard !hasFirst.load(ordering: .relaxed), let ends = pipe else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: ends.read, queue: .global())
        source.setEventHandler {
            var number: UInt8 = 0
            if read(ends.read, &number, 1) == 1 { onFirst(Int32(number)) }
        }
        source.activate()
        self.source.withLock { $0 = Source(source: source) }
        for signal in signals where !isIgnored(signal) { install(signal) }
    }

    /// Ends the process by `number`, so that the shell sees what ended it.
    package static func die(of number: Int32) -> Never {
        signal(number, SIG_DFL)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, number)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        raise(number)
        exit(128 + number)
    }

    /// Whether there is a process of this number, also one of somebody else's.
    package static func isRunning(_ process: Int32) -> Bool {
        kill(process, 0) == 0 || errno == EPERM
    }

    /// From here on a write that nobody takes fails instead of ending the process: with EPIPE into a pipe that nobody
    /// reads, with EFBIG past the limit for files (`ulimit -f`).
    package static func ignoreFailedWrites() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    private static let handle: @convention(c) (Int32) -> Void = { number in
        let error = errno
        if hasFirst.exchange(true, ordering: .relaxed) {
            // Blocked while it is handled: it takes effect when this returns.
            signal(number, SIG_DFL)
            raise(number)
        } else if let ends = pipe {
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(ends.write, &byte, 1)
        }
        errno = error
    }

    private static func install(_ number: Int32) {
        var action = sigaction()
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handle
        #else
            action.__sigaction_handler.sa_handler = handle
        #endif
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        // SIG_IGN is an address, and functions cannot be compared.
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Nil where the process may open no more files.
    private static func makePipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard openPipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// Outside the type, whose own `pipe` would hide the system's.
private func openPipe(_ ends: inout [Int32]) -> Int32 {
    pipe(&ends)
}
