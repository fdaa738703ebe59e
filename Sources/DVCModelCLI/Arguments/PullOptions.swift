extension Option where Value == String {
    package static var out: Self {
        Option(
            "--out",
            short: "-o",
            value: "DIR|FILE",
            group: .result,
            completion: .folder,
            help: "under DIR; a single file to FILE, or - for stdout",
        )
    }

    package static var switchLink: Self {
        Option(
            "--switch",
            value: "LINK",
            group: .result,
            completion: .file,
            help: "to a new folder in DIR, then turn LINK to it",
        )
    }
}

extension Option where Value == Int {
    package static var jobs: Self {
        Option(
            "--jobs",
            short: "-j",
            value: "N",
            group: .result,
            expectation: "a whole number from 1 to 256",
            help: "N downloads at a time; 16 ranges of a file, 64 files",
            read: { text in Int(text).flatMap { (1...256).contains($0) ? $0 : nil } },
        )
    }

    package static var stallTimeout: Self {
        Option(
            "--stall-timeout",
            value: "SEC",
            group: .result,
            expectation: "a whole number from 1 to 3600",
            help: "seconds without a byte before another try; 30",
            read: { text in Int(text).flatMap { (1...3_600).contains($0) ? $0 : nil } },
        )
    }
}

extension Option where Value == Int64 {
    /// In bytes a second, written as curl takes it. Source: <https://curl.se/docs/manpage.html#--limit-rate>.
    package static var limitRate: Self {
        Option(
            "--limit-rate",
            value: "RATE",
            group: .result,
            expectation: "bytes a second, such as 500K, 2.5M or 1G",
            help: "at most so many bytes a second: 500K, 2.5M",
            read: Units.byteCount,
        )
    }
}

extension Flag {
    package static let flat = Flag("--flat", group: .result, help: "without the model's own parent folders")
    package static let dryRun = Flag("--dry-run", group: .result, help: "only say what would be done")
    package static let cache = Flag(
        "--cache",
        group: .result,
        help: "keep what is downloaded in DVC's cache, too"
    )
    package static let expectChange = Flag(
        "--expect-change",
        group: .result,
        help: "status 1 where all was there already"
    )
    package static let force = Flag("--force", short: "-f", group: .result, help: "replace files that differ")
}

extension OptionTable {
    package static let pull = OptionTable(
        tool: "dvc-model-pull",
        abstract: "download a DVC model's files, check them, put them in place",
        description: [
            "Downloads the files of a model that is kept with DVC. Each is hashed while it arrives, compared with the MD5 that Git "
                + "records, and only then gets its name. What is right already is kept; what was stopped goes on where it was; what "
                + "differs is not replaced unasked unless it can be had again.",
            modelsInWords,
        ],
        examples: [
            Example(command: "dvc-model-pull", meaning: "the model in this folder's dvc.yaml"),
            Example(command: "dvc-model-pull resnet50@v1.2.0", meaning: "one version"),
            Example(
                command: "dvc-model-pull nlp:bert#prod -o models",
                meaning: "what is in prod, under models/"
            ),
        ],
        positional: models,
        options: modelOptions + routeOptions + [Option.remote]
            + [
                Option.out, Flag.flat, Option.switchLink, Flag.dryRun, Flag.force, Flag.cache, Option.jobs,
                Option.limitRate, Option.stallTimeout, Flag.strict, Flag.expectChange, Option.receipt,
            ] + commonOptions,
        exclusions: commonExclusions + [[Option.remote, Option.uris], [Option.receipt, Flag.dryRun]]
            + [[Flag.expectChange, Flag.dryRun]],
        environment: commonEnvironment,
    )
}
