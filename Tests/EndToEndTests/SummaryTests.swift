import Foundation
import TestSupport
import Testing

extension String {
    /// Without the time that a pull took, and the rate where it was long enough to have one.
    var timeless: String {
        replacing(#/ in [0-9][0-9.smh ]*s( \([0-9.]+ [KMG]?i?B/s\))?: /#, with: " in …: ")
    }
}

/// What a pull says when it is over, and in its report.
@Suite struct SummaryTests {
    private func summary(_ result: ToolResult) -> String { result.errorOutput.timeless }

    @Test func `what came, and what is there already`() async throws {
        let bed = try await TestBed("single")
        let first = try await bed.run("dvc-model-pull", "--no-progress")
        #expect(
            summary(first)
                == "dvc-model-pull: 1 file, 5.9 KiB in …: downloaded; all verified, MD5 from git\n"
        )
        let second = try await bed.run("dvc-model-pull", "--no-progress")
        #expect(
            second.errorOutput
                == "dvc-model-pull: 1 file, 5.9 KiB: already right; all verified, MD5 from git\n"
        )
        let third = try await bed.run("dvc-model-pull", "-q", "-f")
        #expect(third.errorOutput == "")
    }

    @Test func `files of several origins are counted apart`() async throws {
        let bed = try await TestBed("folder")
        _ = try await bed.run("dvc-model-pull", "--cache", "--path", "config.json")
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/models/speech/config.json")
        _ = try await bed.run("dvc-model-pull", "--path", "empty.txt")
        let result = try await bed.run("dvc-model-pull", "--no-progress")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let size = try bed.model("speech").files().map(\.size).reduce(0, +)
        #expect(size < 100 << 10)
        let words = #/^dvc-model-pull: 13 files, [0-9.]+ KiB in …: 11 downloaded \([0-9.]+ KiB\), /#
        #expect(summary(result).prefixMatch(of: words) != nil, "\(result.errorOutput)")
        let rest = "1 copied from DVC's cache, 1 already right; all verified, MD5 from git\n"
        #expect(summary(result).hasSuffix(rest), "\(result.errorOutput)")
    }

    @Test func `a file that failed is none that was verified`() async throws {
        let bed = try await TestBed("folder")
        let file = try #require(try bed.model("speech").files().first { $0.path.hasSuffix("config.json") })
        try await bed.objects.setFaults(["/\(file.key)": "404"])
        let result = try await bed.run("dvc-model-pull", "--no-progress")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        let words =
            #/^dvc-model-pull: 12 of 13 files, [0-9.]+ KiB in …: downloaded; verified, MD5 from git\n/#
        #expect(summary(result).prefixMatch(of: words) != nil, "\(result.errorOutput)")
    }

    @Test func `what an earlier run had left is told`() async throws {
        let bed = try await TestBed("big")
        let file = try bed.file(of: "llm")
        try await bed.objects.setFaults(["*": Fault("hold", ["bytes": .integer(3 << 20)])])
        let tool = try bed.start("dvc-model-pull", ["--no-progress"])
        try await bed.objects.waitUntilSent(3 << 20, of: "/\(file.key)")
        try await bed.waitForPartFile(of: 1 << 20)
        tool.send(signal: SIGTERM)
        _ = try await tool.result()
        try await bed.objects.setFaults([String: Fault]())

        let result = try await bed.run("dvc-model-pull", "--no-progress", "--json")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let words =
            #/: downloaded \([0-9.]+ MiB.*\); [0-9.]+ MiB were there from an earlier run; all verified/#
        #expect(summary(result).firstMatch(of: words) != nil, "\(result.errorOutput)")
        let report = try JSONValue(result.standardOutput)
        guard case .integer(let resumed)? = report.column("files", "bytes_resumed").first,
            case .integer(let received)? = report.column("files", "bytes_received").first
        else {
            Issue.record("\(result.output)")
            return
        }
        #expect(resumed >= 1 << 20)
        #expect(Int64(resumed + received) == file.size)
        #expect(report["totals"]?["bytes_resumed"] == .integer(resumed))
        #expect(report["totals"]?["seconds"] != .null)
    }

    @Test func `a file to stdout has its summary, too`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--no-progress", "-o", "-")
        #expect(result.exit == .status(0))
        #expect(
            summary(result)
                == "dvc-model-pull: 1 file, 5.9 KiB in …: downloaded; all verified, MD5 from git\n"
        )
    }
}

/// `--limit-rate`, `--stall-timeout`, and URLs that end.
@Suite struct LimitTests {
    @Test func `a storage that falls silent is asked again when the user's patience ends`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": Fault("stall", times: 1, ["bytes": 1000])])
        let result = try await bed.run("dvc-model-pull", "--stall-timeout", "1", "--no-progress")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.errorOutput.hasPrefix("dvc-model-pull: model.bin: "), "\(result.errorOutput)")
        #expect(try await bed.objects.requests().count == 2)
    }

    @Test(arguments: [
        (
            ["--limit-rate", "0"],
            "'--limit-rate' takes bytes a second, such as 500K, 2.5M or 1G, and was given '0'"
        ),
        (
            ["--stall-timeout", "0"],
            "'--stall-timeout' takes a whole number from 1 to 3600, and was given '0'"
        ),
        (["-j", "257"], "'-j' takes a whole number from 1 to 256, and was given '257'"),
    ])
    func `a limit that is none is a usage error`(arguments: [String], what: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.start("dvc-model-pull", arguments).result()
        #expect(result.exit == .status(64))
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: \(what)
                  try: dvc-model-pull --help

                """
        )
        #expect(try await bed.objects.requests() == [])
    }

    @Test func `a map whose URLs have ended is to be made again`() async throws {
        let bed = try await TestBed("single")
        try bed.write(try await bed.run("dvc-model-uris", "--format", "map").standardOutput, to: "urls.json")
        try await bed.objects.setFaults(["*": "400-expired"])
        let result = try await bed.run("dvc-model-pull", "--uris", "urls.json", "--no-progress")
        #expect(result.exit == .status(77), "\(result.errorOutput)")
        #expect(
            result.errorOutput.hasSuffix(
                "  try: make the map again where the token is (dvc-model-uris --format map), then go on with it\n"
            ),
            "\(result.errorOutput)"
        )
    }
}
