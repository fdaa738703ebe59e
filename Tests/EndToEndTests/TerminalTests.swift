import Foundation
import TestSupport
import Testing

/// The tools in a terminal, as their user sees them.
@Suite struct TerminalTests {
    /// A pull of 8 MiB under way, of which 3 MiB were sent and no more come until the server is told.
    private struct Held {
        let bed: TestBed
        let tool: RunningTool
        let file: RecordedFile
    }

    private func start(
        _ bed: TestBed,
        _ tool: String,
        _ arguments: [String] = [],
        columnCount: Int = 80,
        with variables: [String: String] = [:],
    ) throws -> RunningTool {
        try bed.start(
            TestEnvironment.python(),
            [TestEnvironment.servers.appending(path: "terminal.py").path, "\(columnCount)"]
                + ["\(ToolRunner.folder())/\(tool)"] + arguments,
            with: ["TERM": "xterm-256color"].merging(variables) { _, given in given }
        )
    }

    private func hold(
        _ arguments: [String] = [],
        columnCount: Int = 80,
        with variables: [String: String] = [:],
    ) async throws -> Held {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        try await bed.objects.setFaults(["*": Fault("hold", times: 1, ["bytes": .integer(3 << 20)])])
        let tool = try start(bed, "dvc-model-pull", arguments, columnCount: columnCount, with: variables)
        try await bed.objects.waitUntilSent(3 << 20, of: "/\(file.key)")
        return Held(bed: bed, tool: tool, file: file)
    }

    private func finish(_ held: Held) async throws -> ToolResult {
        try await held.bed.objects.release()
        return try await held.tool.result()
    }

    private let done = [
        "llm.bin",
        "dvc-model-pull: 1 file, 8.0 MiB in …: downloaded; all verified, MD5 from git",
        "",
    ]

    @Test func `the progress line is drawn, and gone at the end`() async throws {
        let held = try await hold()
        try await held.tool.waitForOutput("37%  3.0 MiB of 8.0 MiB")
        // Only what came before the summary, which may be longer.
        #expect(Screen(try held.tool.output()).widest < 80)
        let result = try await finish(held)
        #expect(result.exit == .status(0))
        let screen = Screen(result.standardOutput)
        #expect(screen.rows.map(\.timeless) == done)
        #expect(screen.column == 0)
        #expect(screen.surprises == [])
        #expect(try held.bed.contents("llm.bin") == held.bed.repositories.contents(of: held.file))
    }

    @Test func `a narrow terminal gets a narrow line`() async throws {
        let held = try await hold(columnCount: 40)
        try await held.tool.waitForOutput("3.0 MiB of 8.0 MiB")
        // Only what came before the summary, which is no line that is drawn again.
        let drawn = Screen(try held.tool.output())
        #expect(drawn.rows.count == 1)
        #expect(drawn.widest < 40)
        let result = try await finish(held)
        #expect(result.exit == .status(0))
        #expect(Screen(result.standardOutput).rows.map(\.timeless) == done)
    }

    @Test func `Ctrl-C ends by its signal, keeps the part file and leaves the terminal clean`() async throws {
        let held = try await hold()
        try await held.tool.waitForOutput("37%  3.0 MiB of 8.0 MiB")
        held.tool.send(signal: SIGINT)
        let result = try await held.tool.result()
        #expect(result.exit == .signal(SIGINT))
        let screen = Screen(result.standardOutput)
        #expect(screen.rows == ["dvc-model-pull: stopped; the same command goes on from here", ""])
        #expect(screen.column == 0)
        #expect(screen.surprises == [])
        #expect(held.bed.contents("llm.bin") == nil)
        let parts = try FileManager.default.contentsOfDirectory(atPath: held.bed.checkout)
            .filter { $0.hasSuffix(".part") }
        #expect(parts.count == 1)
    }

