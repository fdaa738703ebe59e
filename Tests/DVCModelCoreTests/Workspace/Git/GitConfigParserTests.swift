import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct GitConfigParserTests {
    /// One entry as text: the full name, then `=` and the value where there is one.
    private func parsed(_ text: String) throws -> [String] {
        try GitConfigParser.entries(of: Array(text.utf8), file: "f").map {
            $0.fullName + ($0.value.map { "=" + $0 } ?? "")
        }
    }

    @Test(arguments: [
        ("[a]\nk = v\n", ["a.k=v"]),
        ("[a]k=v", ["a.k=v"]),
        ("[A \"B\"]\n K-1 = v", ["a.B.k-1=v"]),
        ("[A.B]\n k = v", ["a.b.k=v"]),
        ("[a \"b.c\"]\n k = v", ["a.b.c.k=v"]),
        ("[a \t \"b\"] k = v", ["a.b.k=v"]),
        ("[a \"q\\\"\\\\\\x\"] k = v", ["a.q\"\\x.k=v"]),
        ("[a \"\"] k = v", ["a..k=v"]),
        ("[a]\r\nk = v\r\n", ["a.k=v"]),
        ("\u{FEFF}[a]\nk = v", ["a.k=v"]),
        ("[a]\nk\n", ["a.k"]),
        ("[a]\nk  \n l =\n", ["a.k", "a.l="]),
        ("k = v", ["k=v"]),
        ("", []),
        ("# c\n; c\n[a] # c\n; c", []),
    ])
    func `sections and keys are read as git reads them`(text: String, entries: [String]) throws {
        #expect(try parsed(text) == entries)
    }

    @Test(arguments: [
        ("a b", "a b"), ("a \t b  ", "a \t b"), ("\"  a  \"", "  a  "), ("a\"b\"c", "abc"), ("a # c", "a"),
        ("a;c", "a"), ("\"a#b;c\"", "a#b;c"), ("a\\\"b\\\\c", "a\"b\\c"), ("a\\nb\\tc\\bd", "a\nb\tc\u{8}d"),
        ("a\\\n  b", "a  b"), ("a \\\n", "a "), ("\"a\\\nb\"", "ab"), ("a\\", "a"), ("a\\\r\nb", "ab"),
        ("é", "é"), ("a = b", "a = b"), ("[x]", "[x]"), ("\"\" a", "a"), ("a\rb", "a\rb"), ("a\r", "a"),
    ])
    func `a value is read as git reads it`(text: String, value: String) throws {
        #expect(try parsed("[s]\nk = \(text)").map { Array($0.utf8) } == [Array("s.k=\(value)".utf8)])
    }

    @Test(arguments: [
        ("[a\n", 1, "a section's header must end on its line"),
        ("\n[a\"b\"]\n", 2, "a section's name holds letters, digits, '-' and '.' only, and ends with ']'"),
        ("[a", 1, "a section's name holds letters, digits, '-' and '.' only, and ends with ']'"),
        ("[]", 1, "a section needs a name"),
        ("[a b]", 1, "a subsection's name must stand in double quotes"),
        ("[a \"b\n\"]", 1, "a subsection's name must end on its line"),
        ("[a \"b\" ]", 1, "a section's header must end with ']'"),
        ("[a]\n\n1 = 2", 3, "a line must begin with a section, a key or a comment"),
        ("[a]\nk # c", 2, "a key must be followed by '=' or the line's end"),
        ("[a]\nk_1 = 2", 2, "a key must be followed by '=' or the line's end"),
        ("[a]\r\nk = \"v\r\nl = w", 2, "a quote is not closed on its line"),
        ("[a]\nk = \\x", 2, "a backslash may only stand before '\"', '\\', 'n', 't', 'b' or the line's end"),
    ])
    func `what git refuses is an error with its line`(text: String, line: Int, why: String) {
        #expect(throws: DVCModelError.gitConfigInvalid(why, at: .file("f", line: line))) { try parsed(text) }
    }

    @Test func `an entry knows the line of its key`() throws {
        let entries = try GitConfigParser.entries(of: Array("[a]\n\nk = 1\\\n2\nl = 3\r\nm".utf8), file: "f")
        #expect(entries.map(\.source) == [3, 5, 6].map { .file("f", line: $0) })
    }

    @Test func `bytes that are no UTF-8 do no harm`() throws {
        let bytes =
            Array("[a \"".utf8) + [0xFF] + Array("\"]\nk = ".utf8) + [0xC3, 0x28, 0x00] + Array("\n#".utf8)
            + [0x80]
        #expect(try GitConfigParser.entries(of: bytes, file: "f").map(\.value) == ["\u{FFFD}(\0"])
    }

    private func blanksAlike(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    @Test(arguments: 0..<6)
    func `random texts are read or refused as git does`(seed: Int) throws {
        var texts = RandomGitConfig(seed: UInt64(seed))
        let folder = try TemporaryFolder()
        for _ in 0..<60 {
            let text = texts.next()
            try folder.write(text, to: "config")
            let git = try Program.run("git", ["config", "--list", "-z", "--file", "config"], in: folder.path)
            let expected = git.status == 0 ? git.standardOutput.split(separator: 0).map { Array($0) } : nil
            let entries = try? GitConfigParser.entries(of: Array(text.utf8), file: "config")
            let answer = entries?.map { entry in
                Array((entry.fullName + (entry.value.map { "\n" + $0 } ?? "")).utf8)
            }
            // Older gits turn tabs and carriage returns inside a value into spaces.
            #expect(
                answer?.map(blanksAlike) == expected?.map(blanksAlike),
                "\(text.debugDescription), seed \(seed)"
            )
        }
    }
}

extension GitConfig.Entry {
    /// The name as `git config --list` prints it.
    var fullName: String {
        if section.isEmpty && subsection == nil { return key }
        return ([section] + (subsection.map { [$0] } ?? []) + [key]).joined(separator: ".")
    }
}

/// Texts that are mostly, but not always, configuration.
private struct RandomGitConfig {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func next() -> String {
        var text = random.number(0...15) == 0 ? "\u{FEFF}" : ""
        for _ in 0...random.number(0...6) {
            text += random.number(0...2) == 0 ? header() : entry()
            text += random.pick(["\n", "\n", "\n", "\r\n", " # c\n", "\n\n", "", " "])
        }
        return text
    }

    private mutating func header() -> String {
        let name = random.pick(["a", "Remote", "b-1", "c.D", "e..f", "", "g_h", "1"])
        let sub = random.pick([
            "", "", " \"x\"", " \"X y\"", "\t\"\\\"\\\\\\n\"", " \"é#;]\"", " \"\"", " \"a.b\"", " x",
            "\"x\"", " \"x",
        ])
        return "[\(name)\(sub)\(random.pick(["]", "]", "]", "] ", "", " ]", "]]"]))"
    }

    private mutating func entry() -> String {
        let key = random.pick(["k", "K2", "a-b", "k_l", "2k", "-k", "k ", "k\t", "é"])
        guard random.number(0...5) > 0 else { return "  \(key)" }
        let pieces = [
            "v", "v", "w w", " ", "  ", "\"", "\"", "\\\"", "\\\\", "\\n", "\\t", "\\b", "\\x", "\\\n",
            "\\\r\n", "#", ";",
            "\"a b\"", "\"#;\"", "=", "[", "é", "\r", "'", "\u{B}",
        ]
        let value = (0..<random.number(0...6)).map { _ in random.pick(pieces) }.joined()
        return "\t\(key)\(random.pick(["=", " = ", " =", "= ", "=\t"]))\(value)"
    }
}
