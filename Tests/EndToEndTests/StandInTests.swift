import Foundation
import TestSupport
import Testing

/// The stand-ins against the client whose server they stand in for: the real `dvc artifacts get`.
@Suite struct StandInTests {
    private struct Download: Sendable, CustomTestStringConvertible {
        let repository: String
        let model: String
        var arguments: [String] = []
        let version: String

        var testDescription: String { "\(model) \(arguments.joined(separator: " "))" }
    }

    private static let downloads = [
        Download(repository: "single", model: "text-classifier", version: "v1.1.0"),
        Download(
            repository: "single",
            model: "text-classifier",
            arguments: ["--rev", "v1.0.0"],
            version: "v1.0.0",
        ),
        Download(
            repository: "single",
            model: "text-classifier",
            arguments: ["--stage", "prod"],
            version: "v1.0.0",
        ),
        Download(repository: "folder", model: "speech", version: "v0.2.0"),
        Download(repository: "mono", model: "nlp:tokenizer", version: "v1.0.0-rc.1"),
        Download(repository: "pipeline", model: "forecast-model", version: "v1.1.0"),
    ]

    @Test(arguments: downloads)
    private func `dvc artifacts get downloads through the Studio stand-in`(_ download: Download) async throws
    {
        let bed = try await TestBed(download.repository)
        let out = bed.scratch.path("out")
        let result = try await bed.start(
            TestEnvironment.program("dvc"),
            ["artifacts", "get", bed.repository.repoURL, download.model, "--out", out] + download.arguments,
        ).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")

        let files = try bed.model(download.model).files(at: download.version)
        for file in files {
            let contents = FileManager.default.contents(atPath: "\(out)/\(file.path)")
            #expect(try contents == bed.repositories.contents(of: file), "\(file.path)")
        }
        let requested = try await bed.objects.requests().map(\.path).sorted()
        #expect(requested == files.map { "/\($0.key)" }.sorted())
    }

    @Test func `DVC's Studio client is refused with a wrong token`() async throws {
        let bed = try await TestBed("single")
        let program = """
            from dvc_studio_client.model_registry import get_download_uris
            get_download_uris("\(bed.repository.repoURL)", "text-classifier")
            """
        let result = try await bed.start(
            TestEnvironment.python(),
            ["-c", program],
            with: ["DVC_STUDIO_TOKEN": "another"],
        ).result()
        #expect(result.exit == .status(1))
        #expect(result.errorOutput.contains("Invalid token."), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().map { $0.headers["authorization"] } == ["token another"])
    }

    @Test func `a fault is met as often as it says, then the answer is right`() async throws {
        let bed = try await TestBed("single")
        let file = try #require(try bed.model("text-classifier").files().first)
        let faults = [Fault("wrong-bytes", times: 1), Fault("404", times: 1)]
        try await bed.objects.setFaults(["/\(file.key)": faults])
        let url = "\(bed.objects.url)/\(file.key)"
        let right = try bed.repositories.contents(of: file)
        let wrong = Data(right.map { ~$0 })
        #expect(try await bed.curl(url).standardOutput == wrong)
        #expect(try await bed.curl(url).exit == .status(22))
        #expect(try await bed.curl(url).standardOutput == right)
    }

    @Test func `a held reply goes on when it is released`() async throws {
        let bed = try await TestBed("single")
        let file = try #require(try bed.model("text-classifier").files().first)
        let path = "/\(file.key)"
        try await bed.objects.setFaults([path: Fault("hold", ["bytes": 100])])
        let transfer = try bed.start("curl", ["-sSf", "\(bed.objects.url)\(path)"])
        try await bed.objects.waitUntilSent(100, of: path)
        try await bed.objects.release()
        let result = try await transfer.result()
        #expect(result.exit == .status(0))
        #expect(try result.standardOutput == bed.repositories.contents(of: file))
    }

    @Test func `a tool that is killed ends by that signal`() async throws {
        let bed = try await TestBed("single")
        let file = try #require(try bed.model("text-classifier").files().first)
        try await bed.objects.setFaults(["*": Fault("hold", ["bytes": 0])])
        let transfer = try bed.start("curl", ["-sS", "\(bed.objects.url)/\(file.key)"])
        try await bed.objects.waitUntilSent(of: "/\(file.key)")
        transfer.send(signal: SIGKILL)
        #expect(try await transfer.result().exit == .signal(SIGKILL))
    }
}

/// The S3 API against curl: what a signed URL allows there, and what not.
@Suite struct SignedURLTests {
    @Test func `a signed URL gives the object and refuses HEAD`() async throws {
        let bed = try await TestBed("single", storage: .s3)
        let url = try await bed.signedURL()
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(try await bed.curl(url).standardOutput == bed.repositories.contents(of: file))
        let head = try await bed.run("curl", "-sS", "--head", "-o", "/dev/null", "-w", "%{http_code}", url)
        #expect(head.output == "403")
    }

    @Test func `a signed URL that was changed is refused`() async throws {
        let bed = try await TestBed("single", storage: .s3)
        let url = try await bed.signedURL()
        let refused = try await bed.run("curl", "-sS", "\(url)0")
        #expect(refused.output.contains("<Code>SignatureDoesNotMatch</Code>"), "\(refused.output)")
    }

    @Test func `a signed URL that has expired is refused`() async throws {
        let bed = try await TestBed("single", storage: .s3)
        try await bed.studio.setFaults(["studio": Fault("signed", ["ago": 7200])])
        let refused = try await bed.run("curl", "-sS", bed.signedURL())
        #expect(refused.output.contains("<Message>Request has expired</Message>"), "\(refused.output)")
    }
}

extension TestBed {
    /// Studio's URL for the one file of the repository `single`.
    fileprivate func signedURL() async throws -> String {
        let reply = try await run(
            "curl",
            "-sSf",
            "-H",
            "Authorization: token \(Self.token)",
            "\(studio.url)/api/model-registry/get-download-uris?repo=acme/single&name=text-classifier",
        )
        let urls = try JSONDecoder().decode([String: String].self, from: reply.standardOutput)
        return try #require(urls["model.bin"])
    }

    fileprivate func curl(_ url: String) async throws -> ToolResult {
        try await run("curl", "-sSf", url)
    }
}
