import Testing

@testable import DVCModelCore

/// What the recorded histories do not show one by one.
struct ArtifactStateTests {
    /// `<tag> <commit> <time>`, each by itself the content of a tag.
    private static func view(_ tags: [String], commitTime: Int64? = nil) throws -> ArtifactView {
        let events = try tags.map { line in
            let words = line.split(separator: " ").map { String($0) }
            let tag = try #require(GTOTag(words[0]))
            return TagEvent(
                ref: tag,
                tag: tag,
                object: line,
                target: words[1],
                commit: words[1],
                time: try #require(Int64(words[2])),
            )
        }
        return ArtifactView(try ArtifactState(TagEvent.inOrder(events))) { _ in commitTime }
    }

    private static func names(_ view: ArtifactView) -> [String] {
        view.versions.filter(\.isActive).map { "\($0.text ?? $0.target) \(view.stages(of: $0))" }
    }

    @Test func `deprecations come first, then versions, then stages, whatever their times`() {
        let tags = ["m#s#1 c 1", "m@v1.0.0! c 2", "m@v1.0.0 c 3", "m@deprecated c 4"].compactMap { line in
            GTOTag(String(line.prefix { $0 != " " }))
        }
        let events = tags.enumerated().map { index, tag in
            TagEvent(ref: tag, tag: tag, object: "o", target: "c", commit: nil, time: Int64(index))
        }
        #expect(
            TagEvent.inOrder(events).map(\.ref.description) == [
                "m@deprecated", "m@v1.0.0!", "m@v1.0.0", "m#s#1",
            ]
        )
    }

    @Test func `at equal times names decide as text, and counters do not`() throws {
        let view = try Self.view(["m@v1.0.0 a 1", "m@v2.0.0 b 1", "m#s#9 a 5", "m#s#10 b 5"])
        #expect(Self.names(view) == ["v2.0.0 []", "v1.0.0 [\"s\"]"])
    }

    @Test func `a deregistration of the same second wins`() throws {
        #expect(Self.names(try Self.view(["m@v1.0.0! a 1", "m@v1.0.0 a 1"])) == [])
        #expect(Self.names(try Self.view(["m@v1.0.0! a 1", "m@v1.0.0 a 2"])) == ["v1.0.0 []"])
    }

    @Test func `a stage that is taken away goes back to who still has it`() throws {
        let tags = ["m@v1.0.0 a 1", "m@v2.0.0 b 2", "m#s#1 a 3", "m#s#2 b 4", "m#s!#3 b 5"]
        #expect(Self.names(try Self.view(tags)) == ["v2.0.0 []", "v1.0.0 [\"s\"]"])
    }

    @Test func `a deregistered version holds no stage`() throws {
        let tags = ["m@v1.0.0 a 1", "m@v2.0.0 b 2", "m#s#1 a 3", "m#s#2 b 4", "m@v2.0.0! b 5"]
        #expect(Self.names(try Self.view(tags)) == ["v1.0.0 [\"s\"]"])
    }

    @Test func `a stage is not taken from a commit that is no version, as in GTO`() throws {
        #expect(try Self.view(["m#s#1 a 1", "m#s!#2 a 2"]).holders.map(\.stage) == ["s"])
    }

    @Test(arguments: [(Int64?.none, false), (2, false), (3, true), (4, true)])
    func `a deprecated artifact comes back with a commit that is as new`(time: Int64?, isActive: Bool) throws
    {
        #expect(try Self.view(["m@v1.0.0 a 1", "m@deprecated a 3"], commitTime: time).isActive == isActive)
    }

    @Test func `an artifact that was only deprecated is not active`() throws {
        #expect(try !Self.view(["m@deprecated a 3"]).isActive)
    }

    @Test(arguments: [(Int64?.none, "a"), (9, "v1.0.0")])
    func `of two assignments in one second that of the older version counts`(time: Int64?, holder: String)
        throws
    {
        let view = try Self.view(["m@v1.0.0 b 8", "m#s#1 a 5", "m#s#2 b 5"], commitTime: time)
        #expect(view.holders.map { $0.version.text ?? $0.version.target } == [holder])
    }

    @Test func `times at the ends of their range do no harm`() throws {
        let view = try Self.view([
            "m@v1.0.0 a \(Int64.min)", "m#s#1 a \(Int64.max)", "m@deprecated a \(Int64.min)",
        ])
        #expect(Self.names(view) == ["v1.0.0 [\"s\"]"])
        #expect(view.isActive)
    }
}