    @Test func `Ctrl-C while Studio is waited for ends at once`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": "hold"])
        let tool = try start(bed, "dvc-model-uris")
        try await bed.studio.waitUntilSent(of: "/api/model-registry/get-download-uris")
        tool.send(signal: SIGINT)
        let result = try await tool.result()
        #expect(result.exit == .signal(SIGINT))
        #expect(
            Screen(result.standardOutput).rows
                == ["^Cdvc-model-uris: error: stopped while waiting for Studio", ""]
        )
    }

    // MARK: Who wants no line

    @Test(arguments: [["CI": "1"], ["TERM": "dumb"]])
    func `where a line cannot be drawn again there are plain lines`(variables: [String: String]) async throws
    {
        let result = try await finish(try await hold(with: variables))
        #expect(result.exit == .status(0))
        #expect(!result.output.contains("\u{1B}"), "\(result.output)")
        // A pull of more than ten seconds, on a busy machine, says how far it is.
        let rows = Screen(result.standardOutput).rows.filter { !$0.contains(" of 8.0 MiB") }
        #expect(
            rows.map(\.timeless) == [
                "dvc-model-pull: 1 file, 8.0 MiB", "dvc-model-pull: llm.bin: downloaded, 8.0 MiB",
            ] + done
        )
    }

    @Test func `no-progress leaves the summary`() async throws {
        let result = try await finish(try await hold(["--no-progress"]))
        #expect(result.exit == .status(0))
        #expect(Screen(result.standardOutput).rows.map(\.timeless) == done)
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func `quiet leaves the answer alone`() async throws {
        let result = try await finish(try await hold(["-q"]))
        #expect(result.exit == .status(0))
        #expect(result.output == "llm.bin\r\n")
    }

    // MARK: Colour

    private func failure(with variables: [String: String] = [:], _ arguments: String...) async throws
        -> Screen
    {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": "401"])
        let result = try await start(bed, "dvc-model-uris", arguments, with: variables).result()
        #expect(result.exit == .status(77))
        return Screen(result.standardOutput)
    }

    @Test func `the word error is red`() async throws {
        let screen = try await failure()
        #expect(screen.colors == ["[1;31m", "[0m"])
        #expect(
            screen.rows.first?.hasPrefix("dvc-model-uris: error: Studio does not accept the token") == true
        )
        #expect(screen.surprises == [])
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func `who wants no colour gets none`(variables: [String: String]) async throws {
        #expect(try await failure(with: variables).colors == [])
    }

    @Test func `the option for colour goes before the environment`() async throws {
        #expect(try await failure(with: ["NO_COLOR": "1"], "--color", "always").colors == ["[1;31m", "[0m"])
        #expect(try await failure("--color", "never").colors == [])
    }

    @Test func `NO_COLOR does not take the progress line away`() async throws {
        let held = try await hold(with: ["NO_COLOR": "1"])
        try await held.tool.waitForOutput("37%  3.0 MiB of 8.0 MiB")
        let screen = Screen(try await finish(held).standardOutput)
        #expect(screen.rows.map(\.timeless) == done)
        #expect(screen.colors == [])
    }

    // MARK: Words of others

    /// A title, a link, a colour, a cleared screen; the last is the 8-bit form of `ESC [`.
    private static let attack = "\u{1B}]0;owned\u{07}\u{1B}[2J\u{1B}[31mred\r\u{9B}2J\u{202E}x"
    private static let disarmed =
        "\u{FFFD}]0;owned\u{FFFD}\u{FFFD}[2J\u{FFFD}[31mred \u{FFFD}2J\u{FFFD}x"

    @Test func `what Studio says does not steer the terminal`() async throws {
        let bed = try await TestBed("single")
        let body = String(decoding: try JSONEncoder().encode(["detail": Self.attack]), as: UTF8.self)
        try await bed.studio.setFaults(["studio": Fault("reply", ["status": 403, "body": .string(body)])])
        let result = try await start(bed, "dvc-model-uris", ["-vv", "--color", "never"]).result()
        #expect(result.exit == .status(77))
        let screen = Screen(result.standardOutput)
        #expect(screen.surprises == [])
        #expect(screen.colors == [])
        #expect(result.output.contains("Studio says '\(Self.disarmed)'"), "\(screen.rows)")
    }

    @Test(arguments: ["url", "tsv", "map"])
    func `a path or a URL of Studio's does not steer the terminal`(format: String) async throws {
        let bed = try await TestBed("single", hasTags: false)
        let reply = ["a\(Self.attack)": "https://storage.example.com/\u{9B}2J\u{202E}x"]
        let body = String(decoding: try JSONEncoder().encode(reply), as: UTF8.self)
        try await bed.studio.setFaults(["studio": Fault("reply", ["body": .string(body)])])
        let result = try await start(bed, "dvc-model-uris", ["--format", format]).result()
        #expect(result.exit == .status(0), "\(result.output)")
        let screen = Screen(result.standardOutput)
        #expect(screen.surprises == [])
        #expect(screen.colors == [])
        #expect(!result.output.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `a version that a tag of Git's names does not steer the terminal`() async throws {
        let bed = try await TestBed("single")
        let result = try await start(bed, "dvc-model-uris", ["model\(Self.attack)@v1.0.0"]).result()
        #expect(result.exit == .status(64), "\(result.output)")
        #expect(Screen(result.standardOutput).surprises == [])
    }
}
