#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Starts programs that nobody waits for.
package enum DetachedProcess {
    /// The program keeps nothing of what this process has open: it reads nothing, what it answers is lost, and what it
    /// says on its standard error goes to a file. It stays in this process's session until it leaves that by itself.
    ///
    /// - Parameters:
    ///   - words: its name, looked for in `PATH` where that has no slash, and its arguments.
    ///   - log: the file, made anew.
    /// - Throws: `file-unwritable` where the log cannot be made or the program cannot be started
    package static func start(
        _ words: [String],
        environment: Environment,
        log: String,
    ) throws(DVCModelError) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
        closeOthersOnStart()
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, nil, argv, envp)
        guard code == 0 else {
            throw DVCModelError(
                .fileUnwritable,
                "'\(words[0])' cannot be started in the background: "
                    + String(cString: strerror(code)).lowercased(),
                at: .file(log)
            )
        }
    }

    /// Whoever started this process may have left it any descriptor, and waits until all copies of it are closed.
    private static func closeOthersOnStart() {
        let limit = Int32(clamping: min(sysconf(Int32(_SC_OPEN_MAX)), 4_096))
        for descriptor in 3..<max(limit, 4) {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }
}
