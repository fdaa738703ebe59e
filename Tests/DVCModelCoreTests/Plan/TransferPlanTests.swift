import Testing

@testable import DVCModelCore

@Suite struct TransferPlanTests {
    private static let right = digest("0123456789abcdef0123456789abcdef")
    private static let wrong = digest("ffffffffffffffffffffffffffffffff")

    private static func digest(_ hex: String) -> MD5Digest {
        MD5Digest(hex: hex) ?? { preconditionFailure("no MD5: \(hex)") }()
    }

    private func object(hasMD5: Bool) -> RemoteObject {
        RemoteObject(
            path: "m/a",
            url: SignedURL("https://h/a"),
            expectedMD5: hasMD5 ? ExpectedMD5(Self.right, from: .url) : nil
        )
    }

    private func plan(
        _ state: FileState,
        hasMD5: Bool = true,
        isForced: Bool = false,
    ) throws(DVCModelError) -> TransferPlan.Action? {
        let plan = try TransferPlan(
            [object(hasMD5: hasMD5)],
            places: [try SafePath("m/a")],
            states: [state],
            isForced: isForced
        )
        return plan.steps.first?.action
    }

    private func file(_ md5: MD5Digest?) -> FileState {
        .file(byteCount: 5, digests: md5.map { ContentDigests(md5: $0) })
    }

    @Test func `what is not there is downloaded`() throws {
        #expect(try plan(.absent) == .download)
        #expect(try plan(.absent, hasMD5: false) == .download)
    }

    @Test func `a file that is right is kept, forced or not`() throws {
        #expect(try plan(file(Self.right)) == .keep(byteCount: 5, Self.right))
        #expect(try plan(file(Self.right), isForced: true) == .keep(byteCount: 5, Self.right))
    }

    @Test func `a file that differs is replaced only by force`() throws {
        #expect(throws: DVCModelError.self) { try plan(file(Self.wrong)) }
        #expect(throws: DVCModelError.self) { try plan(file(nil)) }
        #expect(try plan(file(Self.wrong), isForced: true) == .replace)
    }

    @Test func `a file that nothing tells the hash of is replaced only by force`() throws {
        #expect(throws: DVCModelError.self) { try plan(file(nil), hasMD5: false) }
        #expect(try plan(file(nil), hasMD5: false, isForced: true) == .replace)
    }

    @Test func `a file whose bytes can be had again is replaced unasked`() throws {
        let plan = try TransferPlan(
            [object(hasMD5: true)],
            places: [try SafePath("m/a")],
            states: [file(Self.wrong)],
            isForced: false,
            isRecoverable: { $0 == 0 }
        )
        #expect(plan.steps.map(\.action) == [.replace])
    }

    @Test func `what is no file is not even asked about`() throws {
        #expect(throws: DVCModelError.self) {
            try TransferPlan(
                [object(hasMD5: true)],
                places: [try SafePath("m/a")],
                states: [.obstacle("a folder")],
                isForced: false,
                isRecoverable: { _ in true }
            )
        }
    }

    @Test func `a link that leads nowhere is replaced only by force`() throws {
        #expect(throws: DVCModelError.self) { try plan(.brokenLink) }
        #expect(try plan(.brokenLink, isForced: true) == .replace)
    }

    @Test func `what is no file is never replaced`() {
        #expect(throws: DVCModelError.self) { try plan(.obstacle("a folder"), isForced: true) }
    }

    @Test func `all files in the way are named together`() throws {
        let objects = [object(hasMD5: true), object(hasMD5: true), object(hasMD5: true)]
        let places = try ["a", "b", "c"].map { try SafePath($0) }
        let states = [file(Self.wrong), .absent, file(Self.wrong)]
        let error = #expect(throws: DVCModelError.self) {
            try TransferPlan(objects, places: places, states: states, isForced: false)
        }
        #expect(error?.code == .destinationExists)
        #expect(error?.paths == ["a", "c"])
    }

    @Test func `only what needs a transfer becomes a job`() throws {
        let objects = [object(hasMD5: true), object(hasMD5: true), object(hasMD5: true)]
        let plan = try TransferPlan(
            objects,
            places: try ["a", "b", "c"].map { try SafePath($0) },
            states: [file(Self.right), .absent, file(Self.wrong)],
            isForced: true
        )
        #expect(plan.jobs.map(\.destination.text) == ["b", "c"])
        #expect(plan.jobs.map(\.isReplacing) == [false, true])
    }
}
