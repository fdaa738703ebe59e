import Testing

@testable import DVCModelCLI

struct PrintableTests {
    @Test(arguments: [
        ("models/é ü 模型.bin", "models/é ü 模型.bin"),
        ("a\tb\nc\r\nd", "a b c  d"),
        ("\u{1B}[31mred\u{1B}[0m", "\u{FFFD}[31mred\u{FFFD}[0m"),
        ("\u{1B}]0;title\u{7}", "\u{FFFD}]0;title\u{FFFD}"),
        ("\u{9B}31m\u{7F}\u{0}", "\u{FFFD}31m\u{FFFD}\u{FFFD}"),
        ("a\u{85}b\u{2028}c\u{2029}d", "a b c d"),
        (
            "\u{202E}gpj.exe\u{2066}x\u{2069}\u{200F}\u{61C}",
            "\u{FFFD}gpj.exe\u{FFFD}x\u{FFFD}\u{FFFD}\u{FFFD}"
        ),
        ("", ""),
    ])
    func `a line keeps its letters and loses what steers a terminal`(text: String, line: String) {
        #expect(Array(Printable.line(text).unicodeScalars) == Array(line.unicodeScalars))
    }

    @Test func `a JSON document keeps its line ends, and other controls become escapes`() {
        let document = "{\n  \"path\" : \"a\u{9B}b\u{7F}\u{202E}\"\n}\n"
        #expect(Printable.json(document) == "{\n  \"path\" : \"a\\u009bb\\u007f\\u202e\"\n}\n")
    }
}
