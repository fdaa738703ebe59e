import DVCModelCore
import Testing

@Suite struct ModelRequestTests {
    private static let inferred = ModelArgument.Name.inferred

    @Test(
        arguments: [
            ([], nil, nil, [ModelArgument(inferred)]),
            ([], "v1.0.0", nil, [ModelArgument(inferred, .version("v1.0.0"))]),
            ([], "latest", nil, [ModelArgument(inferred, .latest)]),
            ([], nil, "prod", [ModelArgument(inferred, .stage("prod"))]),
            (
                ["a", "b"], "v1.0.0", nil,
                [
                    ModelArgument(.bare("a"), .version("v1.0.0")),
                    ModelArgument(.bare("b"), .version("v1.0.0")),
                ]
            ),
            (
                ["a@v1.0.0", "b#prod"], nil, nil,
                [
                    ModelArgument(.bare("a"), .version("v1.0.0")), ModelArgument(.bare("b"), .stage("prod")),
                ]
            ),
        ] as [([String], String?, String?, [ModelArgument])]
    )
    func `options select for all models`(
        models: [String],
        rev: String?,
        stage: String?,
        arguments: [ModelArgument]
    ) throws {
        #expect(try ModelRequest.parse(models, rev: rev, stage: stage) == .models(arguments))
    }

    @Test func `all models have one selector`() throws {
        #expect(try ModelRequest.parse([], isAll: true) == .all(.latest))
        #expect(try ModelRequest.parse([], stage: "prod", isAll: true) == .all(.stage("prod")))
    }

    @Test(arguments: ["nlp=m@v1.0.0", "refs/tags/nlp=m@v1.0.0", "nlp=m@v1.0.0#3"])
    func `a tag selects what it registers`(tag: String) throws {
        let name = ArtifactName(directory: "nlp", name: "m")
        #expect(
            try ModelRequest.parse([], tag: tag) == .models([ModelArgument(.full(name), .version("v1.0.0"))])
        )
    }

    @Test(arguments: [
        ("release-1", "'release-1' is not a tag of GTO, so there is nothing to do"),
        ("refs/tags/v1.0.0", "'refs/tags/v1.0.0' is not a tag of GTO, so there is nothing to do"),
        ("m@v1.0.0!", "the tag 'm@v1.0.0!' takes version v1.0.0 of 'm' away, so there is nothing to do"),
        ("m#prod!#2", "the tag 'm#prod!#2' takes the stage 'prod' of 'm' away, so there is nothing to do"),
        ("m@deprecated", "the tag 'm@deprecated' deprecates 'm', so there is nothing to do"),
    ])
    func `a tag that selects nothing is no error`(tag: String, note: String) throws {
        #expect(try ModelRequest.parse([], tag: tag) == .nothingToDo(note: note))
    }

    @Test(
        arguments: [
            ([], "v1.0.0", "prod", nil, false, "'--rev' and '--stage' exclude each other", "--stage"),
            (
                ["a@v1.0.0"], "v1.0.0", nil, nil, false, "'a@v1.0.0' says already what '--rev' says again",
                "--rev"
            ),
            (
                ["b", "a#prod"], nil, "prod", nil, false, "'a#prod' says already what '--stage' says again",
                "--stage"
            ),
            (["a"], nil, nil, nil, true, "'--all' means every model, so no MODEL goes with it", "--all"),
            (
                [], "1.0.0", nil, nil, false,
                "'1.0.0' is not a version as GTO writes them: its 'v' is missing", "--rev"
            ),
            ([], nil, "-x", nil, false, "'-x' is not the name of a stage", "--stage"),
            ([], nil, nil, "", false, "the tag is empty", "--tag"),
            (
                ["a"], nil, nil, "m@v1.0.0", false,
                "'--tag' says which model and version, so no MODEL, '--rev', '--stage' or '--all' goes with it",
                "--tag"
            ),
        ] as [([String], String?, String?, String?, Bool, String, String)]
    )
    func `contradictions are usage errors`(
        models: [String],
        rev: String?,
        stage: String?,
        tag: String?,
        isAll: Bool,
        what: String,
        option: String
    ) {
        let error = #expect(throws: DVCModelError.self) {
            try ModelRequest.parse(models, rev: rev, stage: stage, tag: tag, isAll: isAll)
        }
        #expect(error?.code == .usage)
        #expect(error?.what == what)
        #expect(error?.location == .option(option))
    }
}
