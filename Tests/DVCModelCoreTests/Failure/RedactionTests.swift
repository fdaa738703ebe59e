import DVCModelCore
import Testing

@Suite struct RedactionTests {
    @Test(arguments: [
        ("https://h/p", "https://h/p"),
        ("https://user:pass@h:1/p?X-Amz-Signature=abc#frag", "https://h:1/p?…"),
        ("https://u@h@real/p", "https://real/p"),
        ("https://h?sig=1", "https://h?…"),
        ("https://h/p#frag", "https://h/p"),
        ("git@github.com:acme/models.git", "git@github.com:acme/models.git"),
        ("/path?x=1", "/path?…"),
    ])
    func `a URL loses its user info, query and fragment`(url: String, redacted: String) {
        #expect(Redaction.url(url) == redacted)
    }

    @Test func `a text loses secrets and what is secret in its URLs`() {
        let text = "token abc123 refused at <https://a:b@h/x?sig=1> and http://h2/?q=2, bye"
        #expect(
            Redaction.text(text, secrets: ["abc123", ""])
                == "token *** refused at <https://h/x?…> and http://h2/?… bye"
        )
    }
}
