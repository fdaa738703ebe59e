extension OptionTable {
    package static let verify = OptionTable(
        tool: "dvc-model-verify",
        abstract: "check a DVC model's files here against what was registered",
        examples: [
            Example(command: "dvc-model-verify", meaning: "the model in this folder's dvc.yaml"),
            Example(command: "dvc-model-verify resnet50@v1.2.0", meaning: "against one version"),
            Example(
                command: "dvc-model-verify nlp:bert#prod -o models",
                meaning: "as dvc-model-pull -o put it"
            ),
        ],
        positional: models,
        options: modelOptions + routeOptions
            + [
                Option.out.explained("the files are where dvc-model-pull -o put them"),
                Flag.flat.explained("they were pulled with --flat"),
                Flag.strict,
            ] + commonOptions,
        exclusions: commonExclusions,
        environment: commonEnvironment,
    )
}
