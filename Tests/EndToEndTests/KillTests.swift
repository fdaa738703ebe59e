import Foundation
import TestSupport
import Testing

/// Pulls of a large file that are killed, and pulls beside each other.
@Suite struct KillTests {
    private static let connections = 2
    /// A range's length where 40 MiB are fetched over at most four connections.
    private static let rangeByteCount = 8 << 20
    private static let killCount = 50

    /// A moment is a count of bytes that the server has sent, so that a slow machine is killed where a fast one is; a
    /// few MiB more may be on their way at that moment, so that it also hits a tool that is writing.
    @Test func `a pull that is killed fifty times fetches little twice, and ends right`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let right = try bed.repositories.contents(of: file)
        var random = SeededRandom(seed: 20_260_101)
        var fetched = FetchedBlocks()
        var kills = 0
        while kills < Self.killCount {
            let moment = random.number(0...24 << 20)
            // At least what the server sends at a time: less of it than is left is not sent.
            let onTheirWay = random.number(FetchedBlocks.blockByteCount...4 << 20)
            let log = try await bed.objects.requests()
            let ending = try await killed(
                bed,
                after: moment + log.map(\.sent).reduce(0, +),
                budget: moment + onTheirWay,
                of: file
            )
            if ending == .signal(SIGKILL) {
                kills += 1
            } else {
                #expect(ending == .status(0), "before kill \(kills)")
            }
            let news = try await bed.objects.requests().dropFirst(log.count)
            let again = fetched.insert(news)
            let limit = Self.connections * Self.rangeByteCount
            #expect(again <= limit, "\(again) bytes again before kill \(kills): \(news.map(\.headers))")
            if let contents = bed.contents(file.path) {
                #expect(contents == right, "before kill \(kills)")
                try FileManager.default.removeItem(atPath: "\(bed.checkout)/\(file.path)")
                fetched = FetchedBlocks()
            }
        }
        try await bed.objects.setFaults([String: Fault]())
        let last = try await bed.run("dvc-model-pull")
        #expect(last.exit == .status(0), "\(last.errorOutput)")
        #expect(bed.contents(file.path) == right)
        #expect(try bed.leftovers == [])
    }

    /// Starts a pull and kills it once so many bytes were sent, unless it has come to its end before; gives its end.
    private func killed(
        _ bed: TestBed,
        after moment: Int,
        budget: Int,
        of file: RecordedFile,
    ) async throws -> ToolExit {
        try await bed.objects.setFaults(["*": Fault("budget", ["bytes": .integer(budget)])])
        let tool = try bed.start("dvc-model-pull", ["--quiet", "-j", "\(Self.connections)"])
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await tool.result() }
            group.addTask { try await bed.objects.waitUntilSent(moment, of: "/\(file.key)") }
            try await group.next()
            tool.send(signal: SIGKILL)
            group.cancelAll()
            return try await tool.result().exit
        }
    }

    // MARK: Beside each other

    /// A pull that has got 12 MiB and waits for more.
    private func held(_ bed: TestBed, _ file: RecordedFile) async throws -> RunningTool {
        try await bed.objects.setFaults(["*": Fault("budget", ["bytes": .integer(12 << 20)])])
        let tool = try bed.start("dvc-model-pull")
        try await bed.objects.waitUntilSent(12 << 20, of: "/\(file.key)")
        return tool
    }

    @Test func `two pulls into one folder fetch everything once`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let first = try await held(bed, file)
        let second = try bed.start("dvc-model-pull")
        try await second.waitForErrorOutput("waiting for another pull")
        try await bed.objects.setFaults([String: Fault]())
        try await bed.objects.release()
        #expect(try await first.result().exit == .status(0))
        let result = try await second.result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(try bed.contents(file.path) == bed.repositories.contents(of: file))
        #expect(try bed.leftovers == [])
        #expect(try await bed.objects.requests().map(\.sent).reduce(0, +) == Int(file.size))
    }

    @Test func `a pull that waited for one that is killed goes on where that was`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let first = try await held(bed, file)
        let second = try bed.start("dvc-model-pull")
        try await second.waitForErrorOutput("waiting for another pull")
        try await bed.objects.setFaults([String: Fault]())
        first.send(signal: SIGKILL)
        #expect(try await first.result().exit == .signal(SIGKILL))
        let result = try await second.result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents(file.path) == bed.repositories.contents(of: file))
        #expect(try bed.leftovers == [])
    }

    @Test func `pulls into different folders do not meet`() async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let folders = try ["one", "other"].map(bed.scratch.makeFolder)
        let tools = try folders.map { try bed.start("dvc-model-pull", ["-o", $0]) }
        for (tool, folder) in zip(tools, folders) {
            let result = try await tool.result()
            #expect(result.exit == .status(0), "\(result.errorOutput)")
            #expect(!result.errorOutput.contains("waiting"), "\(result.errorOutput)")
            let contents = FileManager.default.contents(atPath: "\(folder)/\(file.path)")
            #expect(try contents == bed.repositories.contents(of: file))
        }
        #expect(try await bed.objects.requests().map(\.sent).reduce(0, +) == 2 * Int(file.size))
    }
}

/// Which parts of an object a server sent, in blocks as it sends them.
struct FetchedBlocks {
    static let blockByteCount = 64 << 10
    private var blocks: Set<Int> = []

    /// Adds what these requests brought; gives how many bytes of it had come before.
    mutating func insert(_ requests: some Sequence<ServerRequest>) -> Int {
        var again = 0
        var added: [Int] = []
        for request in requests {
            let start = request.firstByte
            let first = (start + Self.blockByteCount - 1) / Self.blockByteCount
            let end = (start + request.sent) / Self.blockByteCount
            added += first..<max(first, end)
        }
        for block in added where !blocks.insert(block).inserted { again += Self.blockByteCount }
        return again
    }
}

extension ServerRequest {
    /// Of the range that was asked for; 0 where none was.
    fileprivate var firstByte: Int {
        guard let match = headers["range"]?.firstMatch(of: /^bytes=(\d+)-/) else { return 0 }
        return Int(match.1) ?? 0
    }
}
