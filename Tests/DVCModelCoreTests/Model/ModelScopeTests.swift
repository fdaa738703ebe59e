import DVCModelCore
import Testing

@Suite struct ModelScopeTests {
    /// The scope of a tool started in `nlp`, whose dvc.yaml says this.
    private func scope(_ yaml: String, in directory: String? = "nlp") throws -> ModelScope {
        let file = directory.map { "\($0)/dvc.yaml" } ?? "dvc.yaml"
        let artifacts = try ArtifactsFile.parse(Array(yaml.utf8), at: file) { (_) throws(DVCModelError) in nil
        }
        let declared = DeclaredArtifacts(file: "/r/\(file)", directory: directory, artifacts: artifacts)
        return ModelScope(directory: directory, declared: declared, tool: "dvc-model-pull")
    }

    private func failure(_ scope: ModelScope, _ text: String?, _ selector: Selector? = nil) -> DVCModelError?
    {
        #expect(throws: DVCModelError.self) {
            try scope.reference(text.map(ModelArgument.parse) ?? ModelArgument(.inferred, selector))
        }
    }

    private static let models = """
        artifacts:
          tokenizer: {path: tok.json, type: model}
          resnet50: {path: models/resnet.pt, type: model}
          data: {path: data, type: dataset}
        """

    // MARK: Nothing given

    @Test(arguments: [
        "artifacts: {data: {path: d}}\n",
        "artifacts: {data: {path: d, type: model}, b: {path: b}, c: {path: c, type: other}}\n",
    ])
    func `the only artifact or the only model is meant`(yaml: String) throws {
        let expected = ModelReference(
            ArtifactName(directory: "nlp", name: "data"),
            .stage("prod"),
            isDeclared: true
        )
        #expect(try scope(yaml).reference(ModelArgument(.inferred, .stage("prod"))) == expected)
    }

    @Test func `several models are listed as commands`() throws {
        let expected = DVCModelError(
            .artifactAmbiguous,
            "'nlp/dvc.yaml' declares 2 models, and none is named",
            at: .file("/r/nlp/dvc.yaml"),
            hint: "dvc-model-pull 'nlp:tokenizer#prod'\ndvc-model-pull 'nlp:resnet50#prod'",
        )
        #expect(failure(try scope(Self.models), nil, .stage("prod")) == expected)
    }

    @Test func `several artifacts and no model are listed as commands`() throws {
        let expected = DVCModelError(
            .artifactAmbiguous,
            "'dvc.yaml' declares 3 artifacts, and none is named",
            at: .file("/r/dvc.yaml"),
            hint: "dvc-model-pull b\ndvc-model-pull a",
        )
        let yaml = "artifacts: {b: {path: b}, a: {path: a}, a b: {path: c}}\n"
        #expect(failure(try scope(yaml, in: nil), nil) == expected)
    }

    @Test func `a file without artifacts and no file are different errors`() throws {
        let empty = DVCModelError(
            .artifactUnknown,
            "'nlp/dvc.yaml' declares no artifact",
            at: .file("/r/nlp/dvc.yaml"),
            hint: "dvc-model-pull DIR:NAME",
        )
        #expect(failure(try scope("stages: {}\n"), nil) == empty)
        let none = DVCModelError(
            .noDVCYAML,
            "no 'dvc.yaml' here or in a folder above, up to the git root",
            hint: "dvc-model-pull DIR:NAME, or -C DIR",
        )
        #expect(failure(ModelScope(directory: nil, declared: nil, tool: "dvc-model-pull"), nil) == none)
    }

    // MARK: A name without a folder

    @Test func `a bare name gets the folder of the dvc.yaml`() throws {
        let expected = ModelReference(
            ArtifactName(directory: "nlp", name: "data"),
            .version("v1.0.0"),
            isDeclared: true
        )
        #expect(try scope(Self.models).reference(.parse("data@v1.0.0")) == expected)
        let root = ModelReference(ArtifactName(directory: nil, name: "data"), isDeclared: true)
        #expect(try scope(Self.models, in: nil).reference(.parse("data")) == root)
    }

    @Test(
        arguments: [
            ("resnet", 3, "dvc-model-pull nlp:resnet50"),
            ("tokeniser@v1.0.0", 2, "dvc-model-pull nlp:tokenizer@v1.0.0"),
            ("models/resnet.pt", 3, "dvc-model-pull nlp:resnet50"),
            ("./tok.json#prod", 2, "dvc-model-pull 'nlp:tokenizer#prod'"),
            ("bert", nil, "dvc-model-pull nlp:bert"),
        ] as [(String, Int?, String)]
    )
    func `a bare name that is not declared is an error with the next best command`(
        text: String,
        line: Int?,
        command: String
    ) throws {
        let name = text.prefix { $0 != "@" && $0 != "#" }
        let expected = DVCModelError(
            .artifactUnknown,
            "no artifact '\(name)' in 'nlp/dvc.yaml'",
            at: .file("/r/nlp/dvc.yaml", line: line),
            hint: "\(command)   (declared here: tokenizer, resnet50, data)",
        )
        #expect(failure(try scope(Self.models), text) == expected)
    }

    @Test func `in the root, the full form of a bare name begins with a colon`() throws {
        let hint = failure(try scope(Self.models, in: nil), "bert")?.hint
        #expect(hint == "dvc-model-pull :bert   (declared here: tokenizer, resnet50, data)")
    }

    @Test func `a name that no artifact can have is a usage error`() throws {
        #expect(failure(try scope(Self.models), "what.is.this")?.code == .usage)
        #expect(failure(ModelScope(directory: nil, declared: nil, tool: "t"), "a.b")?.code == .usage)
    }

    @Test func `without any dvc.yaml a bare name is full only where there is no folder to add`() throws {
        let root = ModelScope(directory: nil, declared: nil, tool: "dvc-model-pull")
        #expect(
            try root.reference(.parse("bert")) == ModelReference(ArtifactName(directory: nil, name: "bert"))
        )
        let error = failure(ModelScope(directory: "nlp", declared: nil, tool: "dvc-model-pull"), "bert")
        #expect(error?.code == .noDVCYAML)
        #expect(error?.hint == "dvc-model-pull :bert, for the git root's own")
    }

    @Test func `a declared artifact that GTO cannot address is an error at its line`() throws {
        let error = failure(try scope("artifacts:\n  a b: {path: x}\n"), nil)
        #expect(error?.code == .artifactUnknown)
        #expect(error?.location == .file("/r/nlp/dvc.yaml", line: 2))
        #expect(
            failure(try scope(Self.models, in: "my models"), "data")?.location
                == .file("/r/my models/dvc.yaml")
        )
    }

    // MARK: A full name

    @Test(
        arguments: [
            ("nlp:data", true, nil),
            ("nlp:resnet", false, "nlp:resnet50"),
            ("npl:data", false, "nlp:data"),
            ("nlp=resnet@v1.0.0", false, "nlp:resnet50"),
            ("vision:segmenter", false, nil),
            (":data", false, nil),
        ] as [(String, Bool, String?)]
    )
    func `a full name is sent whether it is declared or not`(
        text: String,
        isDeclared: Bool,
        nearMiss: String?
    ) throws {
        let argument = try ModelArgument.parse(text)
        guard case .full(let name) = argument.name else {
            Issue.record("\(text) is not full")
            return
        }
        let expected = ModelReference(
            name,
            argument.selector ?? .latest,
            isDeclared: isDeclared,
            nearMiss: nearMiss
        )
        #expect(try scope(Self.models).reference(argument) == expected)
    }

    // MARK: Several

    @Test func `each model comes once, in the order given`() throws {
        let arguments = try ["data", "nlp:data", "tokenizer", "data@v1.0.0", "data"].map {
            try ModelArgument.parse($0)
        }
        let references = try scope(Self.models).references(arguments).map(\.description)
        #expect(references == ["nlp:data", "nlp:tokenizer", "nlp:data@v1.0.0"])
    }
}
