import DVCModelCore
import TestSupport
import Testing

@Suite struct GTOTagTests {
    @Test(arguments: ["nlp=m@v1.0.0#2", "refs/tags/nlp=m@v1.0.0#2"])
    func `a ref is read with and without its prefix`(ref: String) {
        let name = ArtifactName(directory: "nlp", name: "m")
        #expect(GTOTag(ref: ref) == GTOTag(name, .register(version: "v1.0.0"), counter: "2"))
    }

    @Test(arguments: ["refs/heads/m@v1.0.0x", "refs/tags/", "refs/tags/release-1", "release-1", ""])
    func `other refs are not GTO's`(ref: String) {
        #expect(GTOTag(ref: ref) == nil)
    }

    // Letters that Swift would join with their neighbour into one character.
    @Test(arguments: [
        "m@v1.0.0\u{600}!", "m@v\u{301}1.0.0", "m\u{301}@v1.0.0", "m@\u{301}v1.0.0", "m#prod\u{301}",
        "m#\u{301}prod",
        "m#prod#\u{301}1", "m#prod#1\u{301}", "m#prod!\u{301}", "m#prod#1\r\n", "m@deprecated\u{301}",
        "a\u{301}=m#prod",
    ])
    func `foreign letters are seen scalar by scalar`(text: String) {
        #expect(GTOTag(text) == nil)
    }

    @Test func `a tag that is printed reads the same`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<5_000 {
            let tag = randomTag(&random)
            guard GTOTag(tag.description) == tag else {
                Issue.record("\(tag)")
                return
            }
        }
    }

    @Test func `any text is a tag that prints the same, or none`() {
        var random = SeededRandom(seed: 4)
        let pieces = [
            "m", "m", "nlp", "=", "@", "@", "#", "#", "!", "v1.0.0", "v1.0.0", "-rc.1", "+b", "1", "/", "-",
            "_", ".", "deprecated",
            "é", "\n",
        ]
        var tags = 0
        for _ in 0..<50_000 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in random.pick(pieces) }.joined()
            guard let tag = GTOTag(text) else { continue }
            tags += 1
            #expect(tag.description == text)
        }
        #expect(tags > 100)
    }

    private func randomTag(_ random: inout SeededRandom) -> GTOTag {
        func text(_ ends: String, _ middle: String, _ random: inout SeededRandom) -> String {
            let ends = ends.map(String.init)
            let all = (ends.joined() + middle).map(String.init)
            let count = Int.random(in: 0...4, using: &random)
            let inner = (0..<count).map { _ in random.pick(all) }.joined()
            return random.pick(ends) + (count == 0 ? "" : inner + random.pick(ends))
        }
        let name = text("abZ09", "-_/", &random)
        let directory = Bool.random(using: &random) ? text("aZ9./-_", "", &random) : nil
        let numbers = (0..<3).map { _ in String(Int.random(in: 0...120, using: &random)) }.joined(
            separator: "."
        )
        let version = "v\(numbers)" + random.pick(["", "-rc.1", "-0.a-b", "+001", "-a+b.c"])
        let stage = text("pZ1", "-_/", &random)
        let event = random.pick([
            GTOTag.Event.register(version: version), .deregister(version: version), .assign(stage: stage),
            .unassign(stage: stage), .deprecate, .create,
        ])
        let counter = random.pick([nil, "0", "007", "12", "99999999999999999999"])
        return GTOTag(ArtifactName(directory: directory, name: name), event, counter: counter)
    }
}
