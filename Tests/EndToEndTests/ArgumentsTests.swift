import Foundation
import TestSupport
import Testing

// Where each exit status is shown end to end:
//
//     0   PullTests             `the model of the working directory's dvc.yaml is put in place`
//     1   VerifyTests           `a changed, a missing and an extra file are told apart`
//    64   ArgumentsTests        `a command line that cannot be followed is a usage error of every tool`
//    65   StudioTests           `each failure has its own words and status`
//    66   WorkspaceTests        `outside of any checkout the name and the repo must be given`
//    69   StudioTests           `a Studio that nobody serves is unreachable`
//    70   none: it is for our own bugs, and a test that can bring one about is a bug to mend
//    73   PullTests             `a file that differs is left alone, and the others are not fetched`
//    74   DiskTests             `a disk that fills up keeps what came, and the pull goes on once there is room`
//    75   ArgumentsTests        `a pull that got no further can be run again, and its status says so`
//    77   StudioTests           `without a token the error says how to get one`
//    78   StudioTests           `a Studio that is switched off is not asked`
//   128+n ResumeTests           `a pull that was stopped goes on where it was`

/// The command line as a user or a script gives it.
@Suite struct ArgumentsTests {
    private static let tools = ["dvc-model-uris", "dvc-model-pull", "dvc-model-verify"]

