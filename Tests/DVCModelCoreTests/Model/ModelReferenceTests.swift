import DVCModelCore
import Testing

@Suite struct ModelReferenceTests {
    private func declared(_ yaml: String, in directory: String?) throws -> DeclaredArtifacts {
        let artifacts = try ArtifactsFile.parse(Array(yaml.utf8), at: "dvc.yaml") {
            (_) throws(DVCModelError) in nil
        }
        return DeclaredArtifacts(
            file: "\(directory ?? "")/dvc.yaml",
            directory: directory,
            artifacts: artifacts
        )
    }

    @Test func `every model of every file is found, and what GTO cannot address is told`() throws {
        let files = [
            try declared("artifacts:\n  a: {path: a, type: model}\n  b: {path: b}\n", in: nil),
            try declared(
                "artifacts:\n  a: {path: a, type: model}\n  x y: {path: b, type: model}\n",
                in: "nlp"
            ),
            try declared("artifacts: {c: {path: c, type: model}}\n", in: "my models"),
        ]
        let found = DeclaredArtifacts.models(in: files, .stage("prod"))
        let expected = [nil, "nlp"].map { directory in
            ModelReference(ArtifactName(directory: directory, name: "a"), .stage("prod"), isDeclared: true)
        }
        #expect(found.references == expected)
        #expect(
            found.errors.map(\.location) == [.file("nlp/dvc.yaml", line: 3), .file("my models/dvc.yaml")]
        )
        #expect(found.errors.map(\.code) == [.artifactUnknown, .artifactUnknown])
    }

    @Test(arguments: [
        (Selector.latest, "nlp:m"), (.version("v1.0.0"), "nlp:m@v1.0.0"), (.stage("prod"), "nlp:m#prod"),
    ])
    func `a reference is printed as it can be typed`(selector: Selector, text: String) {
        #expect(ModelReference(ArtifactName(directory: "nlp", name: "m"), selector).description == text)
    }
}
