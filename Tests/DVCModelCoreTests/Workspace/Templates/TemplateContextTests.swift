import DVCModelCore
import Testing

/// What happens when sources of values are missing or broken; what right ones give is in `RecordedTemplatesTests`.
@Suite struct TemplateContextTests {
    private func paths(_ text: String, _ files: [String: String] = [:]) throws(DVCModelError) -> [String?] {
        try ArtifactsFile.parse(Array(text.utf8), at: "nlp/dvc.yaml") { (path) throws(DVCModelError) in
            if files[path] == "unreadable" { throw .fileUnreadable(path, "permission denied") }
            return files[path].map { Array($0.utf8) }
        }.map(\.path)
    }

    private func failure(_ text: String, _ files: [String: String] = [:]) -> DVCModelError? {
        #expect(throws: DVCModelError.self) { try paths(text, files) }
    }

    @Test func `files are looked for beside the dvc.yaml`() throws {
        let text = "vars: [../common.yaml, sub/a.json]\nartifacts:\n  m: {path: '${p}/${c}/${a}'}\n"
        let files = ["nlp/params.yaml": "p: 1", "common.yaml": "c: 2", "nlp/sub/a.json": #"{"a": 3}"#]
        #expect(try paths(text, files) == ["1/2/3"])
    }

    @Test func `no file is read without need`() throws {
        let paths = try ArtifactsFile.parse(
            Array("vars: [a.yaml, {x: '${y}'}]\nartifacts:\n  m: {path: 'x/\\${p}'}\n".utf8),
            at: "dvc.yaml",
        ) { (path) throws(DVCModelError) in throw .fileUnreadable(path, "nobody asked for it") }.map(\.path)
        #expect(paths == ["x/${p}"])
    }

    @Test(arguments: [
        ["nlp/params.yaml": "[}", "nlp/a.yaml": "v: {w: 1}"],
        ["nlp/params.yaml": "unreadable", "nlp/a.yaml": "v: {w: 1}"],
        ["nlp/params.yaml": "- v", "nlp/a.yaml": "v: {w: 1}"],
        ["nlp/a.yaml": "v: {w: 1}"],
    ])
    func `a broken source is no obstacle to a value from elsewhere`(files: [String: String]) throws {
        let text = "vars: [a.yaml, gone.yaml]\nartifacts:\n  m: {path: 'x${v.w}'}\n"
        #expect(try paths(text, files) == ["x1"])
    }

    @Test(
        arguments: [
            ("nope", ["nlp/params.yaml": "[}"], ErrorCode.parametersInvalid, "nlp/params.yaml", 1),
            (
                "v", ["nlp/params.yaml": "[}", "nlp/a.yaml": "v: {w: 1}"], .parametersInvalid,
                "nlp/params.yaml", 1
            ),
            ("nope", ["nlp/params.yaml": "unreadable"], .fileUnreadable, "nlp/params.yaml", nil),
            ("nope", ["nlp/params.yaml": "- v"], .parametersInvalid, "nlp/params.yaml", nil),
            ("nope", [:], .parametersInvalid, "nlp/dvc.yaml", 1),
            ("nope", ["nlp/a.yaml": ""], .dvcYAMLInvalid, "nlp/dvc.yaml", 3),
            ("v..w", ["nlp/a.yaml": ""], .dvcYAMLInvalid, "nlp/dvc.yaml", 3),
            ("d", ["nlp/a.yaml": "d: 2024-01-01"], .dvcYAMLInvalid, "nlp/dvc.yaml", 3),
        ] as [(String, [String: String], ErrorCode, String, Int?)]
    )
    func `a value that is not to be had is an error that names the reason`(
        expression: String,
        files: [String: String],
        code: ErrorCode,
        file: String,
        line: Int?
    ) {
        let error = failure("vars: [a.yaml]\nartifacts:\n  m: {path: 'x${\(expression)}'}\n", files)
        #expect(error?.code == code)
        #expect(error?.location == .file(file, line: line))
    }

    @Test func `a value given twice is said with both places`() {
        let error = failure(
            "vars: [{a: {b: 1}}]\nartifacts:\n  m: {path: '${a.b}'}\n",
            ["nlp/params.yaml": "a: {b: 2}"]
        )
        let expected = DVCModelError(
            .dvcYAMLInvalid,
            "'a.b' from 'vars' is already given by an earlier source of template values",
            at: .file("nlp/dvc.yaml", line: 1),
        )
        #expect(error == expected)
    }

    @Test(arguments: ["toml", "py", "PY"])
    func `values in another language are refused where they are needed`(suffix: String) throws {
        let text = "vars: [a.\(suffix), {b: 1}]\nartifacts:\n  m: {path: '${b}'}\n"
        let files = ["nlp/a.\(suffix)": "c = 1\n"]
        #expect(try paths(text, files) == ["1"])
        let error = failure(text.replacing("${b}", with: "${c}"), files)
        #expect(error?.code == .parametersInvalid)
        #expect(error?.location == .file("nlp/a.\(suffix)"))
    }

    @Test(
        arguments: [
            ("{\"a\": 1,\n\n}", "not valid JSON: a value, comma or bracket is missing", 3),
            ("{\"a\": 1, \"a\": 2}", "not valid JSON: the key 'a' stands twice in one object", nil),
            ("# c\n{}", "not valid JSON: a value, comma or bracket is missing", 1),
        ] as [(String, String, Int?)]
    )
    func `JSON is read as JSON`(json: String, what: String, line: Int?) {
        let error = failure("vars: [a.json]\nartifacts:\n  m: {path: '${a}'}\n", ["nlp/a.json": json])
        #expect(error == DVCModelError(.parametersInvalid, what, at: .file("nlp/a.json", line: line)))
    }
}