    private func report(_ result: ToolResult) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
    }

    // MARK: Usage

    @Test(arguments: tools)
    func `a command line that cannot be followed is a usage error of every tool`(tool: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run(tool, "--rev", "v1.0.0", "--stage", "prod")
        #expect(result.exit == .status(64))
        #expect(result.output == "")
        #expect(
            result.errorOutput == """
                \(tool): error: '--rev' and '--stage' exclude each other
                  try: \(tool) --help

                """
        )
        #expect(try await bed.studio.requests() == [])
    }

    @Test(arguments: [
        ["dvc-model-uris", "--json", "--format", "tsv"], ["dvc-model-uris", "--format=tsv", "--json"],
        ["dvc-model-uris", "--json", "--rev"], ["dvc-model-pull", "--jobs=0", "--json"],
        ["dvc-model-pull", "--nonsense", "--json"], ["dvc-model-verify", "-q", "-v", "--json"],
        ["dvc-model-verify", "--json", "--out", "-"], ["dvc-model-pull", "--json", "--all", "x"],
        ["dvc-model-uris", "--json", "text-classifier@v1.0.0", "--stage", "prod"],
        ["dvc-model-uris", "--json", "-C", "no/such/folder"],
    ])
    func `a usage error is one JSON document where JSON is wanted`(words: [String]) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.start(words[0], Array(words.dropFirst())).result()
        #expect(result.exit == .status(64), "\(result.errorOutput)")
        #expect(try report(result)["error"]?["code"] == "usage")
        #expect(try report(result)["schema"] == 1)
        #expect(result.errorOutput.hasPrefix("\(words[0]): error: "), "\(result.errorOutput)")
    }

    @Test(arguments: [
        ("--jsno", "unknown option '--jsno'; did you mean '--json'?"),
        ("--forec", "unknown option '--forec'; did you mean '--force'?"),
        ("-json", "'-j' takes a whole number from 1 to 256, and was given 'son'"),
        ("--token", "unknown option '--token'"),
    ])
    func `a misspelled option is met with the right one`(word: String, words: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", word)
        #expect(result.exit == .status(64))
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: \(words)
                  try: dvc-model-pull --help

                """
        )
    }

    @Test(arguments: tools)
    func `help and version are answers, wherever they are asked for`(tool: String) async throws {
        let scratch = try TemporaryFolder()
        for word in ["--help", "-h", "--version"] {
            let result = try await ToolRunner.run(tool, ["--rev", "v1.0.0", word], in: scratch.path)
            #expect(result.exit == .status(0))
            #expect(result.output.hasPrefix(tool), "\(result.output)")
            #expect(result.errorOutput == "")
        }
    }

    @Test func `two dashes make an option's look-alike a name`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", "--json", "--", "--rev")
        #expect(result.exit == .status(64), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("'--rev'"), "\(result.errorOutput)")
    }

    // MARK: --uris

    @Test(arguments: [
        ("not JSON", "[url-map-invalid] the map of URLs is not JSON from byte 0 on", 65),
        ("{\"a\": ", "[url-map-invalid] the map of URLs is not JSON from byte 6 on", 65),
        ("<!DOCTYPE html><title>Sign in</title>", "[url-map-invalid] the map of URLs is an HTML page", 65),
        ("{}", "[url-map-invalid] the map of URLs names no file", 65),
        ("", "[url-map-invalid] the map of URLs is not JSON from byte 0 on", 65),
        (
            "{\"schema\": 1}",
            "[url-map-invalid] the map of URLs has a 'schema' but not the 'objects' of a dvc-model-uris report",
            65
        ),
    ])
    func `a map that is none says what it is`(text: String, words: String, status: Int32) async throws {
        let bed = try await TestBed("single")
        let file = try bed.scratch.write(text, to: "map.json")
        for (argument, location) in [(file, file), ("-", "--uris -")] {
            let result = try await bed.run(
                "dvc-model-pull",
                "--uris",
                argument,
                "--json",
                input: Data(text.utf8)
            )
            #expect(result.exit == .status(status), "\(result.errorOutput)")
            let error = try #require(try report(result)["error"])
            #expect("[\(error["code"]?.string ?? "")] \(error["message"]?.string ?? "")" == words)
            #expect(result.errorOutput.contains("  at: \(location)\n"), "\(result.errorOutput)")
        }
        #expect(try await bed.studio.requests() == [])
    }

    @Test func `a map that is not there is named`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--uris", "no/such.json")
        #expect(result.exit == .status(74))
        #expect(
            result.errorOutput == """
                dvc-model-pull: error: there is no map of URLs 'no/such.json'
                  at: --uris

                """
        )
    }

    @Test func `a map that is a folder is no map`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "--uris", ".")
        #expect(result.exit == .status(74))
        #expect(result.errorOutput.contains("it is a folder"), "\(result.errorOutput)")
    }

    // MARK: -C

    @Test func `several folders to start in are entered one after the other`() async throws {
        let bed = try await TestBed("mono")
        let result = try await bed.run(
            "dvc-model-pull",
            "-C",
            "nlp",
            "-C",
            "../vision",
            "-Cmodels",
            "detector"
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "detector.bin\n")
        #expect(bed.contents("vision/models/detector.bin") != nil)
    }

    @Test func `paths of other options are from the folder that -C names`() async throws {
        let bed = try await TestBed("mono")
        let map = try await bed.run("dvc-model-uris", "--format", "map", "nlp:tokenizer")
        try bed.scratch.write(map.standardOutput, to: "mono/vision/map.json")
        let result = try await bed.run(
            "dvc-model-pull",
            "-C",
            "vision",
            "--uris",
            "map.json",
            "-o",
            "out/t.bin"
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "out/t.bin\n")
        #expect(bed.contents("vision/out/t.bin") != nil)
    }

    // MARK: --path

    @Test(arguments: [
        ("*/two words.txt", ["two words.txt"]),
        ("salt & pepper.txt", ["salt & pepper.txt"]),
        ("50%20off.txt", ["50%20off.txt"]),
        ("issue #7.txt", ["issue #7.txt"]),
        ("caf?.txt", []),
        ("café.txt", ["café.txt"]),
        ("a+b=c[?].txt", ["a+b=c?.txt"]),
        ("a+b=c\\?.txt", ["a+b=c?.txt"]),
        ("vocab/en/*", []),
        ("*/vocab/en/*", ["vocab/en/same words.txt", "vocab/en/words.txt"]),
        ("[c]onfig.json", ["config.json"]),
        ("$(touch x)", []),
    ])
    func `a glob is a glob, whatever the file's name holds`(glob: String, paths: [String]) async throws {
        let bed = try await TestBed("folder")
        let result = try await bed.run("dvc-model-uris", "--format", "tsv", "--path", glob)
        #expect(result.exit == .status(paths.isEmpty ? 66 : 0), "\(result.errorOutput)")
        let found = result.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
        #expect(found.map(String.init) == paths.map { "models/speech/\($0)" })
    }

    // MARK: 75

    @Test func `a pull that got no further can be run again, and its status says so`() async throws {
        let bed = try await TestBed("big")
        let file = try #require(try bed.model("llm").files().first)
        try await bed.objects.setFaults([
            "*": [
                Fault("truncated", times: 1, ["bytes": .integer(3 << 20)]),
                Fault("429", ["retry_after": "3600"]),
            ]
        ])
        let first = try await bed.run("dvc-model-pull", "--json")
        #expect(first.exit == .status(75), "\(first.errorOutput)")
        #expect(try report(first)["error"]?["code"] == "transfer-incomplete")
        #expect(bed.contents("llm.bin") == nil)
        try await bed.objects.setFaults([String: Fault]())
        let second = try await bed.run("dvc-model-pull")
        #expect(second.exit == .status(0), "\(second.errorOutput)")
        #expect(try bed.contents("llm.bin") == bed.repositories.contents(of: file))
    }
}
