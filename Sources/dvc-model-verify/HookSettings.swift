import DVCModelCLI
import DVCModelCore

/// What git's configuration says of the hook: `dvc-model.prePush`, `dvc-model.prePushLimit`, `dvc-model.wait`,
/// `dvc-model.repo`.
struct HookSettings {
    enum PrePush: String, CaseIterable {
        /// Problems are told.
        case warn
        /// They stop the push.
        case block
        /// Nothing is looked at before a push.
        case off
    }

    let prePush: PrePush
    /// How long a push waits for the look at what is pushed.
    let prePushLimit: Duration
    /// How long a version is waited for once the push is over, as `--wait` takes it.
    let wait: String
    let waitLimit: Duration
    /// As `--repo` takes it; nil: inferred.
    let repo: String?

    /// - Throws: `setting-invalid`, `git-failed`
    init(_ layout: GitLayout, environment: Environment) throws(DVCModelError) {
        let settings = try GitProgram.settings("dvc-model.", in: layout, environment: environment)
        let word = settings["dvc-model.prepush"] ?? PrePush.warn.rawValue
        guard let prePush = PrePush(rawValue: word) else {
            throw .hookSetting("prePush", word, "warn, block or off")
        }
        self.prePush = prePush
        // Where the look may stop the push, it has to come to an end.
        let usualLimit: Duration = prePush == .block ? .seconds(30) : .milliseconds(100)
        prePushLimit = try Self.time("prePushLimit", settings["dvc-model.prepushlimit"]) ?? usualLimit
        wait = settings["dvc-model.wait"] ?? "5m"
        waitLimit = try Self.time("wait", wait) ?? .zero
        repo = settings["dvc-model.repo"]
    }

    private static func time(_ name: String, _ text: String?) throws(DVCModelError) -> Duration? {
        guard let text else { return nil }
        guard let time = Units.duration(text) else {
            throw .hookSetting(name, text, "a time such as 90s, 10m or 1h")
        }
        return time
    }
}

extension DVCModelError {
    fileprivate static func hookSetting(_ name: String, _ value: String, _ expectation: String) -> Self {
        .init(
            .settingInvalid,
            "git's setting 'dvc-model.\(name)' is '\(value)', and not \(expectation)",
            hint: "git config dvc-model.\(name) VALUE"
        )
    }
}
