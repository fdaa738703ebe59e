import DVCModelCore
import Testing

@Suite struct ShellQuotingTests {
    // What Python's shlex.quote answers.
    @Test(arguments: [
        ("nlp:tokenizer@v1.2.3", "nlp:tokenizer@v1.2.3"),
        ("", "''"),
        ("a b", "'a b'"),
        ("resnet#prod", "'resnet#prod'"),
        ("it's", "'it'\"'\"'s'"),
        ("'\u{301}", "''\"'\"'\u{301}'"),
        ("m!", "'m!'"),
        ("é", "'é'"),
    ])
    func `a text becomes one word of the shell`(text: String, quoted: String) {
        #expect(text.shellQuoted.utf8.elementsEqual(quoted.utf8))
    }
}
