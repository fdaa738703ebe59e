import TestSupport
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

    @Test func `what is put in at the cursor is read back as it was`() {
        var random = SeededRandom(seed: 3)
        let letters = Array("a@:#= $\"`\\é!*;(~/-.")
        for _ in 0..<3_000 {
            let text = String(
                (0..<Int.random(in: 1...8, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? "a"
                }
            )
            for beginning in ["pull ", "pull \"", "pull '", "pull x\\ ", "pull 'a'b"] {
                let before = ShellLine(beginning)
                let after = ShellLine(beginning + before.quoted(text))
                #expect(after.current == before.current + text, "\(beginning)\(text)")
                #expect(after.words == before.words)
            }
        }
    }
}
