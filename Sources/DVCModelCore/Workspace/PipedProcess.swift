#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A running program that is talked to through its three standard streams. Ends with the value.
///
/// Writing to a program that has ended raises SIGPIPE: whoever starts one lets that signal be ignored.
final class PipedProcess {
    let words: [String]
    let process: pid_t
    /// -1 once it is closed; the same holds for `errors`.
    private var input: Int32
    private let output: Int32
    private var errors: Int32
    /// The end of what the program said on its standard error.
    private var complaints: [UInt8] = []
    private var status: Int32?

    /// Why a program did not start, or did not do what it was started for.
    struct Failure: Error {
        /// Without a word of what was started: its arguments may be secret.
        let why: String
    }

    /// - Parameters:
    ///   - program: its path, or a name that is looked for in this process's own `PATH`.
    ///   - words: its name and its arguments; no shell takes part.
    ///   - variables: all of its environment, `NAME=value`.
    ///   - takesErrors: whether what it says on its standard error is taken; else it goes where this process's own goes.
    init(
        _ program: String,
        _ words: [String],
        variables: [String],
        takesErrors: Bool = true,
    ) throws(Failure) {
        guard !words.contains(where: { $0.utf8.contains(0) }) else {
            throw Failure(why: "a word of it holds a zero byte")
        }
        self.words = words
        var pipes: [Pipe] = []
        defer { pipes.forEach { close($0.far) } }
        for isInput in takesErrors ? [true, false, false] : [true, false] {
            guard let made = Pipe(isInput: isInput) else {
                let why = systemWords(errno)
                pipes.forEach { close($0.near) }
                throw Failure(why: why)
            }
            pipes.append(made)
        }
        var started: pid_t = 0
        let code = Self.spawn(program, words, variables, streams: pipes.map(\.far), &started)
        guard code == 0 else {
            pipes.forEach { close($0.near) }
            throw Failure(why: systemWords(code))
        }
        process = started
        (input, output, errors) = (pipes[0].near, pipes[1].near, takesErrors ? pipes[2].near : -1)
    }

    deinit {
        closeInput()
        close(output)
        if errors >= 0 { close(errors) }
        if status == nil {
            // Another program that was started in the same moment may hold the pipe open.
            kill(process, SIGTERM)
            _ = wait()
        }
    }

    private struct Pipe {
        /// Our end, and the program's.
        let near: Int32
        let far: Int32

        init?(isInput: Bool) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return nil }
            (near, far) = isInput ? (ends[1], ends[0]) : (ends[0], ends[1])
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(near, F_SETFL, O_NONBLOCK)
        }
    }

    private static func spawn(
        _ program: String,
        _ words: [String],
        _ variables: [String],
        streams: [Int32],
        _ process: inout pid_t,
    ) -> Int32 {
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
        // A thread that blocks signals would pass that on.
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        // A tool leaves these to a handler of its own; the program shall end by them.
        var ending = sigset_t()
        sigemptyset(&ending)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&ending, signal) }
        posix_spawnattr_setsigdefault(&attributes, &ending)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let argv = words.map { strdup($0) } + [nil]
        let envp = variables.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        return posix_spawnp(&process, program, &actions, &attributes, argv, envp)
    }

    /// All that a program says until it ends.
    ///
    /// - Parameter limit: in bytes; more is a failure.
    func output(limit: Int) throws(Failure) -> [UInt8] {
        var output: [UInt8] = []
        let isTooMuch = exchange([], isLast: true) { piece in
            output += piece
            return output.count > limit
        }
        guard !isTooMuch else { throw Failure(why: "it said more than \(limit) bytes") }
        let status = wait()
        guard status == 0 else {
            let end = status > 128 ? "by signal \(status - 128)" : "with status \(status)"
            throw Failure(why: complaint() ?? "it ended \(end)")
        }
        return output
    }

    private func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Sends a request and hands on what comes back meanwhile, so that neither side waits for the other before a
    /// full pipe.
    ///
    /// - Parameters:
    ///   - isLast: whether the program's input ends with the request.
    ///   - receive: gives true for enough.
    /// - Returns: false when the program ended its output before that.
    func exchange(_ request: [UInt8], isLast: Bool, receive: (ArraySlice<UInt8>) -> Bool) -> Bool {
        var unsent = request[...]
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if unsent.isEmpty, isLast { closeInput() }
            let ready = waitUntilReady(toSend: !unsent.isEmpty)
            if ready.isUnread { unsent = [] }
            if ready.toSend, !send(&unsent) { unsent = [] }
            if ready.errors { takeComplaints(&block) }
            guard ready.output else { continue }
            switch readPiece(output, &block) {
            case 0: return false
            case let count where count > 0: if receive(block[..<count]) { return true }
            default: if !isTemporary(errno) { return false }
            }
        }
    }

    private struct Ready {
        let toSend: Bool
        /// The program has closed its input.
        let isUnread: Bool
        let output: Bool
        let errors: Bool
    }

    private func waitUntilReady(toSend: Bool) -> Ready {
        var waits = [
            pollfd(fd: toSend ? input : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waits, nfds_t(waits.count), -1) < 0, isTemporary(errno) {}
        let isUnread = Int32(waits[0].revents) & (POLLERR | POLLHUP) != 0
        return Ready(
            toSend: waits[0].revents != 0 && !isUnread,
            isUnread: isUnread,
            output: waits[1].revents != 0,
            errors: waits[2].revents != 0,
        )
    }

    /// False when nobody reads any more.
    private func send(_ unsent: inout ArraySlice<UInt8>) -> Bool {
        let count = unsent.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count > 0 { unsent = unsent.dropFirst(count) }
        return count >= 0 || isTemporary(errno)
    }

    private func takeComplaints(_ block: inout [UInt8]) {
        while errors >= 0 {
            let count = readPiece(errors, &block)
            if count > 0 {
                complaints = (complaints + block[..<count]).suffix(4096)
            } else if count == 0 || !isTemporary(errno) {
                close(errors)
                errors = -1
            } else {
                return
            }
        }
    }

    /// The last error that the program spoke of since this was asked, warnings aside; nil for none.
    func complaint() -> String? {
        var block = [UInt8](repeating: 0, count: 4096)
        takeComplaints(&block)
        defer { complaints = [] }
        let lines = complaints.split(separator: ASCII.newline).map { String(decoding: $0, as: UTF8.self) }
        guard let last = lines.lastIndex(where: { $0.hasPrefix("error: ") || $0.hasPrefix("fatal: ") }) else {
            return nil
        }
        // git lists things in lines of their own.
        let list = lines[(last + 1)...].prefix { $0.hasPrefix("\t") }.map { $0.dropFirst() }
        return "\(words[0]) says '\(([lines[last][...]] + list).joined(separator: " "))'"
    }

    /// Waits for the end of a program that has ended its output; gives its status as a shell does.
    func wait() -> Int32 {
        if let status { return status }
        var word: Int32 = 0
        while waitpid(process, &word, 0) < 0, errno == EINTR {}
        let isExit = word & 0x7F == 0
        let ended = isExit ? word >> 8 & 0xFF : 128 + word & 0x7F
        status = ended
        return ended
    }
}

/// Outside ``PipedProcess``, whose own functions would hide the system's.
private func readPiece(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    read(descriptor, &buffer, buffer.count)
}

private func isTemporary(_ number: Int32) -> Bool {
    number == EINTR || number == EAGAIN || number == EWOULDBLOCK
}

private func systemWords(_ number: Int32) -> String {
    String(cString: strerror(number)).lowercased()
}
