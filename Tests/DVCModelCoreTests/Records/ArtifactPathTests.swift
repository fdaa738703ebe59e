import DVCModelCore
import Testing

@Suite struct ArtifactPathTests {
    private let commit = CommitFiles([
        "dvc.yaml":
            "artifacts:\n  a: {path: m.bin}\n  b: {path: ../../up}\n  c: {path: /abs/x}\n  t: {path: '${p}'}\n",
        "params.yaml": "p: out/t.bin\n",
        "nlp/dvc.yaml":
            "artifacts:\n  a: {path: sub/./m.bin}\n  b: {path: ../top.bin}\n  l: {path: '${l}'}\n",
        "nlp/params.yaml": "l: [1]\n",
        "broken/dvc.yaml": "artifacts:\n  a: {path: 1}\n",
    ])

    private func path(_ name: String) throws(DVCModelError) -> String {
        try commit.path(of: ArtifactName.parse(name))
    }

    @Test(arguments: [
        ("a", "m.bin"), ("b", "up"), ("c", "abs/x"), ("t", "out/t.bin"), ("nlp:a", "nlp/sub/m.bin"),
        ("nlp:b", "top.bin"),
    ])
    func `a path is joined to its dvc yaml's folder and ends at the git root`(name: String, expected: String)
        throws
    {
        #expect(try path(name) == expected)
    }

    @Test(arguments: [
        ("gone:a", ErrorCode.noDVCYAML, "1a2b3c4:gone/dvc.yaml"),
        ("nlp:z", .artifactUnknown, "1a2b3c4:nlp/dvc.yaml"),
        ("broken:a", .dvcYAMLInvalid, "1a2b3c4:broken/dvc.yaml:2"),
        ("nlp:l", .dvcYAMLInvalid, "1a2b3c4:nlp/dvc.yaml:4"),
    ])
    func `what is not declared at the commit is an error that names it`(
        name: String,
        code: ErrorCode,
        place: String
    ) {
        let error = #expect(throws: DVCModelError.self) { try path(name) }
        #expect(error?.code == code)
        #expect(error?.location?.description == place)
    }
}
