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

    private static let fileByteLimit: rlim_t = 1 << 20

    private let tag: String
    private let object: String
    private let layout: GitLayout
    private let verdicts: PushVerdicts
    private let arguments: Arguments
    private let context: Context

    /// - Throws: `usage`, `no-git-repository`
    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        guard arguments.positionals.count == 2 else {
            throw .usage("'--hook check' takes TAG and OBJECT", of: VerifyCommand.table)
        }
        guard let layout = try GitLayout.find(from: context.workingDirectory) else { throw .noRepository }
        self.layout = layout
        self.arguments = arguments
        self.context = context
        (tag, object) = (arguments.positionals[0], arguments.positionals[1])
        verdicts = PushVerdicts(layout)
    }

    func answer() throws(DVCModelError) -> Answer<VerifyReport> {
        // Whoever waits for the session or the terminal of the push does not wait for this.
        setsid()
        limitFiles()
        try note(.waiting, process: getpid())
        do throws(DVCModelError) {
            return try check()
        } catch {
            try note([error])
            throw error
        }
    }

    private func check() throws(DVCModelError) -> Answer<VerifyReport> {
        let settings = try HookSettings(layout, environment: context.environment)
        let surroundings = Surroundings(context.environment)
        let arrival = try PushArrival(
            surroundings,
            layout,
            limit: settings.waitLimit,
            arguments,
            context
        )
        guard try arrival.hasArrived(tag, object) else {
            let remote = Redaction.text(surroundings.remote ?? "")
            context.console.note("'\(tag)' did not come to '\(remote)': no verdict")
            verdicts.remove(tag)
            return Answer(VerifyReport())
        }
        let answer = try look(settings)
        try note(answer.failures)
        return answer
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

    // MARK: The verdict

    private func look(_ settings: HookSettings) throws(DVCModelError) -> Answer<VerifyReport> {
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
