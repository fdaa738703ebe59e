import DVCModelCLI
import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `dvc-model-verify --hook check TAG OBJECT`: what the hook leaves behind. Waits until the push is over and the tag is at
/// its remote, then until it can be downloaded; the verdict is written down, as nobody listens.
struct PushCheck {
    /// What the hook knows of the push, handed on in the environment, where a remote's URL with its login is seen by
    /// nobody else.
    struct Surroundings {
        private static let remoteName = "DVC_MODEL_PUSH_REMOTE"
        private static let processName = "DVC_MODEL_PUSH_PROCESS"

        /// Nil on the receiving side.
        let remote: String?
        /// That of `git push`; nil on the receiving side.
        let process: pid_t?

        init(_ arguments: Arguments, _ event: HookEvent) {
            remote = event == .prePush ? arguments.positionals.first : nil
            process = event == .prePush ? getppid() : nil
        }

        fileprivate init(_ environment: Environment) {
            remote = environment[Self.remoteName]
            process = environment[Self.processName].flatMap { pid_t($0) }.flatMap { $0 > 1 ? $0 : nil }
        }

        /// The hook's script, which knows its own parent better, goes first.
        func added(to environment: Environment) -> Environment {
            var variables = environment.outsideOfHook.variables
            variables[Self.remoteName] = remote
            variables[Self.processName] =
                process == nil ? nil : variables[Self.processName] ?? process.map { "\($0)" }
            return Environment(variables)
        }
    }

    /// A push that is longer under way is not waited for.
    private static let pushLimit = Duration.seconds(24 * 3_600)

    private static let fileByteLimit: rlim_t = 1 << 20

    private let tag: String
    private let object: String
    private let surroundings: Surroundings
    private let layout: GitLayout
    private let verdicts: PushVerdicts
    private let settings: HookSettings
    private let client: HTTPClient
    private let context: Context

    /// - Throws: `usage`, `no-git-repository`, and what ``HookSettings`` throws
    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        guard arguments.positionals.count == 2 else {
            throw .usage("'--hook check' takes TAG and OBJECT", of: VerifyCommand.table)
        }
        guard let layout = try GitLayout.find(from: context.workingDirectory) else {
            throw DVCModelError(.noGitRepository, "there is no git repository here")
        }
        self.layout = layout
        self.context = context
        (tag, object) = (arguments.positionals[0], arguments.positionals[1])
        surroundings = Surroundings(context.environment)
        verdicts = PushVerdicts(layout)
        settings = try HookSettings(layout, environment: context.environment)
        let http = try ModelSource(arguments, in: context).httpSettings
        client = HTTPClient(http, cancellation: context.cancellation, log: context.log)
    }

    func answer() throws(DVCModelError) -> Answer<VerifyReport> {
        // Whoever waits for the session or the terminal of the push does not wait for this.
        setsid()
        limitFiles()
        try note(.waiting, process: getpid())
        do throws(DVCModelError) {
            guard try hasArrived() else {
                context.console.note(
                    "'\(tag)' did not come to '\(Redaction.text(surroundings.remote ?? ""))': no verdict"
                )
                verdicts.remove(tag)
                return Answer(VerifyReport())
            }
            let answer = try look()
            try note(answer.failures)
            return answer
        } catch {
            try note([error])
            throw error
        }
    }

    /// Neither the log nor the verdict can fill a disk.
    private func limitFiles() {
        var limit = rlimit(rlim_cur: Self.fileByteLimit, rlim_max: Self.fileByteLimit)
        #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        #else
            setrlimit(RLIMIT_FSIZE, &limit)
        #endif
    }

    // MARK: The push

    /// Whether the tag is where it was pushed to, once the push is over. False: the push failed, or brought another one.
    private func hasArrived() throws(DVCModelError) -> Bool {
        guard let remote = surroundings.remote else { return true }
        try waitForPush()
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = WaitSchedule(limit: Units.duration(settings.wait) ?? .zero)
        while true {
            do throws(DVCModelError) {
                let found = try GitProgram.remoteTag(
                    tag,
                    at: remote,
                    in: layout,
                    environment: context.environment
                )
                return found == object
            } catch {
                guard let pause = schedule.pause(elapsed: start.duration(to: clock.now)) else { throw error }
                try wait(pause)
            }
        }
    }

    private func waitForPush() throws(DVCModelError) {
        guard let process = surroundings.process else { return }
        let clock = ContinuousClock()
        let end = clock.now + Self.pushLimit
        while kill(process, 0) == 0 || errno == EPERM, clock.now < end { try wait(.milliseconds(100)) }
    }

    private func wait(_ time: Duration) throws(DVCModelError) {
        do throws(HTTPFailure) { try client.pause(time) } catch {
            throw DVCModelError(.interrupted, "stopped while waiting")
        }
    }

    // MARK: The verdict

    private func look() throws(DVCModelError) -> Answer<VerifyReport> {
        var words = ["--remote", "--no-progress", "--tag", tag, "--wait", settings.wait]
        if let repo = settings.repo { words += ["--repo", repo] }
        guard case .run(let arguments) = try ArgumentParser.parse(words, by: VerifyCommand.table) else {
            throw DVCModelError(.internal, "the check's own command line asks for help")
        }
        return try RemoteVerify(arguments, context).answer { reasons in
            // The verdict at the end matters more than that it can be seen coming.
            try? note(.waiting, reasons, process: getpid())
        }
    }

    private func note(_ failures: [DVCModelError]) throws(DVCModelError) {
        let isKnown = failures.allSatisfy {
            [.objectMissing, .md5Mismatch, .recordMissing].contains($0.code)
        }
        try note(failures.isEmpty ? .arrived : isKnown ? .failed : .unknown, failures)
    }

    private func note(
        _ state: PushVerdict.State,
        _ reasons: [DVCModelError] = [],
        process: pid_t? = nil,
    ) throws(DVCModelError) {
        let time = Timestamp(secondsSince1970: context.clock.wall())?.text ?? ""
        var verdict = PushVerdict(tag: tag, object: object, state: state, time: time, process: process)
        verdict.lines = reasons.flatMap { ErrorText.lines($0, tool: context.console.tool) }
        try verdicts.write(verdict)
    }
}
