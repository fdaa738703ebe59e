import Testing

@testable import DVCModelCore

@Suite struct StudioTokenTests {
    @Test func `a token never prints itself`() throws {
        let token = try StudioToken("s3cr3t", from: .builtIn)
        var dumped = ""
        dump(Sourced(token, from: .builtIn), to: &dumped)
        for text in [
            "\(token)", String(reflecting: token), "\(Optional(token) as Any)", "\([token])", dumped,
        ] {
            #expect(!text.contains("s3cr3t"))
        }
        #expect("\(token)" == "***")
        #expect(token.text == "s3cr3t")
    }

    @Test(arguments: ["s3cr3t\n", "s3cr3t\r\nX: y", "\u{0}s3cr3t", "s3cr3t\u{7F}", "s3cr3t\u{85}"])
    func `a token with a control character is refused by its source`(text: String) {
        let expected = DVCModelError(
            .settingInvalid,
            "the Studio token holds a control character, perhaps the end of a line",
            at: .environment("DVC_STUDIO_TOKEN"),
            hint: "set it again, without a line end",
        )
        #expect(throws: expected) { try StudioToken(text, from: .environment("DVC_STUDIO_TOKEN")) }
    }

    @Test(arguments: [" a b ", "tökén"])
    func `any other token is taken as it is`(text: String) throws {
        #expect(try StudioToken(text, from: .builtIn).text == text)
    }
}
