package import Foundation
import Synchronization

/// How a process ended.
package enum ToolExit: Sendable, Equatable {
    case status(Int32)
    case signal(Int32)
}

/// A program that was started by posix_spawn. Foundation's `Process` crashes now and then when many tests start
/// programs at once; nor does it undo that the threads of tests block signals, which a program inherits.
package final class ChildProcess: Sendable {
    package let processIdentifier: pid_t
    private let ending = Ending()

    /// - Parameters:
    ///   - path: of the program.
    ///   - environment: all of it.
    ///   - input: what becomes its standard input; likewise the others.
    package init(
        _ path: String,
        _ arguments: [String],
        in folder: String,
        environment: [String: String],
        input: FileHandle,
        output: FileHandle,
        errors: FileHandle,
    ) throws {
        let streams = [input, output, errors].map(\.fileDescriptor)
        let process = try Self.spawn([path] + arguments, folder, environment, streams)
        processIdentifier = process
        // The wait blocks, so it has a thread of its own.
        Thread.detachNewThread { [ending] in
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            ending.finish(signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal))
        }
    }

    private static func spawn(
        _ words: [String],
        _ folder: String,
        _ environment: [String: String],
        _ streams: [Int32],
    ) throws -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
        }
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        // The shell gives way to the program, so the process is the program's.
        let words = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &actions, &attributes, argv, envp)
        guard code == 0 else {
            throw TestSupportFailure("\(words[0]): \(String(cString: strerror(code)))")
        }
        return process
    }

    package func send(signal: Int32) {
        if exit == nil { kill(processIdentifier, signal) }
    }

    /// Nil while it runs.
    package var exit: ToolExit? { ending.exit }

    package func wait() async -> ToolExit { await ending.wait() }

    /// The same for code that is not asynchronous.
    package func waitBlocking() -> ToolExit {
        let isOver = DispatchSemaphore(value: 0)
        ending.whenOver { _ in isOver.signal() }
        isOver.wait()
        return ending.exit ?? .status(-1)
    }
}

/// The end of a process, which any number may wait for.
private final class Ending: Sendable {
    private struct State {
        var exit: ToolExit?
        var waiting: [@Sendable (ToolExit) -> Void] = []
    }

    private let state = Mutex(State())

    var exit: ToolExit? { state.withLock(\.exit) }

    func finish(_ exit: ToolExit) {
        let waiting = state.withLock { state in
            state.exit = exit
            defer { state.waiting = [] }
            return state.waiting
        }
        for tell in waiting { tell(exit) }
    }

    func whenOver(_ tell: @escaping @Sendable (ToolExit) -> Void) {
        let exit = state.withLock { state in
            if state.exit == nil { state.waiting.append(tell) }
            return state.exit
        }
        if let exit { tell(exit) }
    }

    func wait() async -> ToolExit {
        await withCheckedContinuation { continuation in
            whenOver { continuation.resume(returning: $0) }
        }
    }
}
