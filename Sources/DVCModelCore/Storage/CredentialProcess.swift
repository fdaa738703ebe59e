#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Runs a program that the user's own settings name, and takes what it says.
enum CredentialProcess {
    struct Failure: Error {
        /// Without a word of what was started: its arguments may be secret.
        let why: String
    }

    /// What the program, found on `PATH`, says on its standard output; its errors go where those of this process go.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments; no shell takes part.
    ///   - limit: in bytes; more is a failure.
    static func output(
        of words: [String],
        environment: Environment,
        limit: Int = 1 << 20,
    ) throws(Failure) -> [UInt8] {
        guard let name = words.first, !words.contains(where: { $0.utf8.contains(0) }) else {
            throw Failure(why: "it names no program")
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(why: systemWords(errno)) }
        // No program that is started meanwhile may hold them open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process: pid_t
        do throws(Failure) {
            process = try start(name, words, environment, output: ends[1])
        } catch {
            ends.forEach { close($0) }
            throw error
        }
        close(ends[1])
        let output = readAll(ends[0], limit)
        close(ends[0])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard let output else { throw Failure(why: "it said more than \(limit) bytes") }
        guard status & 0x7F == 0 else { throw Failure(why: "it ended by signal \(status & 0x7F)") }
        guard status == 0 else { throw Failure(why: "it ended with status \(status >> 8 & 0xFF)") }
        return output
    }

    private static func start(
        _ name: String,
        _ words: [String],
        _ environment: Environment,
        output: Int32,
    ) throws(Failure) -> pid_t {
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
        // A tool leaves these to a handler of its own; the program shall end by them.
        var ending = sigset_t()
        sigemptyset(&ending)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&ending, signal) }
        posix_spawnattr_setsigdefault(&attributes, &ending)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, name, &actions, &attributes, argv, envp)
        guard code == 0 else { throw Failure(why: systemWords(code)) }
        return process
    }

    /// Nil for more than the limit. The rest is left unread then, and the program finds nobody who listens.
    private static func readAll(_ descriptor: Int32, _ limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes += block[..<count] }
            if count == 0 || count < 0 && errno != EINTR { return bytes }
        }
        return nil
    }

    private static func systemWords(_ number: Int32) -> String {
        String(cString: strerror(number)).lowercased()
    }
}
