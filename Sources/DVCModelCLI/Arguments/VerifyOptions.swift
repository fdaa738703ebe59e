extension Flag {
    /// Bears the name of the other tools' option for a DVC remote, which here goes without saying.
    package static let remoteObjects = Flag(
        "--remote",
        group: .result,
        help: "the objects in storage, by one byte of each"
    )
    package static let offline = Flag(
        "--offline",
        group: .result,
        help: "what Git records, and what of it DVC's cache has"
    )
    package static let full = Flag(
        "--full",
        group: .result,
        help: "with --remote: by all of their bytes, kept nowhere"
    )
    package static let hookStatus = Flag(
        "--hook-status",
        group: .result,
        help: "what became of the tags that were pushed"
    )
}

extension Option where Value == HookEvent {
    package static var hook: Self {
        Option(
            choice: "--hook",
            value: "EVENT",
            isHidden: true,
            help: "called by git: pre-push, post-receive"
        )
    }
}

extension Option where Value == String {
    package static var name: Self {
        Option("--name", value: "GLOB", group: .model, help: "of these, artifacts of this name")
    }
}

extension Option where Value == Duration {
    package static var wait: Self {
        Option(
            "--wait",
            value: "TIME",
            group: .result,
            expectation: "a time such as 90s, 10m or 1h",
            help: "--remote, and ask again for so long: 90s, 10m",
            read: Units.duration,
        )
    }
}

extension OptionTable {
    package static let verify = OptionTable(
        tool: "dvc-model-verify",
        abstract: "check a DVC model, here or in storage, against its records",
        description: [
            "Holds the files here against the MD5s of a model, or with --remote proves, by one byte of each object, that a version can "
                + "be downloaded, and names the command that mends it where it cannot. With --hook-status it tells what became of the "
                + "tags that were pushed.",
            modelsInWords,
        ],
        examples: [
            Example(command: "dvc-model-verify", meaning: "the model in this folder's dvc.yaml"),
            Example(command: "dvc-model-verify resnet50@v1.2.0", meaning: "against one version"),
            Example(
                command: "dvc-model-verify nlp:bert#prod -o models",
                meaning: "as dvc-model-pull -o put it"
            ),
            Example(
                command: "dvc-model-verify --remote --tag TAG",
                meaning: "can it be downloaded?"
            ),
        ],
        positional: models,
        options: [
            Option.rev, Option.stage, Option.tag,
            Flag.all.explained("all declared; with --remote, --offline: all registered"),
            Option.name, Option.path,
        ] + routeOptions
            + [
                Option.out.explained("the files are where dvc-model-pull -o put them"),
                Flag.flat.explained("they were pulled with --flat"),
                Flag.strict,
                Option.receipt.explained("against a receipt of dvc-model-pull"),
                Flag.remoteObjects, Flag.full, Option.wait, Flag.offline, Flag.hookStatus, Option.hook,
            ] + commonOptions,
        exclusions: verifyExclusions,
        environment: commonEnvironment,
    )
}

extension OptionTable {
    /// Three questions, of which one is asked at a time: what is here, what is in storage, what Git records.
    private static var verifyExclusions: [[any DeclaredOption]] {
        let questions: [any DeclaredOption] = [Flag.remoteObjects, Flag.offline]
        let ofHere: [any DeclaredOption] = [Option.receipt, Option.out, Flag.flat]
        let notAwaited: [any DeclaredOption] = [Flag.all, Flag.offline] + ofHere
        let notOffline: [any DeclaredOption] = [Option.uris, Option.repo]
        let inReceipt: [any DeclaredOption] =
            [Option.rev, Option.stage, Option.tag, Option.path, Option.uris, Option.repo] + [
                Flag.all, Flag.flat,
            ]
        var exclusions = commonExclusions
        exclusions += ofHere.map { [$0] + questions }
        exclusions += notAwaited.map { [$0, Option.wait] }
        exclusions += notOffline.map { [$0, Flag.offline] }
        exclusions += inReceipt.map { [$0, Option.receipt] }
        return exclusions
    }
}
