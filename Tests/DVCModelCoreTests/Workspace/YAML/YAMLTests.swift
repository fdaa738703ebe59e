import DVCModelCore
import TestSupport
import Testing

@Suite struct YAMLTests {
    private func value(_ text: String) throws -> JSONValue? {
        try YAML.parse(Array(text.utf8), file: "f.yaml").map(JSONValue.init)
    }

    private func failure(_ bytes: some Sequence<UInt8>) -> DVCModelError? {
        #expect(throws: DVCModelError.self) { try YAML.parse(Array(bytes), file: "f.yaml") }
    }

    // MARK: Values

    @Test func `every value knows its line`() throws {
        let text = "a:\n  - 1\n  - b: x\n\n# c\nd: [y,\n  z]\n"
        func scalar(_ text: String, _ line: Int) -> YAMLNode { YAMLNode(.string(text), line: line) }
        let inner = YAMLNode(.mapping([YAMLEntry(key: scalar("b", 3), value: scalar("x", 3))]), line: 3)
        let list = YAMLNode(.sequence([YAMLNode(.integer("1"), line: 2), inner]), line: 2)
        let flow = YAMLNode(.sequence([scalar("y", 6), scalar("z", 7)]), line: 6)
        let expected = YAMLNode(
            .mapping([
                YAMLEntry(key: scalar("a", 1), value: list), YAMLEntry(key: scalar("d", 6), value: flow),
            ]),
            line: 1,
        )
        #expect(try YAML.parse(Array(text.utf8), file: "f.yaml") == expected)
    }

    @Test(arguments: ["", "\n", "# nothing\n", "\u{FEFF}", "---\n# x\n"])
    func `a file without a value holds nothing`(text: String) throws {
        let value = try value(text)
        #expect(value == nil || value == .null)
    }

