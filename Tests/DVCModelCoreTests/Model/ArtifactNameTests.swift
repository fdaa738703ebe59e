import DVCModelCore
import Testing

@Suite struct ArtifactNameTests {
    @Test(
        arguments: [
            ("resnet", nil, "resnet"),
            (":resnet", nil, "resnet"),
            ("dvc.yaml:resnet", nil, "resnet"),
            ("./dvc.yaml:resnet", nil, "resnet"),
            (".:resnet", nil, "resnet"),
            ("nlp:tokenizer", "nlp", "tokenizer"),
            ("nlp/dvc.yaml:tokenizer", "nlp", "tokenizer"),
            ("./nlp/:tokenizer", "nlp", "tokenizer"),
            ("a//b/./c:m/n", "a/b/c", "m/n"),
            ("a/dvc.yml:m", "a/dvc.yml", "m"),
            ("xdvc.yaml:m", "xdvc.yaml", "m"),
            ("a..b/...:m", "a..b/...", "m"),
        ] as [(String, String?, String)]
    )
    func `a name is counted from the git root`(text: String, directory: String?, name: String) throws {
        #expect(try ArtifactName.parse(text) == ArtifactName(directory: directory, name: name))
    }

    @Test(arguments: [
        (
            "m.n",
            "'m.n' is not the name of an artifact: letters, digits, '-', '_' and '/', with a letter or digit at both ends"
        ),
        (
            "nlp:",
            "'' is not the name of an artifact: letters, digits, '-', '_' and '/', with a letter or digit at both ends"
        ),
        (
            "a b:m",
            "GTO cannot address 'm' in 'a b': a folder has only letters, digits, '-', '_', '.' and '/' there"
        ),
        (
            "a:b:m",
            "GTO cannot address 'm' in 'a:b': a folder has only letters, digits, '-', '_', '.' and '/' there"
        ),
        ("/abs:m", "'/abs' is not a folder counted from the git root"),
        ("../x:m", "'../x' is not a folder counted from the git root"),
        ("a/../b:m", "'a/../b' is not a folder counted from the git root"),
    ])
    func `a name that leads nowhere is a usage error`(text: String, what: String) {
        let error = #expect(throws: DVCModelError.self) { try ArtifactName.parse(text) }
        #expect(error?.code == .usage)
        #expect(error?.what == what)
    }

    @Test func `a name is printed for Studio and for tags`() {
        let name = ArtifactName(directory: "nlp/x", name: "tokenizer")
        #expect(name.description == "nlp/x:tokenizer")
        #expect(name.inTag == "nlp/x=tokenizer")
        #expect(ArtifactName(directory: nil, name: "resnet").description == "resnet")
    }
}
