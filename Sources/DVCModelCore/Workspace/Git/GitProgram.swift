/// Runs git, for the questions that its files do not answer by themselves.
package enum GitProgram {
    /// Whether the index of the repository that holds a file knows that file.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `git-failed`
    package static func tracks(_ path: String, environment: Environment) throws(DVCModelError) -> Bool {
        let listed = try run(
            ["-C", Path.parent(path), "ls-files", "-z", "--", Path.lastComponent(path)],
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
        let listed = try run(
            ["-C", gitRoot, "ls-files", "-z", "--", ":(glob)**/\(name)"],
            environment
        )
        return listed.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What git says on its standard output when it is asked about a repository.
    ///
    /// - Throws: `git-failed`
    static func run(
        _ arguments: [String],
        in layout: GitLayout,
        _ environment: Environment,
        isOnline: Bool = false,
    ) throws(DVCModelError) -> [UInt8] {
        try run(["--git-dir", layout.gitFolder] + arguments, environment, isOnline: isOnline)
    }

    /// A git that stays and answers questions about a repository.
    ///
    /// - Throws: `git-failed`
    static func start(
        _ arguments: [String],
        in layout: GitLayout,
        _ environment: Environment,
    ) throws(DVCModelError) -> PipedProcess {
        try start(["--git-dir", layout.gitFolder] + arguments, environment)
    }

    private static func run(
        _ arguments: [String],
        _ environment: Environment,
        isOnline: Bool = false,
    ) throws(DVCModelError) -> [UInt8] {
        let process = try start(arguments, environment, isOnline: isOnline)
        do throws(PipedProcess.Failure) {
            return try process.output(limit: outputLimit)
        } catch {
            throw .gitFailed(process.words, error.why)
        }
    }

    private static let outputLimit = 1 << 30

    /// - Parameter isOnline: whether it may talk to other repositories.
    private static func start(
        _ arguments: [String],
        _ environment: Environment,
        isOnline: Bool = false,
    ) throws(DVCModelError) -> PipedProcess {
        // Nothing that the repository's own configuration names is to be started.
        let words = ["git", "-c", "core.fsmonitor=false"] + arguments
        guard let program = path(environment) else { throw .gitMissing() }
        do throws(PipedProcess.Failure) {
            return try PipedProcess(program, words, variables: variables(environment, isOnline: isOnline))
        } catch {
            throw .gitFailed(words, error.why)
        }
    }

    private static func path(_ environment: Environment) -> String? {
        (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map { String($0) }
            .filter(Path.isAbsolute)
            .map { Path.join($0, "git") }
            .first { Files.kind($0) == .file }
    }

    private static func variables(_ environment: Environment, isOnline: Bool) -> [String] {
        environment.outsideOfHook.variables
            .merging(isOnline ? fixed : fixed.merging(offline) { $1 }) { $1 }
            .map { "\($0.key)=\($0.value)" }
    }

    /// What a hook runs with and would lead git elsewhere (`git rev-parse --local-env-vars`, without what carries
    /// the user's own `-c`), and what changes the meaning of a path.
    static let leadingElsewhere: Set = [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
        "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_LITERAL_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
    ]

    private static let fixed = [
        "GIT_TERMINAL_PROMPT": "0",
        // A tag names what it names, whatever `refs/replace` says; GTO and DVC know nothing of it either.
        "GIT_NO_REPLACE_OBJECTS": "1",
        // Complaints are looked through for `error:`.
        "LC_ALL": "C",
    ]

    /// A partial clone would fetch what is missing, by programs that its configuration names. Before git 2.44 only the
    /// second of these keeps it from that.
    private static let offline = ["GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""]
}

extension DVCModelError {
    /// - Parameter why: a clause of its own. In it and in the words a URL may have a login.
    static func gitFailed(
        _ words: [String],
        _ why: String,
        hint: String = "run that command to see more",
    ) -> Self {
        .init(
            .gitFailed,
            Redaction.text("'\(words.joined(separator: " "))' failed: \(why)"),
            hint: hint
        )
    }

    fileprivate static func gitMissing() -> Self {
        .init(
            .gitFailed,
            "there is no program 'git' on the PATH",
            at: .environment("PATH"),
            hint: "install git"
        )
    }
}
