import Testing

@testable import DVCModelCLI

@Suite struct ShellLineTests {
    @Test(
        arguments: [
            ("pull", [], "pull"),
            ("pull ", ["pull"], ""),
            ("pull  a\tb", ["pull", "a"], "b"),
            (#"pull a\ b"#, ["pull"], "a b"),
            (#"pull 'a b' "c d"#, ["pull", "a b"], "c d"),
            (#"pull "a\"b\c"#, ["pull"], #"a"b\c"#),
            (#"pull 'a\'"#, ["pull"], #"a\"#),
            (#"pull a'b c'd"#, ["pull"], "ab cd"),
            ("pull ''", ["pull"], ""),
        ] as [(String, [String], String)]
    )
    func `words are those of the shell`(line: String, words: [String], current: String) {
        let line = ShellLine(line)
        #expect(line.words == words)
        #expect(line.current == current)
    }

    @Test(
        arguments: [
            ("pull ", #"a b$c#d"#, #"a\ b\$c#d"#),
            (#"pull ""#, #"a b$c"#, #"a b\$c"#),
            ("pull '", "a b$c", "a b$c"),
        ]
    )
    func `what is put in is quoted as the place needs it`(line: String, text: String, quoted: String) {
        #expect(ShellLine(line).quoted(text) == quoted)
    }
}
