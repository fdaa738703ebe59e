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
    /// As `--repo` takes it; nil: inferred.
    let repo: String?

    /// - Throws: `setting-invalid`, `git-failed`
    init(_ layout: GitLayout, environment: Environment) throws(DVCModelError) {
        let settings = try GitProgram.settings("dvc-model.", in: layout, environment: environment)
        let prePush = settings["dvc-model.prepush"] ?? PrePush.warn.rawValue
        guard let known = PrePush(rawValue: prePush) else {
            throw .hookSetting("prePush", prePush, "warn, block or off")
        }
        wait = settings["dvc-model.wait"] ?? "5m"
        guard Units.duration(wait) != nil else { throw .hookSetting("wait", wait, Self.aTime) }
        // Where the look may stop the push, it has to come to an end.
        var limit: Duration? = known == .block ? .seconds(30) : .milliseconds(100)
        if let text = settings["dvc-model.prepushlimit"] {
            limit = Units.duration(text)
            if limit == nil { throw .hookSetting("prePushLimit", text, Self.aTime) }
        }
        prePushLimit = limit ?? .zero
        self.prePush = known
        repo = settings["dvc-model.repo"]
    }

    private static let aTime = "a time such as 90s, 10m or 1h"
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
