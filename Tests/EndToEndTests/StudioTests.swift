import Foundation
import TestSupport
import Testing

/// Studio's side of a run: what is asked, where the token goes, and what each failure says.
@Suite struct StudioTests {
    private func uris(_ bed: TestBed, _ fault: Fault, _ arguments: String...) async throws -> ToolResult {
        try await bed.studio.setFaults(["studio": fault])
        return try await bed.start("dvc-model-uris", arguments).result()
    }

    private func error(_ result: ToolResult) -> String {
        String(result.errorOutput.split(separator: "\n").first { $0.contains(" error: ") } ?? "")
    }

    @Test func `the request carries repo, name, version and the token`() async throws {
        let bed = try await TestBed("mono")
        _ = try await bed.run("dvc-model-uris", "nlp:tokenizer@v0.9.0")
        let request = try #require(try await bed.studio.requests().first)
        #expect(request.method == "GET")
        #expect(request.path == "/api/model-registry/get-download-uris")
        #expect(
            request.query
                == "repo=https%3A%2F%2Fgit.example.com%2Facme%2Fmono.git&name=nlp%3Atokenizer&version=v0.9.0"
        )
        #expect(request.headers["authorization"] == "token \(TestBed.token)")
    }

    @Test func `neither version nor stage is sent for the latest`() async throws {
        let bed = try await TestBed("single")
        _ = try await bed.run("dvc-model-uris")
        let request = try #require(try await bed.studio.requests().first)
        #expect(
            request.query == "repo=https%3A%2F%2Fgit.example.com%2Facme%2Fsingle.git&name=text-classifier"
        )
    }

    @Test(arguments: ["/studio", "/studio/"])
    func `a Studio below a path is asked there, with or without a final slash`(path: String) async throws {
        let bed = try await TestBed("single", prefix: "/studio")
        let base = bed.studio.url.replacing("/studio", with: "") + path
        let result = try await bed.run("dvc-model-uris", with: ["DVC_STUDIO_URL": base])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            try await bed.studio.requests().map(\.path) == ["/studio/api/model-registry/get-download-uris"]
        )
    }

    // MARK: Failures

    @Test(arguments: [
        ("401", 77, "Studio does not accept the token from DVC_STUDIO_TOKEN: Studio says 'Invalid token.'"),
        (
            "403", 77,
            "the token from DVC_STUDIO_TOKEN has no right to 'https://git.example.com/acme/single.git', or Studio has no such repo:"
                + " Studio says 'You do not have permission to perform this action.'"
        ),
        (
            "404-repo", 66,
            "Studio does not know the repo 'https://git.example.com/acme/single.git', or the token has no right to it:"
                + " Studio says 'Permission denied or repo not found, check that the repo is connected to a project.'"
        ),
        (
            "404-model", 66,
            "Studio does not know 'text-classifier' in 'https://git.example.com/acme/single.git':"
                + " Studio says 'Model not found.'"
        ),
        (
            "404-version", 66,
            "Studio does not know 'text-classifier' in 'https://git.example.com/acme/single.git':"
                + " Studio says 'Model version not found.'"
        ),
        (
            "not-parsed", 66,
            "Studio has not yet parsed 'https://git.example.com/acme/single.git' as far as 'text-classifier':"
                + " Studio says 'The repository has not been parsed yet. Try again later.'"
        ),
        (
            "credentials-missing", 78,
            "Studio has no cloud credentials for the storage of 'https://git.example.com/acme/single.git':"
                + " Studio says 'Cloud credentials for the DVC remote are missing or invalid.'"
        ),
        ("html-login", 65, "Studio's reply is an HTML page"),
        ("not-json", 65, "Studio's reply is not JSON from byte 0 on"),
        ("array", 65, "Studio's reply is an array, not an object of paths and URLs"),
        ("empty-dict", 65, "Studio's reply names no file"),
        ("duplicate-keys", 65, "Studio's reply names 'model.bin' twice"),
        ("non-string-value", 65, "Studio's reply has an object for 'model.bin', not a URL"),
        ("invalid-utf8", 65, "Studio's reply is not UTF-8"),
        ("deep", 65, "Studio's reply nests deeper than 32 levels"),
        ("too-large", 65, "Studio's reply is longer than 64 MiB"),
    ])
    func `each failure has its own words and status`(name: String, status: Int32, words: String) async throws
    {
        let bed = try await TestBed("single")
        let result = try await uris(bed, Fault(name))
        #expect(result.exit == .status(status), "\(result.errorOutput)")
        #expect(error(result) == "dvc-model-uris: error: \(words)")
        #expect(result.output == "")
        #expect(!(result.errorOutput + result.output).contains(TestBed.token))
        #expect(try await bed.studio.requests().count == 1)
    }

    @Test(arguments: [
        Fault("500", times: 2), Fault("429", times: 1, ["retry_after": "1"]), Fault("reset", times: 2),
        Fault("truncated", times: 1),
    ])
    func `a failure that passes is tried again, and said`(fault: Fault) async throws {
        let bed = try await TestBed("single")
        let result = try await uris(bed, fault)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(result.errorOutput.contains("trying again in"), "\(result.errorOutput)")
    }

    @Test func `a server that asks for more patience than a minute is not waited for`() async throws {
        let bed = try await TestBed("single")
        let result = try await uris(bed, Fault("429", ["retry_after": "3600"]))
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().count == 1)
    }

    @Test func `a Studio that nobody serves is unreachable`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", with: ["DVC_STUDIO_URL": "http://127.0.0.1:9"])
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(
            error(result).hasPrefix("dvc-model-uris: error: cannot reach Studio at 'http://127.0.0.1:9': ")
        )
    }

    // MARK: The token

    @Test func `a redirect on the same origin keeps the token`() async throws {
        let bed = try await TestBed("single")
        let result = try await uris(bed, Fault("redirect", times: 1))
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            try await bed.studio.requests().map { $0.headers["authorization"] }
                == ["token \(TestBed.token)", "token \(TestBed.token)"]
        )
    }

    @Test func `a redirect to another origin gets no token`() async throws {
        let bed = try await TestBed("single")
        let result = try await uris(bed, Fault("redirect", ["to": .string("\(bed.objects.url)/x")]))
        #expect(result.exit == .status(78), "\(result.errorOutput)")
        #expect(try await bed.objects.requests().isEmpty)
    }

    @Test func `a Studio that a tracked file names gets no token of the user's`() async throws {
        let bed = try await TestBed("single")
        let config = "\(bed.checkout)/.dvc/config"
        let text = try String(contentsOfFile: config, encoding: .utf8)
        try (text + "[studio]\n    url = \(bed.studio.url)\n").write(
            toFile: config,
            atomically: true,
            encoding: .utf8
        )
        let refused = try await bed.run("dvc-model-uris", with: ["DVC_STUDIO_URL": ""])
        #expect(refused.exit == .status(77), "\(refused.errorOutput)")
        #expect(refused.errorOutput.contains("try: dvc config --local studio.url \(bed.studio.url)\n"))
        #expect(try await bed.studio.requests().isEmpty)

        let allow = try await bed.start(
            TestEnvironment.program("dvc"),
            ["config", "--local", "studio.url", bed.studio.url]
        ).result()
        #expect(allow.exit == .status(0), "\(allow.errorOutput)")
        let allowed = try await bed.run("dvc-model-uris", with: ["DVC_STUDIO_URL": ""])
        #expect(allowed.exit == .status(0), "\(allowed.errorOutput)")
    }

    @Test func `neither netrc nor a URL's user info replaces the token`() async throws {
        let bed = try await TestBed("single")
        try bed.scratch.write("machine 127.0.0.1 login a password b\n", to: "home/.netrc")
        _ = try await bed.run("dvc-model-pull")
        #expect(
            try await bed.studio.requests().map { $0.headers["authorization"] } == ["token \(TestBed.token)"]
        )
        #expect(try await bed.objects.requests().map { $0.headers["authorization"] } == [nil])
    }

    @Test func `the user info of the git remote goes nowhere`() async throws {
        let bed = try await TestBed("single")
        try Program.git(
            "remote",
            "set-url",
            "origin",
            "https://ana:hunter2@git.example.com/acme/single.git",
            in: bed.checkout
        )
        let result = try await bed.run("dvc-model-uris", "-vv")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let query = try #require(try await bed.studio.requests().first).query
        #expect(query == "repo=https%3A%2F%2Fgit.example.com%2Facme%2Fsingle.git&name=text-classifier")
        #expect(!result.errorOutput.contains("hunter2"))
    }

    @Test func `the whole talk at -vv shows no secret`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", "-vv")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("GET "))
        #expect(!result.errorOutput.contains(TestBed.token))
        #expect(!result.errorOutput.contains("X-Amz-Signature"))
    }

    // MARK: Settings

    @Test func `without a token the error says how to get one`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-uris", "--source", "studio", with: ["DVC_STUDIO_TOKEN": ""])
        #expect(result.exit == .status(77), "\(result.errorOutput)")
        #expect(error(result).contains("no Studio token"))
    }

    @Test func `a Studio that is switched off is not asked`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run(
            "dvc-model-uris",
            "--source",
            "studio",
            with: ["DVC_STUDIO_OFFLINE": "1"]
        )
        #expect(result.exit == .status(78), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().isEmpty)
    }

    @Test func `outside any checkout a repo and a name are enough`() async throws {
        let bed = try await TestBed("single")
        let empty = try bed.scratch.makeFolder("empty")
        let result = try await bed.run(
            "dvc-model-pull",
            "-C",
            empty,
            "--repo",
            bed.repository.repoURL,
            "text-classifier"
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(FileManager.default.fileExists(atPath: "\(empty)/model.bin"))
    }
}
