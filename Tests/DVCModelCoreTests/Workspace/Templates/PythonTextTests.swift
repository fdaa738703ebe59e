import Testing

@testable import DVCModelCore

@Suite struct PythonTextTests {
    // What repr() of Python 3 answers.
    @Test(arguments: [
        (1.5, "1.5"), (1, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e-5, "1e-05"), (0.0001, "0.0001"),
        (9_007_199_254_740_992, "9007199254740992.0"), (9_628_710_000_000_000, "9628710000000000.0"),
        (-9_999_999_999_999_998, "-9999999999999998.0"), (1e16, "1e+16"),
        (1.2345678901234568e17, "1.2345678901234568e+17"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (.infinity, "inf"), (-.infinity, "-inf"),
        (.nan, "nan"),
    ])
    func `floats are spelled as in Python`(number: Double, text: String) {
        #expect(PythonText.repr(.float(number)) == text)
        #expect(PythonText.interpolated(.float(number)) == text)
    }

    @Test(arguments: [
        ("it's", #""it's""#), (#"it's "so""#, #"'it\'s "so"'"#), ("a\\b\n\r\t", #"'a\\b\n\r\t'"#),
        ("\u{0}\u{7F}\u{A0}", #"'\x00\x7f\xa0'"#),
        ("é\u{200B}\u{1F600}\u{E0001}", "'é\\u200b\u{1F600}\\U000e0001'"),
    ])
    func `text in a list is quoted as in Python`(text: String, quoted: String) {
        #expect(PythonText.interpolated(.sequence([YAMLNode(.string(text), line: 1)])) == "[\(quoted)]")
    }

    @Test func `dates and tagged values have no text`() {
        #expect(PythonText.interpolated(.timestamp("2024-01-01")) == nil)
        #expect(PythonText.interpolated(.sequence([YAMLNode(.other("set"), line: 1)])) == nil)
    }
}
