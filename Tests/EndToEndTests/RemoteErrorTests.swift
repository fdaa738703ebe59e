import Foundation
import TestSupport
import Testing

/// What stands in the way of the route through the DVC remote, and what is said of it.
@Suite struct RemoteErrorTests {
    /// A pull that must fail; what it says.
    private func failure(
        _ bed: some Bed,
        _ arguments: String...,
        status: Int32,
        code: JSONValue,
        sourceLocation: SourceLocation = #_sourceLocation,
    ) async throws -> ToolResult {
        let result = try await bed.start("dvc-model-pull", arguments + ["--json"]).result()
        let report = try JSONValue(result.standardOutput)
        #expect(result.exit == .status(status), "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(report["error"]?["code"] == code, sourceLocation: sourceLocation)
        #expect(report.column("files", "outcome") == [], sourceLocation: sourceLocation)
        return result
    }

    // MARK: Settings

    @Test func `a DVC remote that nothing defines is named with those that are`() async throws {
        let bed = try await RemoteBed("remotes")
        let result = try await failure(
            bed,
            "default",
            "--remote",
            "gone",
            status: 78,
            code: "dvc-remote-unknown"
        )
        #expect(result.error.contains("'gone'"), "\(result.errorOutput)")
        for known in ["storage", "archive", "below"] {
            #expect(result.errorOutput.contains(known), "\(result.errorOutput)")
        }
    }

