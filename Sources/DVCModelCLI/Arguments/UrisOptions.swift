/// What `dvc-model-uris` prints.
package enum UrisFormat: String, Sendable, CaseIterable {
    /// One URL a line.
    case url
    /// `path<TAB>url`.
    case tsv
    /// Studio's own JSON object.
    case map
    /// A config for `curl -K -`.
    case curl
    /// An input file for `aria2c -i -`.
    case aria2
    /// `path\0url\0`.
    case null
}

extension Option where Value == UrisFormat {
    package static var format: Self {
        Option(
            choice: "--format",
            value: "FORMAT",
            group: .result,
            help: "url (the default), tsv, map, curl, aria2 or null"
        )
    }
}

extension Option where Value == Int {
    /// Source of the bound: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
    package static var expiresIn: Self {
        Option(
            "--expires-in",
            value: "SECONDS",
            group: .result,
            expectation: "a whole number from 1 to 604800, which is a week",
            help: "how long the URLs of a DVC remote are good; 3600",
            read: { text in Int(text).flatMap { (1...604_800).contains($0) ? $0 : nil } },
        )
    }
}

extension OptionTable {
    package static let uris = OptionTable(
        tool: "dvc-model-uris",
        abstract: "print the signed URLs of a DVC model's files",
        description: [
            "Prints the signed URLs of the files of a model that is kept with DVC, one a line or as another downloader takes them.",
            modelsInWords,
        ],
        examples: [
            Example(command: "dvc-model-uris", meaning: "the model in this folder's dvc.yaml"),
            Example(command: "dvc-model-uris resnet50@v1.2.0", meaning: "one version"),
            Example(command: "dvc-model-uris --format curl | curl -K -", meaning: "download with curl"),
        ],
        positional: models,
        options: modelOptions + routeOptions + [Option.remote, Option.expiresIn, Option.format]
            + commonOptions,
        exclusions: commonExclusions + [[Option.format, Flag.json], [Option.remote, Option.uris]],
        environment: commonEnvironment,
    )
}
