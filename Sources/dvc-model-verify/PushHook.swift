import DVCModelCLI
import DVCModelCore
import Dispatch
import Synchronization

/// `dvc-model-verify --hook`, called by git for a push: a look at what is pushed, and a check in the background of whether
/// it can be downloaded afterwards. No push fails of it but with `dvc-model.prePush = block`, and none waits for it.
struct PushHook {
    /// A push of more tags is most likely the first one of a clone; what a look at the whole registry is for.
    private static let checkedTagLimit = 8
    private static let inputByteLimit = 64 << 20

    private let event: HookEvent
    private let arguments: Arguments
    private let context: Context

    init(_ event: HookEvent, _ arguments: Arguments, _ context: Context) {
        self.event = event
        self.arguments = arguments
        self.context = context
    }

    func answer() -> Answer<VerifyReport> {
        do throws(DVCModelError) {
            // In any case: git would meet a closed pipe.
            let input = try StandardInput.read(limit: Self.inputByteLimit)
            guard context.environment["DVC_MODEL_HOOK"] != "0" else { return Answer(VerifyReport()) }
            let tags = PushedTag.all(in: input, of: event)
            guard !tags.isEmpty, let layout = try GitLayout.find(from: context.workingDirectory) else {
                return Answer(VerifyReport())
            }
            let settings = try HookSettings(layout, environment: context.environment)
            let problems = event == .prePush ? PushLook(context).problems(of: tags, settings) : []
            guard problems.isEmpty || settings.prePush != .block else {
                context.console.note(
                    "the push is stopped (dvc-model.prePush = block); git push --no-verify goes on all the same"
                )
                return Answer(VerifyReport(), failures: problems)
            }
            for problem in problems { context.console.warn("what is pushed: \(problem.what)") }
            checkLater(tags, PushVerdicts(layout))
        } catch {
            context.console.warn("the push is not looked at: \(error.what)")
        }
        return Answer(VerifyReport())
    }

    private func checkLater(_ tags: [PushedTag], _ verdicts: PushVerdicts) {
        for tag in tags.prefix(Self.checkedTagLimit) {
            do throws(DVCModelError) {
                let now = Timestamp(secondsSince1970: context.clock.wall())?.text ?? ""
                try verdicts.write(
                    PushVerdict(tag: tag.name, object: tag.object, state: .waiting, time: now)
                )
                try DetachedProcess.start(
                    [CommandLine.arguments[0], "--hook", HookEvent.check.rawValue, tag.name, tag.object],
                    environment: PushCheck.Surroundings(arguments, event).added(to: context.environment),
                    log: verdicts.log(of: tag.name)
                )
            } catch {
                return context.console.warn("whether '\(tag.name)' arrives is not checked: \(error.what)")
            }
        }
        if tags.count > Self.checkedTagLimit {
            context.console.note(
                "of \(tags.count) tags \(Self.checkedTagLimit) are checked; dvc-model-verify --remote --all checks all"
            )
        }
        verdicts.removeOldest()
    }
}

/// A look at the records of what is about to be pushed, before it is.
private struct PushLook {
    private let context: Context

    init(_ context: Context) {
        self.context = context
    }

    /// What is wrong with the records of these tags; nothing where that takes too long to find out.
    func problems(of tags: [PushedTag], _ settings: HookSettings) -> [DVCModelError] {
        guard settings.prePush != .off else { return [] }
        let found = Found()
        let isDone = DispatchSemaphore(value: 0)
        let look = self
        DispatchQueue.global().async {
            found.set(tags.flatMap(look.problems))
            isDone.signal()
        }
        let (seconds, attoseconds) = settings.prePushLimit.components
        let limit = DispatchTimeInterval.milliseconds(
            Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
        )
        guard isDone.wait(timeout: .now() + limit) == .success else { return [] }
        return found.errors
    }

    private func problems(of tag: PushedTag) -> [DVCModelError] {
        // Pushed from another name, it is no tag of this repository.
        guard tag.localName == tag.name else { return [] }
        do throws(DVCModelError) {
            let words = ["--offline", "--quiet", "--tag", tag.name]
            guard case .run(let arguments) = try ArgumentParser.parse(words, by: VerifyCommand.table) else {
                return []
            }
            return try OfflineVerify(arguments, context).problems()
        } catch {
            return [error]
        }
    }

    /// What the look found, handed from its thread to this one.
    private final class Found: Sendable {
        private let state = Mutex<[DVCModelError]>([])

        var errors: [DVCModelError] { state.withLock(\.self) }

        func set(_ errors: [DVCModelError]) { state.withLock { $0 = errors } }
    }
}
