import DVCModelCLI
import DVCModelCore

/// `dvc-model-verify --hook-status`: what became of the tags that were pushed.
struct HookStatus {
    private let context: Context
    private let verdicts: PushVerdicts

    /// - Throws: `usage`, `no-git-repository`
    init(_ arguments: Arguments, _ context: Context) throws(DVCModelError) {
        guard arguments.positionals.isEmpty else {
            throw .usage("'--hook-status' takes no MODEL", of: VerifyCommand.table)
        }
        guard let layout = try GitLayout.find(from: context.workingDirectory) else { throw .noRepository }
        self.context = context
        verdicts = PushVerdicts(layout)
    }

    func answer() -> Answer<VerifyReport> {
        let all = verdicts.all
        if all.isEmpty { context.console.note("no tag was pushed here since the hook was installed") }
        for verdict in all {
            context.console.answer("\(verdict.tag): \(words(verdict)) (\(verdict.time))")
            for line in verdict.lines { context.console.answer("    \(line)") }
            if verdict.state != .waiting, !verdict.isTold { verdicts.told(verdict) }
        }
        let failed = all.filter { $0.state == .failed }.map(\.tag)
        return Answer(VerifyReport(), failures: failed.isEmpty ? [] : [.notArrived(failed)])
    }

    private func words(_ verdict: PushVerdict) -> String {
        switch verdict.state {
        case .arrived: "OK"
        case .failed: "FAILED"
        case .unknown: "UNKNOWN"
        case .waiting: isRunning(verdict) ? "WAITING" : "STOPPED before there was a verdict"
        }
    }

    /// A check that was just started has not written down its own number yet.
    private func isRunning(_ verdict: PushVerdict) -> Bool {
        verdict.process.map(Signals.isRunning) ?? true
    }
}

extension DVCModelError {
    static var noRepository: Self {
        .init(.noGitRepository, "there is no git repository here", hint: "-C DIR")
    }

    fileprivate static func notArrived(_ tags: [String]) -> Self {
        .init(
            .objectMissing,
            "of the tags that were pushed \(tags.count) cannot be downloaded",
            hint: tags.map { "dvc-model-verify --remote --tag \($0.shellQuoted)" }.first,
            paths: tags
        )
    }
}