    @Test func `a default DVC remote that nothing defines is an error`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("[core]\n    remote = gone\n", to: ".dvc/config.local")
        let result = try await failure(bed, status: 78, code: "dvc-remote-unknown")
        #expect(result.errorOutput.contains("config.local"), "\(result.errorOutput)")
    }

    @Test func `a DVC remote alone is no default`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("[core]\n    remote =\n", to: ".dvc/config.local")
        let result = try await failure(bed, status: 78, code: "dvc-remote-unknown")
        #expect(result.errorOutput.contains("dvc remote default"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("storage"), "\(result.errorOutput)")
    }

    @Test func `an output's own DVC remote that nothing defines is an error`() async throws {
        let bed = try await RemoteBed("single")
        let record = try #require(bed.contents("model.bin.dvc"))
        try bed.write(String(decoding: record, as: UTF8.self) + "  remote: gone\n", to: "model.bin.dvc")
        try bed.commit(tag: "text-classifier@v2.0.0")
        let result = try await failure(bed, status: 78, code: "dvc-remote-unknown")
        #expect(result.error.contains("'gone'"), "\(result.errorOutput)")
    }

    @Test(arguments: [
        "gs://bucket/models", "ssh://host/models", "gdrive://folder/models", "oss://bucket/models",
        "hdfs://host/models", "webdavs://host/models",
    ])
    func `a storage that is not spoken here names DVC's own way`(url: String) async throws {
        let bed = try await RemoteBed("single")
        try bed.use(["url": url])
        let result = try await failure(bed, status: 78, code: "storage-unsupported")
        #expect(result.errorOutput.contains("dvc artifacts get"), "\(result.errorOutput)")
    }

    @Test func `S3 without keys names the ready way round`() async throws {
        let bed = try await RemoteBed("single")
        try bed.use(["url": "s3://models/x", "endpointurl": "http://127.0.0.1:9"])
        let result = try await failure(bed, status: 77, code: "storage-credentials-missing")
        #expect(result.errorOutput.contains("aws configure export-credentials"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("dvc artifacts get"), "\(result.errorOutput)")
    }

    @Test func `a login by SSO names the ready way round`() async throws {
        let bed = try await RemoteBed("single")
        try bed.use(["url": "s3://models/x", "endpointurl": "http://127.0.0.1:9", "profile": "corp"])
        try bed.scratch.write(
            "[profile corp]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n",
            to: "home/.aws/config"
        )
        let result = try await failure(bed, status: 77, code: "storage-credentials-missing")
        #expect(
            result.errorOutput.contains("aws configure export-credentials --profile corp"),
            "\(result.errorOutput)"
        )
    }

    @Test func `a storage that nobody serves is unreachable`() async throws {
        let bed = try await RemoteBed("single")
        try bed.use(["url": "http://127.0.0.1:9/models"])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(result.output == "")
    }

    @Test func `a config that cannot be read is named with its line`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("[core\n", to: ".dvc/config.local")
        let result = try await failure(bed, status: 65, code: "dvc-config-invalid")
        #expect(result.errorOutput.contains("  at: \(bed.checkout)/.dvc/config.local:1\n"))
    }

    // MARK: Records

    @Test func `what dvc import brought is said to be elsewhere`() async throws {
        let bed = try await RemoteBed("imports")
        let result = try await bed.run("dvc-model-pull", "imported")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("../imports-source"), "\(result.errorOutput)")
    }

    @Test func `what was imported without its data is said to be elsewhere`() async throws {
        let bed = try await RemoteBed("imports")
        let result = try await bed.run("dvc-model-pull", "only-known")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("outside.bin"), "\(result.errorOutput)")
    }

    @Test func `what no stage has made yet is said to want a run`() async throws {
        let bed = try await RemoteBed("stages")
        let result = try await bed.run("dvc-model-pull", "never")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.error.contains("'never.bin'"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("dvc repro"), "\(result.errorOutput)")
    }

    @Test func `an artifact that the tagged commit does not declare is said so`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("artifacts:\n  other:\n    path: model.bin\n", to: "dvc.yaml")
        try bed.commit(tag: "text-classifier@v2.0.0")
        let result = try await failure(bed, ":text-classifier", status: 66, code: "artifact-unknown")
        #expect(result.error.contains("text-classifier"), "\(result.errorOutput)")
    }

    @Test func `a record that cannot be read is an error of its own`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write("outs: [", to: "model.bin.dvc")
        try bed.commit(tag: "text-classifier@v2.0.0")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("model.bin.dvc"), "\(result.errorOutput)")
    }

    // MARK: Rights

    @Test(arguments: [RemoteBed.Login.basic, .header])
    func `a wrong password is refused and not printed`(login: RemoteBed.Login) async throws {
        let bed = try await RemoteBed("single", .http(login))
        let url = try #require(bed.server).url
        let wrong = login.options.merging(["url": "\(url)/single", "password": "not-the-one"]) { $1 }
        try bed.use(wrong)
        let result = try await bed.run("dvc-model-pull", "-vv")
        #expect(result.exit == .status(77), "\(result.errorOutput)")
        #expect(!result.said.contains("not-the-one"))
        #expect(try await #require(bed.server).requests().isEmpty == false)
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a wrong S3 key is refused and not printed`() async throws {
        let bed = try await RemoteBed("single", .s3)
        var options = PushedObjects.options(of: "single", inS3: bed.server)
        options["secret_access_key"] = "not-the-one"
        try bed.use(options)
        let result = try await bed.run("dvc-model-pull", "-vv")
        #expect(result.exit == .status(77), "\(result.errorOutput)")
        #expect(!result.said.contains("not-the-one"))
    }

    private static let secrets: [(RemoteBed.Storage, [String])] = [
        (.s3, ["stand-in-secret-key"]),
        (.http(.basic), [RemoteBed.password, Data("ana:\(RemoteBed.password)".utf8).base64EncodedString()]),
        (.http(.header), [RemoteBed.password]),
    ]

    @Test(arguments: secrets, ["dvc-model-pull", "dvc-model-verify", "dvc-model-uris"])
    func `no secret of a storage is ever printed`(
        secret: (storage: RemoteBed.Storage, texts: [String]),
        tool: String,
    ) async throws {
        let bed = try await RemoteBed("single", secret.storage)
        for arguments in [["-vv"], ["-vv", "--json"]] {
            let result = try await bed.start(tool, arguments).result()
            #expect(result.errorOutput.contains("DVC remote"), "the route is that of the storage")
            for text in secret.texts { #expect(!result.said.contains(text), "\(arguments)") }
            #expect(!result.errorOutput.contains("X-Amz-Signature"))
        }
    }

    // MARK: The route

    @Test func `with a token a failed Studio is not gone round`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": "404-model"])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("--source remote"), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `without a token a failed DVC remote is not gone round`() async throws {
        let bed = try await TestBed("single")
        try bed.write("[core]\n    remote = gone\n", to: ".dvc/config.local")
        let result = try await bed.run("dvc-model-pull", with: ["DVC_STUDIO_TOKEN": ""])
        #expect(result.exit == .status(78), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("--source studio"), "\(result.errorOutput)")
        #expect(try await bed.studio.requests() == [])
    }

    @Test func `with a token the DVC remote is taken where it is asked for`() async throws {
        let bed = try await TestBed("single")
        try await bed.expectPull("text-classifier", "--source", "remote")
        #expect(try await bed.studio.requests() == [])
    }

    @Test func `a Studio that is switched off is as good as no token`() async throws {
        let bed = try await TestBed("single")
        try await bed.expectPull("text-classifier", with: ["DVC_STUDIO_OFFLINE": "true"])
        #expect(try await bed.studio.requests() == [])
    }

    @Test func `Studio without a token is an error where it is asked for`() async throws {
        let bed = try await RemoteBed("single")
        let result = try await failure(
            bed,
            "--source",
            "studio",
            status: 77,
            code: "studio-token-missing"
        )
        #expect(result.error.contains("no Studio token"), "\(result.errorOutput)")
    }
}
