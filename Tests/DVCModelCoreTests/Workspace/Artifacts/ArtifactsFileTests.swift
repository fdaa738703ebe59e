import DVCModelCore
import TestSupport
import Testing

@Suite struct ArtifactsFileTests {
    private func parse(_ text: String) throws(DVCModelError) -> [Artifact] {
        try ArtifactsFile.parse(Array(text.utf8), at: "dvc.yaml") { (_) throws(DVCModelError) in nil }
    }

    @Test func `artifacts come in the order of the file, with their fields and lines`() throws {
        let artifacts = try parse(
            """
            artifacts:
              b:
                path: models/b.pt
                type: model
                desc: the second
                labels: [x, y]

              a: {path: data}
            """
        )
        #expect(artifacts.map(\.name) == ["b", "a"])
        #expect(artifacts.map(\.line) == [2, 8])
        #expect(artifacts.map(\.path) == ["models/b.pt", "data"])
        #expect(artifacts.map(\.type) == ["model", nil])
        #expect(artifacts.map(\.desc) == ["the second", nil])
        #expect(artifacts.map(\.labels) == [["x", "y"], []])
    }

    @Test(arguments: [
        ("5", "5"), ("1.50", "1.5"), ("true", "true"), ("~", "None"), ("[1]", nil), ("{a: 1}", nil),
    ])
    func `a path that a template makes a number is its text`(value: String, path: String?) throws {
        let artifacts = try parse("vars: [{v: \(value)}]\nartifacts:\n  m: {path: '${v}'}\n")
        #expect(artifacts.map(\.path) == [path])
    }

    @Test func `a template may not make a name a number`() {
        let error = #expect(throws: DVCModelError.self) {
            try parse("vars: [{v: 5}]\nartifacts:\n  ${v}: {path: x}\n")
        }
        let expected = DVCModelError(
            .dvcYAMLInvalid,
            "a template makes an artifact name a number, not text",
            at: .file("dvc.yaml", line: 3),
        )
        #expect(error == expected)
    }

    @Test func `a name that GTO could not address is still read`() throws {
        #expect(try parse("artifacts:\n  a b: {path: x}\n").map(\.name) == ["a b"])
    }

    @Test func `the file and its neighbours are read from the disk`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("artifacts: {m: {path: '${p}'}}\n", to: "nlp/dvc.yaml")
        try folder.write("p: models\n", to: "nlp/params.yaml")
        #expect(try ArtifactsFile.read(path)?.map(\.path) == ["models"])
        #expect(try ArtifactsFile.read(folder.path("dvc.yaml")) == nil)
    }

    @Test(arguments: [
        ("a/b", "a/b/dvc.yaml"), ("a/b/c", "a/b/dvc.yaml"), ("a", "dvc.yaml"), ("", "dvc.yaml"),
        ("x", "dvc.yaml"),
    ])
    func `the nearest dvc.yaml is found`(directory: String, found: String) throws {
        let folder = try TemporaryFolder()
        for path in ["dvc.yaml", "repo/dvc.yaml", "repo/a/b/dvc.yaml"] { try folder.write("", to: path) }
        for path in ["repo/a/b/c", "repo/x/dvc.yaml"] { try folder.makeFolder(path) }
        let root = folder.path("repo")
        let start = directory.isEmpty ? root : "\(root)/\(directory)"
        #expect(ArtifactsFile.find(from: start, gitRoot: root) == "\(root)/\(found)")
    }

    @Test func `a dvc.yaml outside of the repository is none`() throws {
        let folder = try TemporaryFolder()
        for path in ["dvc.yaml", "repository/dvc.yaml"] { try folder.write("", to: path) }
        try folder.makeFolder("repo/a")
        #expect(ArtifactsFile.find(from: folder.path("repo/a"), gitRoot: folder.path("repo")) == nil)
        #expect(ArtifactsFile.find(from: folder.path("repository"), gitRoot: folder.path("repo")) == nil)
        #expect(ArtifactsFile.find(from: folder.path, gitRoot: folder.path("repo")) == nil)
    }
}
