import Testing

@testable import DVCModelCore

@Suite struct TemplateTests {
    @Test(
        arguments: [
            ("", []),
            ("a", [.literal("a")]),
            ("${a}", [.expression("a")]),
            ("${}", [.expression("")]),
            ("x${a}y${b}", [.literal("x"), .expression("a"), .literal("y"), .expression("b")]),
            ("${a}${b}", [.expression("a"), .expression("b")]),
            ("${${a}}", [.expression("${a"), .literal("}")]),
            ("${a", [.literal("${a")]),
            ("${a\n} ${b}", [.literal("${a\n} "), .expression("b")]),
            ("\\${a}${b}", [.literal("\\${a}"), .expression("b")]),
            ("$${a}", [.literal("$"), .expression("a")]),
            ("e${a}\u{301}", [.literal("e"), .expression("a"), .literal("\u{301}")]),
        ] as [(String, [Template.Part])]
    )
    func `a text is taken apart`(text: String, parts: [Template.Part]) {
        #expect(Template(text).parts == parts)
    }

    @Test(arguments: [
        ("\\${a}", "${a}"), ("\\\\${", "\\${"), ("a\\b", "a\\b"), ("\\$", "\\$"), ("\\${\\${", "${${"),
    ])
    func `an escaped dollar brace loses its backslash`(text: String, plain: String) {
        #expect(Template.withoutEscapes(text) == plain)
    }

    @Test func `many openings without an end take no time`() {
        let text = String(repeating: "${", count: 200_000)
        #expect(Template(text).parts == [.literal(text)])
    }

    @Test(
        arguments: [
            ("a", ["a"]), ("a.b[0].c", ["a", "b", "0", "c"]), (" a . b ", ["a", "b"]),
            ("a[0] [1] .b", ["a", "0", "1", "b"]),
            ("a b", ["a b"]), ("", nil), (".a", nil), ("a.", nil), ("a..b", nil), ("a[]", nil), ("a[0", nil),
            ("a]", nil),
            ("a[0]b", nil), ("[0]", nil), ("a[b[0]]", nil),
        ] as [(String, [String]?)]
    )
    func `an expression is a path of names`(text: String, path: [String]?) {
        #expect(TemplatePath.parse(text) == path)
    }
}
