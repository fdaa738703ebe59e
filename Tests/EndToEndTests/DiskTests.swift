import Foundation
import TestSupport
import Testing

/// Disks that are full, and places where no file can go.
@Suite struct DiskTests {
    private func code(_ result: ToolResult) throws -> JSONValue? {
        try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)["error"]?["code"]
    }

    private func entries(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }

    // MARK: Full

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `what will not fit is not begun`() async throws {
        let bed = try await TestBed("big")
        let disk = try SmallDisk(in: bed.scratch, mebibytes: 4)
        let result = try await bed.run("dvc-model-pull", "-o", disk.path, "--json")
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(try code(result) == "disk-full")
        #expect(try entries(disk.path) == [])
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `a disk that fills up keeps what came, and the pull goes on once there is room`() async throws {
        let bed = try await TestBed("big", hasTags: false)
        let disk = try SmallDisk(in: bed.scratch, mebibytes: 4)
        let file = try #require(try bed.model("llm").files().first)
        // Nobody can tell beforehand that it will not fit.
        try await bed.objects.setFaults(["*": "no-length"])
        let full = try await bed.run("dvc-model-pull", "-o", disk.path, "--json")
        #expect(full.exit == .status(74), "\(full.errorOutput)")
        #expect(try code(full) == "disk-full")
        #expect(full.errorOutput.contains("try: free some space and run the same command again\n"))
        #expect(try entries(disk.path).map { $0.hasSuffix(".part") } == [true])

        try disk.grow(toMebibytes: 20)
        let second = try await bed.run("dvc-model-pull", "-o", disk.path)
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        let placed = FileManager.default.contents(atPath: "\(disk.path)/llm.bin")
        #expect(try placed == bed.repositories.contents(of: file))
        #expect(try entries(disk.path) == ["llm.bin"])
        let range = try #require(try await bed.objects.requests().last?.headers["range"])
        #expect(range.hasPrefix("bytes=") && range != "bytes=0-", "\(range)")
    }

    /// Where no disk can be mounted this is the next best: the limit of the user's shell (`ulimit -f`).
    @Test func `a file that grows past the limit for files is kept, and the pull goes on without the limit`()
        async throws
    {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        let tool = "\(try ToolRunner.folder())/dvc-model-pull"
        let limited = try await bed.start("bash", ["-c", "ulimit -f 3072; exec '\(tool)' --json"]).result()
        #expect(limited.exit == .status(74), "\(limited.errorOutput)")
        #expect(try code(limited) == "file-unwritable")
        #expect(bed.contents("llm.bin") == nil)

        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(try bed.contents("llm.bin") == bed.repositories.contents(of: file))
        let range = try #require(try await bed.objects.requests().last?.headers["range"])
        #expect(range.hasPrefix("bytes=") && range != "bytes=0-", "\(range)")
    }

    /// The sum of what the storage has sent so far.
    private func sentByteCount(_ bed: TestBed) async throws -> Int {
        try await bed.objects.requests().map(\.sent).reduce(0, +)
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `what will not fit is not begun, though only the storage knows its size`() async throws {
        let bed = try await TestBed("large", hasTags: false)
        let disk = try SmallDisk(in: bed.scratch, mebibytes: 20)
        let result = try await bed.run("dvc-model-pull", "-o", disk.path, "--json")
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(try code(result) == "disk-full")
        #expect(try entries(disk.path) == [])
        #expect(try await bed.objects.requests().count == 1)
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `a disk that others fill up keeps the ranges that came, and the pull goes on once there is room`()
        async throws
    {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let disk = try SmallDisk(in: bed.scratch, mebibytes: 44)
        try await bed.objects.setFaults(["*": Fault("budget", ["bytes": .integer(20 << 20)])])
        let tool = try bed.start("dvc-model-pull", ["-o", disk.path, "-j", "2", "--json"])
        try await bed.objects.waitUntilSent(20 << 20, of: "/\(file.key)")
        let others = "\(disk.path)/others"
        try Data(count: 16 << 20).write(to: URL(filePath: others))
        try await bed.objects.setFaults([String: Fault]())
        try await bed.objects.release()
        let full = try await tool.result()
        #expect(full.exit == .status(74), "\(full.errorOutput)")
        #expect(try code(full) == "disk-full")
        #expect(try entries(disk.path).contains { $0.hasSuffix(".part") })

        // Not removed alone: a program that another test started meanwhile may have inherited it, and keep its room.
        try FileHandle(forWritingTo: URL(filePath: others)).truncate(atOffset: 0)
        try FileManager.default.removeItem(atPath: others)
        let before = try await sentByteCount(bed)
        let second = try await bed.run("dvc-model-pull", "-o", disk.path)
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        let placed = FileManager.default.contents(atPath: "\(disk.path)/\(file.path)")
        #expect(try placed == bed.repositories.contents(of: file))
        #expect(try entries(disk.path) == [file.path])
        let sent = try await sentByteCount(bed) - before
        #expect(sent < Int(file.size), "\(sent) bytes once more")
    }

    @Test(
        .enabled(if: SmallDisk.isExt4Available, "a file system cannot be mounted here"),
        arguments: [true, false]
    )
    func `room that is set aside for a file is not asked for again`(isStoppedFirst: Bool) async throws {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        // Enough for one, not for one and a half.
        let disk = try SmallDisk(ext4In: bed.scratch, mebibytes: 64)
        if isStoppedFirst {
            try await bed.objects.setFaults(["*": Fault("budget", ["bytes": .integer(12 << 20)])])
            let tool = try bed.start("dvc-model-pull", ["-o", disk.path])
            try await bed.objects.waitUntilSent(12 << 20, of: "/\(file.key)")
            tool.send(signal: SIGKILL)
            _ = try await tool.result()
            try await bed.objects.setFaults([String: Fault]())
        }
        let result = try await bed.run("dvc-model-pull", "-o", disk.path)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let placed = FileManager.default.contents(atPath: "\(disk.path)/\(file.path)")
        #expect(try placed == bed.repositories.contents(of: file))
    }

    @Test func `ranges past the limit for files are an error, and the pull goes on without the limit`()
        async throws
    {
        let bed = try await TestBed("large")
        let file = try bed.file(of: "large")
        let tool = "\(try ToolRunner.folder())/dvc-model-pull"
        let limited = try await bed.start("bash", ["-c", "ulimit -f 20480; exec '\(tool)' --json"]).result()
        #expect(limited.exit == .status(74), "\(limited.errorOutput)")
        #expect(try code(limited) == "file-unwritable")
        #expect(bed.contents(file.path) == nil)

        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(try bed.contents(file.path) == bed.repositories.contents(of: file))
        #expect(try bed.leftovers == [])
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `a disk that is read-only is said to be`() async throws {
        let bed = try await TestBed("single")
        let disk = try SmallDisk(in: bed.scratch, mebibytes: 4)
        try disk.makeReadOnly()
        let result = try await bed.run("dvc-model-pull", "-o", disk.path)
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("read-only file system"), "\(result.errorOutput)")
    }

    // MARK: Rights

    private func requireSuccess(_ tool: RunningTool) async throws {
        let result = try await tool.result()
        try #require(result.exit == .status(0), "\(result.errorOutput)")
    }

    @Test(.enabled(if: Rights.canBeDropped, "root cannot become nobody here"))
    func `a folder that may not be written is named`() async throws {
        let bed = try await TestBed("single")
        let out = try bed.scratch.makeFolder("out")
        #expect(chmod(out, 0o555) == 0)
        let result = try await bed.runWithoutRights("dvc-model-pull", ["-o", out, "--no-progress"])
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: cannot write beside '\(out)/model.bin': permission denied
                  at: \(out)/model.bin

                """
        )
        #expect(try entries(out) == [])
    }

    @Test(.enabled(if: Rights.canBeDropped, "root cannot become nobody here"), arguments: [[], ["--force"]])
    func `a file that may not be read is left alone`(options: [String]) async throws {
        let bed = try await TestBed("single")
        let path = "\(bed.checkout)/model.bin"
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(chmod(path, 0) == 0)
        let result = try await bed.runWithoutRights("dvc-model-pull", ["--json"] + options)
        #expect(result.exit == .status(74), "\(result.errorOutput)")
        #expect(try code(result) == "file-unreadable")
        #expect(try await bed.objects.requests() == [])
        #expect(chmod(path, 0o600) == 0)
        #expect(bed.contents("model.bin") == Data("mine".utf8))
    }

    // MARK: What is no file

    /// What stands where the model's file is to go, by the command that makes it there.
    private static let obstacles = ["mkdir model.bin", "mkfifo model.bin"]

    @Test(arguments: obstacles, [[], ["--force"]])
    func `what is no file is neither replaced nor waited for`(make: String, options: [String]) async throws {
        let bed = try await TestBed("single")
        try await requireSuccess(bed.start("bash", ["-c", make]))
        let kind = try FileManager.default.attributesOfItem(atPath: "\(bed.checkout)/model.bin")[.type]
        let result = try await bed.start("dvc-model-pull", options).result()
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: no file can be written over 'model.bin': something that is no file stands there
                  try: move it away

                """
        )
        #expect(try await bed.objects.requests() == [])
        let after = try FileManager.default.attributesOfItem(atPath: "\(bed.checkout)/model.bin")[.type]
        #expect(after as? FileAttributeType == kind as? FileAttributeType)
    }

    /// As `cache.type = symlink` leaves it where the cache was emptied.
    @Test func `a broken link is replaced by force only, and not followed`() async throws {
        let bed = try await TestBed("single")
        try FileManager.default.createSymbolicLink(
            atPath: "\(bed.checkout)/model.bin",
            withDestinationPath: "nowhere"
        )
        let refused = try await bed.run("dvc-model-pull")
        #expect(refused.exit == .status(73), "\(refused.errorOutput)")
        let forced = try await bed.run("dvc-model-pull", "--force")
        #expect(forced.exit == .status(0), "\(forced.errorOutput)")
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(try bed.contents("model.bin") == bed.repositories.contents(of: file))
        #expect(try !entries(bed.checkout).contains("nowhere"))
    }

    @Test(arguments: zip(obstacles + ["ln -s nowhere model.bin"], ["FAILED", "FAILED", "MISSING"]))
    func `verify does not take what is no file for the file`(make: String, verdict: String) async throws {
        let bed = try await TestBed("single")
        try await requireSuccess(bed.start("bash", ["-c", make]))
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output.hasPrefix("model.bin: \(verdict)"), "\(result.output)")
    }

    @Test func `a file where a folder of the model is to be is not replaced`() async throws {
        let bed = try await TestBed("folder")
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/models")
        try Data("mine".utf8).write(to: URL(filePath: "\(bed.checkout)/models"))
        let result = try await bed.run("dvc-model-pull", "--force")
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("'\(bed.checkout)/models'"), "\(result.errorOutput)")
        #expect(bed.contents("models") == Data("mine".utf8))
        #expect(try await bed.objects.requests() == [])
    }
}
