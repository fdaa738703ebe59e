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

extension OptionTable {
    package static let uris = OptionTable(
        tool: "dvc-model-uris",
        abstract: "print the signed URLs of a DVC model's files",
        examples: [
            Example(command: "dvc-model-uris", meaning: "the model in this folder's dvc.yaml"),
            Example(command: "dvc-model-uris resnet50@v1.2.0", meaning: "one version"),
            Example(command: "dvc-model-uris --format curl | curl -K -", meaning: "download with curl"),
        ],
        positional: models,
        options: modelOptions + routeOptions + [Option.format] + commonOptions,
        exclusions: commonExclusions + [[Option.format, Flag.json]],
        environment: commonEnvironment,
    )
}
