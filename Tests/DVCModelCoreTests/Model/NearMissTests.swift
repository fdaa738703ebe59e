import DVCModelCore
import Testing

@Suite struct NearMissTests {
    @Test(arguments: [
        ("resnet", ["resnet50", "tokenizer"], "resnet50"),
        ("tokeniser", ["resnet50", "tokenizer"], "tokenizer"),
        ("mdoel", ["model", "modes"], "model"),
        ("modle", ["modes", "model"], "model"),
        ("Model", ["model"], "model"),
        ("nlp:tokenzer", ["nlp:tokenizer"], "nlp:tokenizer"),
        ("--jbos", ["--json", "--jobs"], "--jobs"),
    ])
    func `a slip of the fingers finds the word that was meant`(
        word: String,
        candidates: [String],
        expected: String
    ) {
        #expect(nearMiss(word, in: candidates) == expected)
    }

    @Test(arguments: [
        ("model", ["resnet50", "tokenizer"]),
        ("ab", ["cd"]),
        ("a", ["b"]),
        ("", ["a"]),
        ("x", []),
        ("model", ["model", "models"]),
        (String(repeating: "a", count: 129), [String(repeating: "a", count: 130)]),
    ])
    func `nothing is suggested for a word that is far from all, or right`(word: String, candidates: [String])
    {
        #expect(nearMiss(word, in: candidates) == nil)
    }
}