    @Test(arguments: [
        ("\u{FEFF}a: 1\n", #"{"a": 1}"#),
        ("a: 1\r\nb: |\r\n  x\r\n  y\r\n", #"{"a": 1, "b": "x\ny\n"}"#),
        ("---\na: 1\n...\n", #"{"a": 1}"#),
        ("%YAML 1.1\n---\na: yes\n", #"{"a": true}"#),
        ("%YAML 1.2\n---\na: yes\n", #"{"a": "yes"}"#),
        ("%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\n", #"{"a": "1"}"#),
        ("? a\n: b\n", #"{"a": "b"}"#),
        (#"{"a": ["\u00e9", "\x41", "\/"]}"#, #"{"a": ["é", "A", "/"]}"#),
    ])
    func `the forms of YAML are read`(text: String, json: String) throws {
        #expect(try value(text) == value(json))
    }

    @Test func `keys are told apart scalar by scalar`() throws {
        let node = try #require(try YAML.parse(Array("é: 1\ne\u{301}: 2\n".utf8), file: "f.yaml"))
        #expect(node.entries?.count == 2)
        #expect(node["e\u{301}"]?.value == .integer("2"))
    }

    // MARK: Aliases and merge keys

    @Test(arguments: [
        ("a: &x [1]\nb: *x\n", #"{"a": [1], "b": [1]}"#),
        ("a: &x 1\nb: &x 2\nc: *x\n", #"{"a": 1, "b": 2, "c": 2}"#),
        ("&k a: 1\nb: *k\n", #"{"a": 1, "b": "a"}"#),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", #"{"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 3}}"#),
        ("a: {q: 3, <<: {p: 1, q: 2}}\n", #"{"a": {"p": 1, "q": 3}}"#),
        ("<<: [{p: 1}, {p: 2, q: 2}]\n", #"{"p": 1, "q": 2}"#),
        ("\"<<\": {p: 1}\n", #"{"<<": {"p": 1}}"#),
        ("=: 1\n", #"{"=": 1}"#),
        ("{<<: {p: 1}, q: 1, q: 2}\n", #"{"p": 1, "q": 2}"#),
    ])
    func `aliases and merge keys are followed`(text: String, json: String) throws {
        #expect(try value(text) == value(json))
    }

    @Test func `merged keys come first`() throws {
        let node = try YAML.parse(Array("{z: 1, <<: [{a: 1}, {b: 1}]}".utf8), file: "f.yaml")
        #expect(node?.entries?.map(\.name) == ["b", "a", "z"])
    }

    // MARK: Errors

    @Test(arguments: [
        ("a: {b: c\n", 2, "did not find expected ',' or '}' while parsing a flow mapping, in column 1"),
        ("a: b: c\n", 1, "mapping values are not allowed in this context, in column 5"),
        (
            "a:\n\tb: c\n", 2,
            "found character that cannot start any token while scanning for the next token, in column 1"
        ),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice in one mapping"),
        ("x: [{b: 2,\n b: 3}]\n", 2, "the key 'b' stands twice in one mapping"),
        ("1: a\ntrue: b\n", 2, "the key 'true' stands twice in one mapping"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins; DVC reads files of one"),
        ("a: !foo b\n", 1, "'b' cannot have the tag '!foo'"),
        ("a:\n  !foo {b: c}\n", 2, "the tag '!foo' is not known here"),
        ("a: !!int x\n", 1, "'x' cannot have the tag 'int'"),
        ("a: *x\n", 1, "'*x' stands where no anchor '&x' is complete"),
        ("a: &x [*x]\n", 1, "'*x' stands where no anchor '&x' is complete"),
        ("<<: 1\n", 1, "'<<' needs a mapping or a list of mappings"),
        ("<<: {a: 1}\n<<: {b: 1}\n", 2, "'<<' stands twice in one mapping"),
        ("a: <<\n", 1, "'<<' needs quotes to be a value"),
        ("a: 0x_\n", 1, "'0x_' is not a usable number"),
        ("{a: 1}: b\n", 1, "a mapping cannot be a key"),
        ("%YAML 2.0\n---\na\n", 1, "found incompatible YAML document, in column 1"),
        ("a: x\u{7}\n", 1, "control characters are not allowed"),
        ("a: 1\nb: x\0\n", 2, "control characters are not allowed"),
    ])
    func `what is wrong is said with its line`(text: String, line: Int, what: String) {
        let expected = DVCModelError(
            .dvcYAMLInvalid,
            "not valid YAML: \(what)",
            at: .file("f.yaml", line: line)
        )
        #expect(failure(text.utf8) == expected)
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x61, 0x00],
            [0x61, 0x3A, 0x20, 0xE9],
            [0x00, 0x61],
            [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
            [0x61, 0x3A, 0x20, 0xC0, 0x80],
        ] as [[UInt8]]
    )
    func `only UTF-8 is read`(bytes: [UInt8]) {
        #expect(failure(bytes)?.location == .file("f.yaml", line: 1))
    }

    @Test func `the caller's code is thrown`() {
        let error = #expect(throws: DVCModelError.self) {
            try YAML.parse(Array("[".utf8), file: "params.yaml", code: .parametersInvalid)
        }
        #expect(error?.code == .parametersInvalid)
    }

    @Test func `an unfinished merge is pointed out`() {
        let text = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n"
        #expect(failure(text.utf8)?.hint == "resolve the merge conflict in line 2")
    }

    // MARK: Limits

    @Test func `nesting ends at 200 levels`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try value(nested(200)) != nil)
        #expect(failure(nested(201).utf8)?.what == "not valid YAML: nested deeper than 200 levels")
        #expect(failure(String(repeating: "[", count: 1_000_000).utf8) != nil)
        #expect(failure(String(repeating: "- ", count: 100_000).utf8) != nil)
    }

    @Test func `aliases that multiply are refused`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<30 {
            let aliases = repeatElement("*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(failure(text.utf8)?.what == "not valid YAML: its aliases repeat more than 1000000 values")
    }

    @Test(arguments: [
        (String(repeating: "9", count: 4300), true),
        (String(repeating: "9", count: 4301), false),
        ("0x" + String(repeating: "f", count: 100_000), false),
    ])
    func `integers may be long, but not longer than Python takes`(digits: String, isValid: Bool) throws {
        if isValid {
            #expect(try YAML.parse(Array(digits.utf8), file: "f")?.value == .integer(digits))
        } else {
            #expect(failure(digits.utf8)?.what.hasSuffix("is not a usable number") ?? false)
        }
    }

    // MARK: Anything

    private struct Document: Decodable {
        let dvc_yaml: String?
    }

    @Test func `any document ends in a value or an error`() throws {
        let texts = try Vectors.cases("dvc-yaml", as: Document.self).compactMap(\.dvc_yaml)
        let pieces = [
            "a", ": ", "- ", "\n", "  ", "'", "\"", "[", "]", "{", "}", ",", "&x ", "*x", "<<: ", "!!int ",
            "#", "|", ">",
            "? ", "1e9", "0x", "~", "---\n", "%YAML 1.1\n", "\t", "\\", "=", "\u{85}", "\u{2028}", "é",
            "\r\n", "\0",
        ].map { Array($0.utf8) }
        var random = SeededRandom(seed: 2)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = Array((texts.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let start = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...3, using: &random))
                let piece = pieces.randomElement(using: &random) ?? []
                let byte = UInt8.random(in: 0...255, using: &random)
                bytes.replaceSubrange(start..<end, with: Bool.random(using: &random) ? piece : [byte])
            }
            do throws(DVCModelError) {
                _ = try YAML.parse(bytes, file: "f")
                readable += 1
            } catch {
                guard error.code == .dvcYAMLInvalid, case .file("f", line: _?) = error.location else {
                    Issue.record("\(bytes) -> \(error)")
                    continue
                }
            }
        }
        // Neither all broken nor all untouched: the mutations reach into the parser.
        #expect((2_000...18_000).contains(readable))
    }
}
