import DVCModelCore
import TestSupport
import Testing

@Suite struct SemanticVersionTests {
    /// Each below the next: a word is above every number, a hyphen below a digit. From alpha to 1.0.0 it is the
    /// example of semver.org, item 11.
    private static let ascending = [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "1.0.0-0", "1.0.0-0.0", "1.0.0--",
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0", "1.0.1-A", "1.0.1-Z", "1.0.1-a", "1.0.1-a-", "1.0.1-a0", "1.0.1-aa",
        "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0",
        "99999999999999999999.0.0", "100000000000000000000.0.0-1", "100000000000000000000.0.0",
    ]

    @Test func `versions have the order of SemVer`() throws {
        var random = SeededRandom(seed: 5)
        let shuffled = Self.ascending.shuffled(using: &random)
        let sorted = try shuffled.map { try #require(SemanticVersion($0)) }.sorted()
        #expect(sorted.map(\.text) == Self.ascending)
    }

    @Test func `build metadata does not order`() throws {
        let one = try #require(SemanticVersion("1.0.0+a"))
        let other = try #require(SemanticVersion("1.0.0+b.1"))
        #expect(one == other)
        #expect(!(one < other) && !(other < one))
        #expect(one.text != other.text)
    }

    @Test(arguments: [
        "", "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.00.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+",
        "1.0.0+a..b", "1.0.0-é", "1.0.0 ", " 1.0.0", "1.0.0\n", "1.\u{663}.0", "-1.0.0", "1.0.0-a_b", "a.b.c",
        "1.0.-1",
        "1.0.0+a+b",
    ])
    func `what is no version is none`(text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    @Test(arguments: ["1.0.0-0a", "1.0.0-a.0", "1.0.0+001", "1.0.0-x-y-z.--", "1.0.0--1", "1.0.0-a-b+c-d"])
    func `odd versions are versions`(text: String) {
        #expect(SemanticVersion(text)?.text == text)
    }

    @Test(arguments: [
        ("v1.0.0", "1.0.0"), ("1.0.0", nil), ("V1.0.0", nil), ("vv1.0.0", nil), ("v\u{301}1.0.0", nil),
    ])
    func `a version in a tag begins with one small v`(text: String, version: String?) {
        #expect(SemanticVersion(gtoVersion: text)?.text == version)
    }
}
