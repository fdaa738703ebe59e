import DVCModelCore
import Testing

@Suite struct ModelArgumentTests {
    private static func full(_ directory: String?, _ name: String) -> ModelArgument.Name {
        .full(ArtifactName(directory: directory, name: name))
    }

    @Test(
        arguments: [
            ("resnet", .bare("resnet"), nil),
            ("a/b", .bare("a/b"), nil),
            ("models/resnet.pt", .bare("models/resnet.pt"), nil),
            ("resnet@v1.2.3", .bare("resnet"), .version("v1.2.3")),
            ("resnet@v1.2.3-rc.1+b", .bare("resnet"), .version("v1.2.3-rc.1+b")),
            ("resnet@latest", .bare("resnet"), .latest),
            ("resnet@greatest", .bare("resnet"), .latest),
            ("resnet#prod", .bare("resnet"), .stage("prod")),
            ("resnet#1", .bare("resnet"), .stage("1")),
            ("resnet#v1", .bare("resnet"), .stage("v1")),
            ("@v1.2.3", .inferred, .version("v1.2.3")),
            ("#prod", .inferred, .stage("prod")),
            ("@latest", .inferred, .latest),
            (":resnet", full(nil, "resnet"), nil),
            ("nlp:tokenizer@v1.0.0", full("nlp", "tokenizer"), .version("v1.0.0")),
            ("nlp/dvc.yaml:tokenizer#prod", full("nlp", "tokenizer"), .stage("prod")),
            ("nlp=tokenizer@v1.0.0", full("nlp", "tokenizer"), .version("v1.0.0")),
            ("nlp=tokenizer#prod", full("nlp", "tokenizer"), .stage("prod")),
            ("resnet@v1.2.3#4", full(nil, "resnet"), .version("v1.2.3")),
            ("resnet#prod#4", full(nil, "resnet"), .stage("prod")),
            ("refs/tags/resnet@v1.2.3", full(nil, "resnet"), .version("v1.2.3")),
            ("refs/tags/nlp=tokenizer#prod#4", full("nlp", "tokenizer"), .stage("prod")),
        ] as [(String, ModelArgument.Name, Selector?)]
    )
    func `an argument is a name and a selector`(text: String, name: ModelArgument.Name, selector: Selector?)
        throws
    {
        #expect(try ModelArgument.parse(text) == ModelArgument(name, selector))
    }

    @Test(
        arguments: [
            ("", "a MODEL is empty", nil),
            (
                "resnet@1.2.3", "'1.2.3' is not a version as GTO writes them: its 'v' is missing",
                "resnet@v1.2.3"
            ),
            ("resnet@main", "'main' is not a version as GTO writes them", "resnet@v1.2.3"),
            ("resnet@", "'' is not a version as GTO writes them", "resnet@v1.2.3"),
            ("resnet@Latest", "'Latest' is not a version as GTO writes them", "resnet@v1.2.3"),
            ("resnet#", "'' is not the name of a stage", "'resnet#STAGE'"),
            ("resnet#-prod", "'-prod' is not the name of a stage", "'resnet#STAGE'"),
            ("nlp=tokenizer", "'nlp=tokenizer' is the beginning of a tag, not a name", "nlp:tokenizer"),
            ("refs/tags/release-1", "'refs/tags/release-1' is not a tag of GTO", "NAME@v1.2.3 or NAME#STAGE"),
            (
                "resnet@v1.0.0!",
                "the tag 'resnet@v1.0.0!' takes version v1.0.0 of 'resnet' away, so it selects nothing",
                "NAME@v1.2.3 or NAME#STAGE"
            ),
            (
                "nlp=m#prod!#2",
                "the tag 'nlp=m#prod!#2' takes the stage 'prod' of 'nlp:m' away, so it selects nothing",
                "NAME@v1.2.3 or NAME#STAGE"
            ),
            (
                "m@deprecated", "the tag 'm@deprecated' deprecates 'm', so it selects nothing",
                "NAME@v1.2.3 or NAME#STAGE"
            ),
            (
                "m@created", "the tag 'm@created' only announces 'm', so it selects nothing",
                "NAME@v1.2.3 or NAME#STAGE"
            ),
            (
                "../x:m", "'../x' is not a folder counted from the git root",
                "DIR:m, where 'DIR/dvc.yaml' declares it"
            ),
        ] as [(String, String, String?)]
    )
    func `what cannot be meant is a usage error`(text: String, what: String, hint: String?) {
        let error = #expect(throws: DVCModelError.self) { try ModelArgument.parse(text) }
        #expect(error == DVCModelError(.usage, what, hint: hint))
    }
}
