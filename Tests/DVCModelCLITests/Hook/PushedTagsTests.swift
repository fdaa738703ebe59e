import DVCModelCLI
import TestSupport
import Testing

@Suite struct PushedTagsTests {
    private static let object = String(repeating: "a", count: 40)
    private static let zeros = String(repeating: "0", count: 40)

    private func tags(_ lines: String, _ event: HookEvent) -> [PushedTag] {
        PushedTag.all(in: lines.utf8, of: event)
    }

    @Test func `a tag of GTO that is pushed is one to check, by its name at the remote`() {
        let lines = """
            refs/tags/nlp=bert@v1.0.0 \(Self.object) refs/tags/nlp=bert@v1.0.0 \(Self.zeros)
            HEAD \(Self.object) refs/tags/bert#prod \(Self.zeros)

            """
        #expect(
            tags(lines, .prePush) == [
                PushedTag(name: "nlp=bert@v1.0.0", object: Self.object, localName: "nlp=bert@v1.0.0"),
                PushedTag(name: "bert#prod", object: Self.object, localName: nil),
            ]
        )
    }

    @Test func `a tag that is received has one name only`() {
        #expect(
            tags("\(Self.zeros) \(Self.object) refs/tags/bert@v1.0.0\n", .postReceive)
                == [PushedTag(name: "bert@v1.0.0", object: Self.object, localName: "bert@v1.0.0")]
        )
    }

    @Test(
        arguments: [
            "(delete) \(zeros) refs/tags/bert@v1.0.0 \(object)",
            "refs/heads/main \(object) refs/heads/main \(zeros)",
            "refs/heads/bert@v1.0.0 \(object) refs/heads/bert@v1.0.0 \(zeros)",
            "refs/tags/v1.0.0 \(object) refs/tags/v1.0.0 \(zeros)",
            "refs/tags/bert@v1.0.0! \(object) refs/tags/bert@v1.0.0! \(zeros)",
            "refs/tags/bert@v1.0.0 \(object)", "", "\n\n", " ",
        ]
    )
    func `anything else is not`(line: String) {
        #expect(tags(line + "\n", .prePush).isEmpty)
    }

    @Test func `whatever comes is read`() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            "refs/tags/", "bert@v1.0.0", "#prod", Self.object, Self.zeros, " ", "\n", "\u{0}", "é", "!",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
            let bytes = Array(text.utf8) + [UInt8.random(in: 0...255, using: &random)]
            for event in HookEvent.allCases {
                for tag in PushedTag.all(in: bytes, of: event) { #expect(!tag.name.isEmpty) }
            }
        }
    }
}
