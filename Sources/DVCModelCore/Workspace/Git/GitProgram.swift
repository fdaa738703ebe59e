#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Runs git, for the questions that its files do not answer by themselves. The only place that starts a program.
package enum GitProgram {
    /// Whether the index of the repository that holds a file knows that file.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `git-failed`
    package static func tracks(_ path: String, environment: Environment) throws(DVCModelError) -> Bool {
        let listed = try run(
            ["ls-files", "-z", "--", Path.lastComponent(path)],
            in: Path.parent(path),
            environment
        )
        return !listed.isEmpty
    }

    /// The files of a name, in any folder, that the index of a repository knows; relative to the git root, in the order
    /// of their paths.
    ///
    /// - Parameter gitRoot: absolute.
    /// - Throws: `git-failed`
    package static func trackedFiles(
        named name: String,
        below gitRoot: String,
        environment: Environment,
    ) throws(DVCModelError) -> [String] {
        let listed = try run(["ls-files", "-z", "--", ":(glob)**/\(name)"], in: gitRoot, environment)
        return listed.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What git says on its standard output.
    private static func run(
        _ arguments: [String],
        in folder: String,
        _ environment: Environment,
    ) throws(DVCModelError) -> [UInt8] {
        // Nothing that the repository's own configuration names is to be started.
        let words = ["git", "-c", "core.fsmonitor=false", "-C", folder] + arguments
        let (output, status) = try capture(words, withoutGitVariables(environment))
        guard status == 0 else { throw .gitFailed(words, "it ended with status \(status)") }
        return output
    }

    /// A hook runs with variables that would lead git elsewhere.
    private static func withoutGitVariables(_ environment: Environment) -> [String] {
        let kept = environment.variables.filter {
            !["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"].contains($0.key)
        }
        return kept.map { "\($0.key)=\($0.value)" }
    }

    private static func capture(
        _ words: [String],
        _ variables: [String],
    ) throws(DVCModelError) -> (output: [UInt8], status: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .gitFailed(words, String(cString: strerror(errno))) }
        defer { close(ends[0]) }
        let process = try start(words, variables, output: ends[1], closing: ends[0])
        let output = readAll(ends[0])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let isExit = status & 0x7F == 0
        return (output, isExit ? status >> 8 & 0xFF : 128 + status & 0x7F)
    }

    /// Starts a program with its standard output in `output`, which is closed here.
    private static func start(
        _ words: [String],
        _ variables: [String],
        output: Int32,
        closing other: Int32,
    ) throws(DVCModelError) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addclose(&actions, output)
        posix_spawn_file_actions_addclose(&actions, other)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let argv = words.map { strdup($0) } + [nil]
        let envp = variables.map { strdup($0) } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, nil, argv, envp)
        close(output)
        guard code == 0 else { throw .gitFailed(words, String(cString: strerror(code))) }
        return process
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { bytes += block[..<count] }
            if count == 0 || count < 0 && errno != EINTR { return bytes }
        }
    }
}

extension DVCModelError {
    fileprivate static func gitFailed(_ words: [String], _ why: String) -> Self {
        .init(
            .gitFailed,
            "'\(words.joined(separator: " "))' failed: \(why)",
            hint: "run that command to see more"
        )
    }
}
