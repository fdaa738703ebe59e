import Foundation
import TestSupport
import Testing

/// What a pull in ranges leaves when it is stopped, and what a pull under other circumstances makes of it.
@Suite struct RangedResumeTests {
    /// The longest that a range can be here: 40 MiB over one connection.
    private static let rangeByteCount = 10 << 20

    /// A pull that was stopped by Ctrl-C after so many bytes.
    private func stopped(
        _ bed: TestBed,
        _ arguments: [String] = ["-j", "2"],
        after byteCount: Int = 20 << 20
    )
        async throws
    {
        let file = try bed.file(of: "large")
        try await bed.objects.setFaults(["*": Fault("budget", ["bytes": .integer(byteCount)])])
        let tool = try bed.start("dvc-model-pull", arguments)
        try await bed.objects.waitUntilSent(byteCount, of: "/\(file.key)")
        tool.send(signal: SIGINT)
        let result = try await tool.result()
        try #require(result.exit == .signal(SIGINT), "\(result.errorOutput)")
        #expect(bed.contents(file.path) == nil)
        #expect(try bed.leftovers.contains { $0.hasSuffix(".part") })
        try await bed.objects.setFaults([String: Fault]())
    }

    private func expectRight(
        _ bed: TestBed,
        _ result: ToolResult,
        sourceLocation: SourceLocation = #_sourceLocation,
    ) throws {
        let file = try bed.file(of: "large")
        #expect(result.exit == .status(0), "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(
            try bed.contents(file.path) == bed.repositories.contents(of: file),
            sourceLocation: sourceLocation
        )
        #expect(try bed.leftovers == [], sourceLocation: sourceLocation)
    }

    // MARK: Other circumstances

    struct Circumstances: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var first = ["-j", "2"]
        var then = ["-j", "2"]
        /// Of Studio, for the second pull.
        var studio: [Fault] = []

        init(_ description: String, first: [String]? = nil, then: [String]? = nil, studio: [Fault] = []) {
            testDescription = description
            self.first = first ?? self.first
            self.then = then ?? self.then
            self.studio = studio
        }
    }

    private static let byRemote = ["-j", "2", "--source", "remote"]

    static let circumstances = [
        Circumstances("the same"),
        Circumstances("fewer connections", then: ["-j", "1"]),
        Circumstances("more connections", then: ["-j", "16"]),
        Circumstances("on another day", studio: [Fault("signed", ["ago": 1800, "seconds": 86_400])]),
        Circumstances("by the DVC remote", then: byRemote),
        Circumstances("by Studio after the DVC remote", first: byRemote),
        Circumstances("by the DVC remote both times", first: byRemote, then: byRemote),
    ]

    @Test(arguments: circumstances)
    func `a pull that was stopped goes on`(then circumstances: Circumstances) async throws {
        let bed = try await TestBed("large")
        try bed.use(["url": "\(bed.objects.url)/large"])
        try await stopped(bed, circumstances.first)
        let before = try await bed.objects.requests()
        try await bed.studio.setFaults(["studio": circumstances.studio])
        let result = try await bed.start("dvc-model-pull", circumstances.then).result()
        try expectRight(bed, result)
        var fetched = FetchedBlocks()
        _ = fetched.insert(before)
        let again = fetched.insert(try await bed.objects.requests().dropFirst(before.count))
        #expect(again <= 2 * Self.rangeByteCount, "\(again) bytes again")
    }

    @Test func `a pull that was stopped goes on at another host`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        try await stopped(bed)
        let elsewhere = try await ServerProcess.start("objects.py", [bed.repositories.storagePath])
        let body = "{\"\(file.path)\": \"\(elsewhere.url)/\(file.key)?sig=another\"}"
        try await bed.studio.setFaults(["studio": Fault("reply", ["body": .string(body)])])
        let before = try await bed.objects.requests().count
        try expectRight(bed, try await bed.run("dvc-model-pull"))
        #expect(try await bed.objects.requests().count == before)
        let sent = try await elsewhere.requests().map(\.sent).reduce(0, +)
        #expect(sent < Int(file.size), "\(sent) bytes")
    }

    @Test func `a pull that was stopped does not go on where the object is another by now`() async throws {
        let bed = try await TestBed("large")
        try await stopped(bed)
        let result = try await bed.run("dvc-model-pull", "large@v1.0.0")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try bed.file(of: "large", at: "v1.0.0")
        #expect(try bed.contents(file.path) == bed.repositories.contents(of: file))
        let sent = try await bed.objects.requests().filter { $0.path == "/\(file.key)" }.map(\.sent)
        #expect(sent == [Int(file.size)])
    }

    @Test func `a server that has lost its ranges meanwhile is asked for all of it`() async throws {
        let bed = try await TestBed("large")
        try await stopped(bed)
        try await bed.objects.setFaults(["*": "ignore-range"])
        try expectRight(bed, try await bed.run("dvc-model-pull"))
    }

    @Test func `what was stopped and is wrong by now is fetched anew`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let faults = [Fault("wrong-bytes", times: 1), Fault("budget", ["bytes": .integer(12 << 20)])]
        try await bed.objects.setFaults(["*": faults])
        let tool = try bed.start("dvc-model-pull", ["-j", "2"])
        try await bed.objects.waitUntilSent(16 << 20, of: "/\(file.key)")
        tool.send(signal: SIGINT)
        try #require(try await tool.result().exit == .signal(SIGINT))
        try await bed.objects.setFaults([String: Fault]())
        try expectRight(bed, try await bed.run("dvc-model-pull"))
    }

    // MARK: What was left is not believed

    /// Something that happens to a part file or to the journal beside it.
    enum Mishap: String, Sendable, CaseIterable {
        case spoiled = "the part file's first bytes are others"
        case spoiledLater = "bytes of the part file's second range are others"
        case cut = "the part file is cut"
        case emptied = "the part file is empty"
        case lost = "the part file is gone"
        case grown = "the part file is longer than the object"
        case journalLost = "the journal is gone"
        case journalEmptied = "the journal is empty"
        case journalCut = "the journal ends in the midst of a line"
        case journalGarbled = "the journal is garbage"
        case journalUnreadable = "the journal is a folder"
    }

    @Test(arguments: Mishap.allCases)
    func `what was left behind is not believed`(mishap: Mishap) async throws {
        let bed = try await TestBed("large")
        try await stopped(bed)
        try befall(mishap, bed)
        let result = try await bed.run("dvc-model-pull")
        guard mishap != .journalUnreadable else {
            // What nobody of us made is nobody of ours to remove.
            #expect(result.exit == .status(74), "\(result.errorOutput)")
            #expect(result.errorOutput.hasSuffix("  try: move it away\n"), "\(result.errorOutput)")
            #expect(bed.contents("large.bin") == nil)
            return
        }
        try expectRight(bed, result)
    }

    private func befall(_ mishap: Mishap, _ bed: TestBed) throws {
        let leftovers = try bed.leftovers
        func path(_ suffix: String) throws -> String {
            let name = leftovers.first { $0.hasSuffix(suffix) }
            return "\(bed.checkout)/\(try #require(name, "no \(suffix) among \(leftovers)"))"
        }
        switch mishap {
        case .spoiled: try overwrite(path(".part"), at: 100)
        case .spoiledLater: try overwrite(path(".part"), at: 9 << 20)
        case .cut: #expect(truncate(try path(".part"), 5_000_000) == 0)
        case .emptied: #expect(truncate(try path(".part"), 0) == 0)
        case .lost: try FileManager.default.removeItem(atPath: path(".part"))
        case .grown: #expect(truncate(try path(".part"), 50_000_000) == 0)
        case .journalLost: try FileManager.default.removeItem(atPath: path(".ranges"))
        case .journalEmptied: #expect(truncate(try path(".ranges"), 0) == 0)
        case .journalCut:
            let size = try Data(contentsOf: URL(filePath: path(".ranges"))).count
            #expect(truncate(try path(".ranges"), size - 3) == 0)
        case .journalGarbled: try overwrite(path(".ranges"), at: 0)
        case .journalUnreadable:
            let journal = try path(".ranges")
            try FileManager.default.removeItem(atPath: journal)
            try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: false)
        }
    }

    private func overwrite(_ path: String, at offset: UInt64) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data("spoiled \u{0}\u{FF}, spoiled".utf8))
        try handle.close()
    }
}
