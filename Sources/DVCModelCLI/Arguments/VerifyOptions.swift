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
                Option.receipt.explained("against a receipt of dvc-model-pull"),
            ] + commonOptions,
        exclusions: commonExclusions
            + [Option.rev, .stage, .tag, .path, .uris, .repo].map { [$0, Option.receipt] }
            + [[Flag.all, Option.receipt], [Flag.flat, Option.receipt]],
        environment: commonEnvironment,
    )
}
