import DVCModelCore
import Testing

@Suite struct ArtifactsSchemaTests {
    private static let quotes = "put it in quotes"
    private static let sections = "known here: artifacts, stages, vars, params, metrics, plots, datasets"

    @Test(
        arguments: [
            ("- a\n", 1, "the file must be a mapping, not a list", nil),
            ("foo: 1\n", 1, "the file has the unknown key 'foo'", sections),
            ("artifacts: {}\n1: 2\n", 2, "a section must be text, not a number", quotes),
            ("artifacts:\n", 1, "'artifacts' must be a mapping, not null", nil),
            ("artifacts:\n  m:\n", 2, "artifact 'm' must be a mapping, not null", nil),
            ("artifacts:\n  1: {path: x}\n", 2, "an artifact name must be text, not a number", quotes),
            ("artifacts:\n  ~: {path: x}\n", 2, "an artifact name must be text, not null", nil),
            ("artifacts:\n  m: {type: a}\n", 2, "artifact 'm' has no 'path'", "add 'path: <file or folder>'"),
            (
                "artifacts:\n  m:\n    path: 2024-01-01\n", 3,
                "'path' of artifact 'm' must be text, not a date", quotes
            ),
            (
                "artifacts: {m: {path: x, type: true}}\n", 1,
                "'type' of artifact 'm' must be text, not a boolean", quotes
            ),
            (
                "artifacts: {m: {path: x, labels: a}}\n", 1,
                "'labels' of artifact 'm' must be a list of texts, not text", nil
            ),
            (
                "artifacts: {m: {path: x, labels: [1]}}\n", 1,
                "an element of 'labels' of artifact 'm' must be text, not a number", quotes
            ),
            (
                "artifacts:\n  m:\n    path: x\n    foo: y\n", 4, "artifact 'm' has the unknown key 'foo'",
                "known here: path, type, desc, labels, meta"
            ),
            ("stages:\n", 1, "'stages' must be a mapping, not null", nil),
            ("stages: {1: {}}\n", 1, "a stage name must be text, not a number", quotes),
            ("vars: {a: 1}\n", 1, "'vars' must be a list, not a mapping", nil),
            ("vars: [1]\n", 1, "an element of 'vars' must be text or a mapping, not a number", nil),
            ("params: [{a: 1}]\n", 1, "an element of 'params' must be text, not a mapping", nil),
            ("metrics: a\n", 1, "'metrics' must be a list of texts, not text", nil),
            ("plots: [[a]]\n", 1, "an element of 'plots' must be text or a mapping, not a list", nil),
        ] as [(String, Int, String, String?)]
    )
    func `what DVC refuses is refused with its line`(text: String, line: Int, what: String, hint: String?) {
        let error = #expect(throws: DVCModelError.self) {
            try ArtifactsFile.parse(Array(text.utf8), at: "dvc.yaml") { (_) throws(DVCModelError) in nil }
        }
        #expect(error == DVCModelError(.dvcYAMLInvalid, what, at: .file("dvc.yaml", line: line), hint: hint))
    }

    @Test(arguments: [
        "", "{}", "[]", "false", "0", "''", "~", "artifacts: {}\n", "datasets: 1\n", "plots: [a, {b: 1}]\n",
        "vars: [a.yaml, {b: 1}]\n", "params: []\n", "stages: {train: half written}\n",
    ])
    func `what does not matter to models is let through`(text: String) throws {
        let artifacts = try ArtifactsFile.parse(Array(text.utf8), at: "dvc.yaml") {
            (_) throws(DVCModelError) in nil
        }
        #expect(artifacts.isEmpty)
    }
}
