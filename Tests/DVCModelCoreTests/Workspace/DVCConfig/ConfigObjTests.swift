import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct ConfigObjTests {
    /// A text and what the real configobj made of it.
    struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
        let text: String
        let result: JSONValue?
        let errorLine: Int?

        var testDescription: String { text.debugDescription }

        static func all() throws -> [Recorded] {
            struct File: Decodable { let cases: [Recorded] }
            return try JSONDecoder().decode(File.self, from: Fixtures.data("configobj.json")).cases
        }
    }

    @Test(arguments: try Recorded.all())
    func `a text is read or refused as configobj does`(recorded: Recorded) throws {
        do throws(DVCModelError) {
            let parsed = try ConfigObj.parse(recorded.text, file: "f")
            #expect(parsed.asJSON == recorded.result)
        } catch {
            #expect(recorded.result == nil)
            guard case .file("f", let line?) = error.location else {
                Issue.record("no line in \(error)")
                return
            }
            if let expected = recorded.errorLine { #expect(line == expected) }
        }
    }

    @Test func `entries and sections know their lines`() throws {
        let parsed = try ConfigObj.parse("x = 1\n\n[a]\n# c\nk = '''1\n2'''\nl = 3\n[[b]]\n", file: "f")
        let expected = ConfigObj(
            name: "",
            line: 1,
            entries: [.init(key: "x", value: .text("1"), line: 1)],
            sections: [
                ConfigObj(
                    name: "a",
                    line: 3,
                    entries: [
                        .init(key: "k", value: .text("1\n2"), line: 5),
                        .init(key: "l", value: .text("3"), line: 7),
                    ],
                    sections: [ConfigObj(name: "b", line: 8)],
                )
            ],
        )
        #expect(parsed == expected)
    }

    @Test(arguments: [
        ("\u{FEFF}[a]\n", 1, "a byte order mark at its start is not accepted"),
        ("[a]\n; c\n", 2, "a line must be '[section]', 'key = value' or a comment with '#'"),
        ("[a]\n\nk = 'v\n", 3, "a value is badly quoted, or a list badly written"),
        ("[a]\nk = '''v\nw\n", 2, "a triple quote is not closed, or something follows it"),
        ("[a]\nk = 1\nk = 2\n", 3, "'k' stands here a second time"),
        ("[a]\n[b]\n[a]\n", 3, "'a' stands here a second time"),
        ("[a\n", 1, "a line must be '[section]', 'key = value' or a comment with '#'"),
        ("[[a]\n", 1, "the brackets do not match"),
        ("[a]\n[[[b]]]\n", 2, "the section is nested too deep"),
        ("[a]\nk = %(x)s\n", 2, "'%(x)s' names no value here"),
        ("[a]\nk = %(k)s\n", 2, "'%(k)s' holds itself"),
    ])
    func `what is wrong is said with its line`(text: String, line: Int, why: String) {
        #expect(throws: DVCModelError.dvcConfigInvalid(why, at: .file("f", line: line))) {
            try ConfigObj.parse(text, file: "f")
        }
    }

    @Test(arguments: ["", "x"])
    func `a few lines cannot ask for endless work`(innermost: String) {
        let lines = (0..<50).map { "k\($0) = %(k\($0 + 1))s%(k\($0 + 1))s\n" }.joined()
        #expect(throws: DVCModelError.self) {
            try ConfigObj.parse("[a]\n\(lines)k50 = \(innermost)\n", file: "f")
        }
    }

    @Test(arguments: ["", "\""])
    func `a long value is read, in quotes too`(quote: String) throws {
        let value = String(repeating: "a b", count: 5000)
        let parsed = try ConfigObj.parse("k = \(quote)\(value)\(quote)\n", file: "f")
        #expect(parsed.value("k") == .text(value))
    }

    @Test func `a long line of quotes and commas is refused, not pondered`() {
        let value = String(repeating: "\",", count: 100_000)
        #expect(throws: DVCModelError.self) { try ConfigObj.parse("[a]\nk = \(value)\n", file: "f") }
    }
}

extension ConfigObj {
    fileprivate var asJSON: JSONValue {
        let values = entries.map { entry -> (String, JSONValue) in
            switch entry.value {
            case .text(let text): (entry.key, .string(text))
            case .list(let items): (entry.key, .array(items.map { .string($0) }))
            }
        }
        let inner = sections.map { ($0.name, $0.asJSON) }
        return .object(Dictionary(uniqueKeysWithValues: values + inner))
    }
}
