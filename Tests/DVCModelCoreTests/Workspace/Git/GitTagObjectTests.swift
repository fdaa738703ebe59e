import Testing

@testable import DVCModelCore

struct GitTagObjectTests {
    private static let target = String(repeating: "1", count: 40)

    private static func parsed(_ text: String, _ kind: GitObject.Kind = .tag) -> GitTagObject? {
        GitTagObject(GitObject(id: String(repeating: "2", count: 40), kind: kind, bytes: Array(text.utf8)))
    }

    private static func head(_ tagger: String) -> String {
        "object \(target)\ntype commit\ntag a@v1.0.0\n\(tagger)\n\ntagger X <x> 5 +0000\n"
    }

    @Test(
        arguments: [
            ("tagger Ana <ana@example.com> 1700000010 +0200", 1_700_000_010),
            ("tagger Ana <ana@example.com> -5 -1100", -5),
            ("tagger  <> 7", 7),
            ("tagger A > B <a> 8 +0000", 8),
            ("tagger Ana <ana@example.com>", nil),
            ("tagger Ana <ana@example.com> soon +0000", nil),
            ("tagger Ana <ana@example.com> 99999999999999999999 +0000", nil),
            ("tagger Ana", nil),
            ("taggers Ana <a> 9 +0000", nil),
        ] as [(String, Int64?)]
    )
    func `the time is the tagger's`(tagger: String, time: Int64?) throws {
        #expect(try #require(Self.parsed(Self.head(tagger))).time == time)
    }

    @Test func `target, kind and name are read`() throws {
        let tag = try #require(Self.parsed("object \(Self.target)\ntype tag\ntag a b\u{E4}\n"))
        #expect(tag.target == Self.target)
        #expect(tag.targetKind == .tag)
        #expect(tag.name == "a b\u{E4}")
        #expect(tag.time == nil)
    }

    @Test(arguments: [
        "", "\n", "object \(target)", "object \(target)\ntype commit\n\ntag a\n",
        "object 1\ntype commit\ntag a\n",
        "object \(target)\ntype commits\ntag a\n", "type commit\ntag a\n",
    ])
    func `what says less is no tag`(text: String) {
        #expect(Self.parsed(text) == nil)
    }

    @Test func `a commit is no tag`() {
        #expect(Self.parsed(Self.head("tagger X <x> 5 +0000"), .commit) == nil)
    }
}
