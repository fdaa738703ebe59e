import Foundation
import TestSupport
import Testing

/// What a pull that was stopped leaves behind, and what the next one makes of it.
@Suite struct ResumeTests {
    private static let path = "llm.bin"

    private struct Stopped {
        let bed: TestBed
        let objectPath: String
        let right: Data
        let exit: ToolExit

        var partFiles: [String] {
            get throws {
                try FileManager.default.contentsOfDirectory(atPath: bed.checkout).filter {
                    $0.hasSuffix(".part")
                }
            }
        }
    }

    /// A pull of 8 MiB that is stopped after 3 MiB were sent.
    private func stopped(by signal: Int32) async throws -> Stopped {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        let objectPath = "/\(file.key)"
        try await bed.objects.setFaults([objectPath: Fault("hold", ["bytes": .integer(3 << 20)])])
        let tool = try bed.start("dvc-model-pull", ["--no-progress"])
        try await bed.objects.waitUntilSent(3 << 20, of: objectPath)
        try await bed.waitForPartFile(of: 1 << 20)
        tool.send(signal: signal)
        let exit = try await tool.result().exit
        try await bed.objects.setFaults([String: Fault]())
        return Stopped(
            bed: bed,
            objectPath: objectPath,
            right: try bed.repositories.contents(of: file),
            exit: exit
        )
    }

    @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
    func `a pull that was stopped goes on where it was`(signal: Int32) async throws {
        let stopped = try await stopped(by: signal)
        let bed = stopped.bed
        #expect(stopped.exit == .signal(signal))
        #expect(bed.contents(Self.path) == nil)
        #expect(try stopped.partFiles.count == 1)

        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(bed.contents(Self.path) == stopped.right)
        #expect(try stopped.partFiles == [])
        let range = try #require(try await bed.objects.requests().last?.headers["range"])
        #expect(range.hasPrefix("bytes=") && range != "bytes=0-", "\(range)")
    }

    @Test func `a part file that was spoiled is found out and fetched anew`() async throws {
        let stopped = try await stopped(by: SIGKILL)
        let bed = stopped.bed
        let part = "\(bed.checkout)/\(try #require(try stopped.partFiles.first))"
        let handle = try FileHandle(forWritingTo: URL(filePath: part))
        try handle.write(contentsOf: Data("spoiled".utf8))
        try handle.close()
        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(bed.contents(Self.path) == stopped.right)
    }

    @Test func `a part file that is whole needs no more bytes`() async throws {
        let stopped = try await stopped(by: SIGKILL)
        let bed = stopped.bed
        let part = "\(bed.checkout)/\(try #require(try stopped.partFiles.first))"
        try stopped.right.write(to: URL(filePath: part))
        let second = try await bed.run("dvc-model-pull", "--json")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(bed.contents(Self.path) == stopped.right)
        let report = try JSONDecoder().decode(JSONValue.self, from: second.standardOutput)
        guard case .array(let files)? = report["files"], let file = files.first else {
            Issue.record("no files")
            return
        }
        #expect(file["outcome"] == "resumed")
        #expect(file["bytes_received"] == 0)
    }

    @Test(arguments: ["wrong-range", "ignore-range"])
    func `a server that cannot go on is asked for all of it`(fault: String) async throws {
        let stopped = try await stopped(by: SIGKILL)
        let bed = stopped.bed
        try await bed.objects.setFaults([stopped.objectPath: [Fault(fault)]])
        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(bed.contents(Self.path) == stopped.right)
    }

    @Test func `a second pull into the same folder waits for the first`() async throws {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        try await bed.objects.setFaults(["*": Fault("hold", times: 1, ["bytes": 1_000])])
        let first = try bed.start("dvc-model-pull")
        try await bed.objects.waitUntilSent(1_000, of: "/\(file.key)")
        let second = try bed.start("dvc-model-pull")
        try await second.waitForErrorOutput("waiting for another pull")
        try await bed.objects.release()
        #expect(try await first.result().exit == .status(0))
        let result = try await second.result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(try bed.contents(Self.path) == bed.repositories.contents(of: file))
        #expect(try await bed.objects.requests().count == 1)
    }
}

extension TestBed {
    /// Waits until the pull under way has written so many bytes; it may not have read all that was sent.
    func waitForPartFile(of byteCount: Int) async throws {
        while true {
            let entries = try FileManager.default.contentsOfDirectory(atPath: checkout)
            let sizes = entries.filter { $0.hasSuffix(".part") }.compactMap { name in
                try? FileManager.default.attributesOfItem(atPath: "\(checkout)/\(name)")[.size] as? Int
            }
            if let size = sizes.first, size >= byteCount { return }
            await Task.yield()
        }
    }
}
