/// What the `MODEL` arguments, `--rev`, `--stage`, `--tag` and `--all` ask for together.
package enum ModelRequest: Hashable, Sendable {
    /// At least one; ``ModelArgument/Name/inferred`` where no MODEL was given.
    case models([ModelArgument])
    /// Every model that is declared anywhere in the repository.
    case all(Selector)
    /// `--tag` with a tag that selects nothing, so that a CI job can run on every tag. The note says why.
    case nothingToDo(note: String)

    /// - Throws: `usage` for what contradicts itself or cannot be read.
    package static func parse(
        _ models: [String],
        rev: String? = nil,
        stage: String? = nil,
        tag: String? = nil,
        isAll: Bool = false,
    ) throws(DVCModelError) -> ModelRequest {
        if let tag {
            guard models.isEmpty, rev == nil, stage == nil, !isAll else { throw .tagNotAlone }
            return try parse(tag: tag)
        }
        let selector = try parse(rev: rev, stage: stage)
        if isAll {
            guard models.isEmpty else {
                throw DVCModelError(
                    .usage,
                    "'--all' means every model, so no MODEL goes with it",
                    at: .option("--all")
                )
            }
            return .all(selector ?? .latest)
        }
        guard !models.isEmpty else { return .models([ModelArgument(.inferred, selector)]) }
        var arguments: [ModelArgument] = []
        for model in models {
            let argument = try ModelArgument.parse(model)
            guard selector == nil || argument.selector == nil else {
                throw .selectedTwice(model, option: rev == nil ? "--stage" : "--rev")
            }
            arguments.append(ModelArgument(argument.name, argument.selector ?? selector))
        }
        return .models(arguments)
    }

    private static func parse(tag text: String) throws(DVCModelError) -> ModelRequest {
        guard !text.isEmpty else { throw DVCModelError(.usage, "the tag is empty", at: .option("--tag")) }
        guard let tag = GTOTag(ref: text) else {
            return .nothingToDo(note: "'\(text)' is not a tag of GTO, so there is nothing to do")
        }
        guard let argument = ModelArgument(tag) else {
            return .nothingToDo(note: "the tag '\(tag)' \(tag.effect), so there is nothing to do")
        }
        return .models([argument])
    }

    private static func parse(rev: String?, stage: String?) throws(DVCModelError) -> Selector? {
        if let rev {
            guard stage == nil else {
                throw DVCModelError(
                    .usage,
                    "'--rev' and '--stage' exclude each other",
                    at: .option("--stage")
                )
            }
            guard let selector = Selector(version: rev) else {
                throw .versionInvalid(rev, at: .option("--rev")) { "--rev \($0)" }
            }
            return selector
        }
        guard let stage else { return nil }
        guard ArtifactName.isValid(name: stage) else {
            throw DVCModelError(.usage, "'\(stage)' is not the name of a stage", at: .option("--stage"))
        }
        return .stage(stage)
    }
}

private extension DVCModelError {
    static var tagNotAlone: Self {
        .init(
            .usage,
            "'--tag' says which model and version, so no MODEL, '--rev', '--stage' or '--all' goes with it",
            at: .option("--tag"),
        )
    }

    static func selectedTwice(_ model: String, option: String) -> Self {
        .init(.usage, "'\(model)' says already what '\(option)' says again", at: .option(option))
    }
}
