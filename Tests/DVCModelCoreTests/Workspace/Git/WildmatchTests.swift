import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct WildmatchTests {
    @Test(arguments: [
        ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("", "", true), ("", "a", false),
        ("*", "abc", true), ("*", "", true), ("*", "a/b", false), ("a*", "a/b", false), ("*b", "aab", true),
        ("?", "a", true), ("?", "/", false), ("?", "", false), ("a/*/c", "a/b/c", true),
        ("a/*/c", "a/c", false), ("a/**/c", "a/c", true), ("a/**/c", "a/b/b/c", true), ("a/**", "a/", true),
        ("a/**", "a/b/c", true), ("a/**", "a", false), ("**/c", "c", true), ("**/c", "a/b/c", true),
        ("**/c", "a/bc", false), ("a**c", "a/c", false), ("a**c", "abbc", true), ("**", "a/b", true),
        ("**a", "b/a", false), ("***/c", "a/b/c", true),
        ("[ab]", "b", true), ("[!ab]", "b", false), ("[^ab]", "c", true), ("[a-c]", "b", true),
        ("[c-a]", "b", false), ("[]]", "]", true), ("[!]]", "a", true), ("[a-]", "-", true),
        ("[a", "a", false),
        ("[/]", "/", false), ("a[!b]c", "a/c", false), ("[[:digit:]x]", "7", true),
        ("[[:nope:]]", "n", false),
        ("[[:alpha:]-z]", "-", true), ("[\\]]", "]", true), ("[[:]", ":", true), ("[]-a]", "^", true),
        ("\\*", "*", true), ("\\*", "a", false), ("a\\", "a\\", false), ("é", "é", true), ("?", "é", false),
        ("A", "a", false),
    ])
    func `a pattern matches as in git`(pattern: String, text: String, isMatch: Bool) {
        #expect(Wildmatch(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("AbC", "aBc", true), ("[A-C]", "b", true), ("[a-c]", "B", true), ("[[:upper:]]", "a", true),
        ("É", "é", false),
    ])
    func `case may be ignored, for ASCII letters only`(pattern: String, text: String, isMatch: Bool) {
        #expect(Wildmatch(pattern, ignoringCase: true).matches(text) == isMatch)
    }

    @Test func `a pattern of many stars takes no longer than pattern times text`() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!Wildmatch(pattern).matches(String(repeating: "a", count: 2000)))
    }

    /// git itself is asked through `includeIf "onbranch:…"`: one run judges all patterns for one branch name.
    @Test(arguments: ["main", "feature/x.y", "a/b/c", "aab/b-c/d.e", "A1/é"])
    func `random patterns match as git matches them`(branch: String) throws {
        let folder = try TemporaryFolder()
        try Program.git("init", "-q", "-b", branch, in: folder.path)
        var random = SeededRandom(seed: UInt64(branch.utf8.count))
        let pieces = [
            "a", "b", "/", "*", "*", "**", "**/", "/**/", "?", ".", "-", "[a-c]", "[!b]", "[[:alnum:]", "]",
            "\\", "[",
            "feature", "main", "x.y", "1", "é", "[^/]", "[\\a]", "[[:punct:]]", "[[:x:]]",
        ]
        let patterns = (0..<300).map { _ in
            (0...random.number(0...6)).map { _ in random.pick(pieces) }.joined()
        }
        var config = ""
        for (number, pattern) in patterns.enumerated() {
            let quoted = pattern.replacing("\\", with: "\\\\")
            config += "[includeIf \"onbranch:\(quoted)\"]\n\tpath = hit-\(number)\n"
            try folder.write("[hit]\n\tnumber = \(number)\n", to: ".git/hit-\(number)")
        }
        try folder.write(config, to: ".git/config")
        let answer = try Program.run("git", ["config", "--get-all", "hit.number"], in: folder.path).output
        let git = Set(answer.split(separator: "\n").compactMap { Int($0) })
        #expect(!git.isEmpty)
        for (number, pattern) in patterns.enumerated() {
            let closed = pattern.hasSuffix("/") ? pattern + "**" : pattern
            #expect(Wildmatch(closed).matches(branch) == git.contains(number), "'\(pattern)' on '\(branch)'")
        }
    }
}
