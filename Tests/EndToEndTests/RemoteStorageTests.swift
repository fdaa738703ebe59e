import Foundation
import TestSupport
import Testing

/// The storages of a DVC remote, each filled by the real `dvc push`.
@Suite struct RemoteStorageTests {
    private static let storages: [RemoteBed.Storage] = [
        .folder(), .s3, .http(), .http(.basic), .http(.header),
    ]

    private static let models = [
        ("single", "text-classifier", "v1.0.0"), ("folder", "speech", "v0.2.0"),
        ("mono", "nlp:tokenizer", "v1.0.0-rc.1"),
    ]

    @Test(arguments: storages, models)
    func `a model is pulled from every storage`(
        storage: RemoteBed.Storage,
        model: (repository: String, name: String, version: String),
    ) async throws {
        let bed = try await RemoteBed(model.repository, storage)
        try await bed.expectPull(model.name, at: model.version)
    }

    @Test(arguments: storages)
    func `every tool does without --source what it does with it`(storage: RemoteBed.Storage) async throws {
        let bed = try await RemoteBed("single", storage)
        let pulled = try await bed.report("dvc-model-pull", "--source", "remote")
        #expect(pulled.column("models", "route") == ["remote"])
        let verified = try await bed.report("dvc-model-verify", "--source", "remote")
        #expect(verified["models"] == pulled["models"])
        let listed = try await bed.report("dvc-model-uris", "--source", "remote")
        #expect(listed["models"] == pulled["models"])
        #expect(try await bed.report("dvc-model-uris")["models"] == pulled["models"])
    }

    @Test func `verify asks no storage`() async throws {
        let bed = try await RemoteBed("single", .http())
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output == "model.bin: MISSING\n")
        #expect(try await #require(bed.server).requests() == [])
    }

    @Test func `another DVC remote is taken where it is named`() async throws {
        let bed = try await RemoteBed("single")
        try bed.write(
            "['remote \"empty\"']\n    url = \(bed.scratch.makeFolder("empty"))\n",
            to: ".dvc/config.local"
        )
        let empty = try await bed.run("dvc-model-pull", "--remote", "empty")
        #expect(empty.exit == .status(66), "\(empty.errorOutput)")
        let storage = try await bed.run("dvc-model-pull", "--remote", "storage")
        #expect(storage.exit == .status(0), "\(storage.errorOutput)")
    }

    /// What `--format curl` printed, given to curl itself, which knows nothing of any login.
    private func expectCurl(_ bed: some Bed, _ listing: ToolResult, brings files: [RecordedFile]) async throws
    {
        let out = try bed.scratch.makeFolder("out")
        let curl = try await ToolRunner.run(
            "curl",
            ["-sS", "-K", "-"],
            in: out,
            input: listing.standardOutput
        )
        #expect(curl.exit == .status(0), "\(curl.errorOutput)")
        #expect(try bed.placed(files, below: out) == bed.right(files))
    }

    // MARK: Folders

    @Test func `a folder's file URLs are encoded so that curl reads them`() async throws {
        let bed = try await RemoteBed("folder")
        try bed.scratch.makeFolder("odd")
        let odd = "odd/50% of #1 & 'ä'?"
        try bed.scratch.link(odd, to: "\(bed.repositories.storagePath)/folder")
        try bed.use(["url": "\"\(bed.scratch.path(odd))\""])
        let result = try await bed.run("dvc-model-uris", "--format", "curl")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        try await expectCurl(bed, result, brings: try bed.model("speech").files())
    }

    @Test func `a folder's path is relative to the config that names it`() async throws {
        let bed = try await RemoteBed("single")
        try bed.scratch.makeFolder("home/.config/dvc")
        try bed.scratch.write(
            "['remote \"storage\"']\n    url = ../../../storage/single\n",
            to: "home/.config/dvc/config"
        )
        try bed.write("[core]\n    remote = storage\n", to: ".dvc/config")
        try await bed.expectPull("text-classifier")
    }

    // MARK: S3

    private func urls(_ bed: RemoteBed, _ arguments: String...) async throws -> [String: String] {
        let result = try await bed.start("dvc-model-uris", ["--format", "map"] + arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        return try JSONDecoder().decode([String: String].self, from: result.standardOutput)
    }

    @Test func `a presigned URL is good for plain curl`() async throws {
        let bed = try await RemoteBed("folder", .s3)
        let urls = try await urls(bed, "--source", "remote")
        for file in try bed.model("speech").files() {
            let curl = try await bed.run("curl", "-sSf", "-g", #require(urls[file.path]))
            #expect(curl.exit == .status(0), "\(curl.errorOutput)")
            #expect(try curl.standardOutput == bed.repositories.contents(of: file), "\(file.path)")
        }
    }

    @Test(arguments: [([], "3600"), (["--expires-in", "60"], "60"), (["--expires-in", "604800"], "604800")])
    func `a presigned URL ends when it was told to`(arguments: [String], seconds: String) async throws {
        let bed = try await RemoteBed("single", .s3)
        let result = try await bed.start("dvc-model-uris", ["--source", "remote"] + arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let url = try #require(URLComponents(string: result.output.trimmingCharacters(in: .newlines)))
        #expect(url.queryItems?.first { $0.name == "X-Amz-Expires" }?.value == seconds)
    }

    @Test(arguments: ["0", "604801", "an hour"])
    func `an end that S3 knows nothing of is wrong usage`(seconds: String) async throws {
        let bed = try await RemoteBed("single", .s3)
        let result = try await bed.run("dvc-model-uris", "--expires-in", seconds)
        #expect(result.exit == .status(64), "\(result.errorOutput)")
    }

    @Test func `the keys may be in the environment`() async throws {
        let bed = try await RemoteBed("single", .s3)
        let keys = try bed.takeKeysOut()
        try await bed.expectPull(
            "text-classifier",
            with: ["AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret]
        )
    }

    @Test func `the keys may be in a profile of the shared credentials`() async throws {
        let bed = try await RemoteBed("single", .s3)
        let keys = try bed.takeKeysOut(leaving: ["profile": "models"])
        try bed.scratch.write(
            "[models]\naws_access_key_id = \(keys.id)\naws_secret_access_key = \(keys.secret)\n",
            to: "home/.aws/credentials"
        )
        try await bed.expectPull("text-classifier")
    }

    @Test func `the keys may come from a program`() async throws {
        let bed = try await RemoteBed("single", .s3)
        let keys = try bed.takeKeysOut()
        let answer = #"{"Version": 1, "AccessKeyId": "\#(keys.id)", "SecretAccessKey": "\#(keys.secret)"}"#
        let file = try bed.scratch.write(answer, to: "home/answer.json")
        try bed.scratch.write("[default]\ncredential_process = cat \(file)\n", to: "home/.aws/config")
        try await bed.expectPull("text-classifier")
    }

    @Test func `an open bucket needs no keys, and is shown none`() async throws {
        let bed = try await RemoteBed("folder")
        let bucket = try await ServerProcess.start("objects.py", [bed.repositories.storagePath])
        try bed.use(["url": "s3://folder", "endpointurl": bucket.url, "allow_anonymous_login": "true"])
        let keys = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"]
        try await bed.expectPull("speech", with: keys)
        let requests = try await bucket.requests()
        #expect(requests.allSatisfy { $0.query == "" && $0.headers["authorization"] == nil })
    }

    @Test func `what was signed here is good where no key is`() async throws {
        let bed = try await RemoteBed("folder", .s3)
        let map = try await bed.run("dvc-model-uris", "--format", "map")
        let empty = try bed.scratch.makeFolder("empty")
        let result = try await ToolRunner.run(
            "dvc-model-pull",
            ["--uris", "-"],
            in: empty,
            environment: bed.isolation,
            input: map.standardOutput
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files()
        #expect(try bed.placed(files, below: empty) == bed.right(files))
    }

    @Test func `the objects of a version-aware remote come in the versions that were recorded`() async throws
    {
        let bed = try await VersionedBed()
        for (model, version) in [("file", "v1.0.0"), ("folder", "v1.0.0"), ("folder", "v1.1.0")] {
            try await bed.expectPull(model, at: version)
        }
    }

    @Test func `a presigned URL of a version is good for plain curl`() async throws {
        let bed = try await VersionedBed()
        let result = try await bed.run("dvc-model-uris", "folder@v1.0.0", "--format", "curl")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        try await expectCurl(bed, result, brings: try bed.model("folder").files(at: "v1.0.0"))
    }

    // MARK: Azure

    /// A stand-in for the blobs of the account `acme`, whose container `models` holds the repository `folder`. It
    /// looks at no signature; that they are Azure's own is a matter of the vectors.
    private func blobs(_ bed: RemoteBed) async throws -> ServerProcess {
        try bed.scratch.makeFolder("blobs/acme")
        // Not a link: the server serves nothing that lies elsewhere.
        try FileManager.default.copyItem(
            atPath: "\(bed.repositories.storagePath)/folder",
            toPath: bed.scratch.path("blobs/acme/models")
        )
        return try await .start("objects.py", [bed.scratch.path("blobs")])
    }

    private func queries(_ requests: [ServerRequest]) -> [Set<String>] {
        requests.map { request in
            Set(request.query.split(separator: "&").map { String($0.prefix { $0 != "=" }) })
        }
    }

    @Test func `Azure's blobs are fetched by a signature made of the account's key`() async throws {
        let bed = try await RemoteBed("folder")
        let blobs = try await blobs(bed)
        let key = Data("the account's own key".utf8).base64EncodedString()
        let string = "AccountName=acme;AccountKey=\(key);BlobEndpoint=\(blobs.url)/acme"
        try bed.use(["url": "azure://models", "connection_string": "'\(string)'"])
        let result = try await bed.run("dvc-model-pull", "-vv")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(!result.said.contains(key))
        #expect(!result.errorOutput.contains("sig="))
        let files = try bed.model("speech").files()
        #expect(try bed.placed(files) == bed.right(files))
        let queries = try await queries(blobs.requests())
        #expect(queries.allSatisfy { $0.isSuperset(of: ["sv", "se", "sp", "sr", "sig"]) })
    }

    @Test func `Azure's blobs are fetched by a signature that was given`() async throws {
        let bed = try await RemoteBed("folder")
        let blobs = try await blobs(bed)
        let string = "BlobEndpoint=\(blobs.url)/acme;SharedAccessSignature=sv=2024-11-04&sp=r&sig=a%2Bb%3D"
        try bed.write("['remote \"blobs\"']\n    url = azure://models\n", to: ".dvc/config.local")
        try await bed.expectPull(
            "speech",
            "--remote",
            "blobs",
            with: ["AZURE_STORAGE_CONNECTION_STRING": string]
        )
        let queries = Set(try await blobs.requests().map(\.query))
        #expect(queries == ["sv=2024-11-04&sp=r&sig=a%2Bb%3D"])
    }

    // MARK: http

    @Test(arguments: [RemoteBed.Login.none, .basic, .header])
    func `URLs that need a login are said to, and do not hold it`(login: RemoteBed.Login) async throws {
        let bed = try await RemoteBed("single", .http(login))
        let result = try await bed.run("dvc-model-uris")
        let note =
            "dvc-model-uris: the URLs of 'text-classifier' work only with the login of the DVC remote\n"
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.errorOutput == (login == .none ? "" : note))
        #expect(!result.output.contains(RemoteBed.password))
    }

    @Test func `credentials come with every request`() async throws {
        let bed = try await RemoteBed("folder", .http(.basic))
        try await bed.expectPull("speech")
        let sent = Set(try await #require(bed.server).requests().map { $0.headers["authorization"] })
        let login = Data("\(RemoteBed.user):\(RemoteBed.password)".utf8).base64EncodedString()
        #expect(sent == ["Basic \(login)"])
    }

    @Test(arguments: [RemoteBed.Login.basic, .header])
    func `no credentials follow a redirect to another origin`(login: RemoteBed.Login) async throws {
        let bed = try await RemoteBed("single", .http(login))
        let file = try bed.file(of: "text-classifier")
        let elsewhere = try await ServerProcess.start("objects.py", [bed.repositories.storagePath])
        let target = JSONValue.string("\(elsewhere.url)/\(file.key)")
        try await #require(bed.server).setFaults(["*": Fault("redirect", ["to": target])])
        try await bed.expectPull("text-classifier")
        let headers = try await elsewhere.requests().map(\.headers)
        #expect(!headers.isEmpty)
        #expect(headers.allSatisfy { $0["authorization"] == nil && $0["x-storage-key"] == nil })
    }

    @Test func `user and password without auth are not sent`() async throws {
        let bed = try await RemoteBed("single", .http())
        let url = try #require(bed.server).url
        try bed.use(["url": "\(url)/single", "user": RemoteBed.user, "password": RemoteBed.password])
        try await bed.expectPull("text-classifier")
        #expect(try await #require(bed.server).requests().allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func `a server's certificate must be trusted, by a file or not at all`() async throws {
        let scratch = try TemporaryFolder()
        let certificates = try Certificates(in: scratch)
        let bed = try await RemoteBed("single", .http(.header), tls: certificates)
        let refused = try await bed.run("dvc-model-pull")
        #expect(refused.exit == .status(69), "\(refused.errorOutput)")

        let options = RemoteBed.Login.header.options
            .merging(["url": "\(try #require(bed.server).url)/single"]) { _, given in given }
        try bed.use(options.merging(["ssl_verify": certificates.authority]) { _, given in given })
        try await bed.expectPull("text-classifier")

        try FileManager.default.removeItem(atPath: "\(bed.checkout)/model.bin")
        try bed.use(options.merging(["ssl_verify": "false"]) { _, given in given })
        try await bed.expectPull("text-classifier")
    }

    @Test func `an interrupted transfer goes on`() async throws {
        let bed = try await RemoteBed("single", .http())
        try await #require(bed.server).setFaults(["*": Fault("truncated", times: 1)])
        try await bed.expectPull("text-classifier")
    }
}

/// The storages against the client whose they are: the real DVC.
@Suite struct RemoteStandInTests {
    @Test(arguments: [RemoteBed.Storage.folder(), .s3, .http(), .http(.basic), .http(.header)])
    func `DVC itself pulls from every storage`(storage: RemoteBed.Storage) async throws {
        let bed = try await RemoteBed("folder", storage)
        try await bed.dvc("pull", "-q")
        let files = try bed.model("speech").files()
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test func `DVC itself pulls from the version-aware storage`() async throws {
        let bed = try await VersionedBed()
        try await bed.dvc("pull", "-q")
        let files = try bed.model("folder").files() + bed.model("file").files()
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test(arguments: [RemoteBed.Login.basic, .header])
    func `a stranger gets nothing`(login: RemoteBed.Login) async throws {
        let bed = try await RemoteBed("single", .http(login))
        let key = try bed.file(of: "text-classifier").key
        let url = "\(try #require(bed.server).url)/\(key)"
        let curl = try await bed.run("curl", "-sS", "-w", "%{http_code}", url)
        #expect(curl.output == "Who are you?\n401")
    }
}

extension RemoteBed {
    /// Takes the keys of the S3 storage out of DVC's config.
    fileprivate func takeKeysOut(leaving more: [String: String] = [:]) throws -> (id: String, secret: String)
    {
        var options = PushedObjects.options(of: "single", inS3: server)
        let id = options.removeValue(forKey: "access_key_id") ?? ""
        let secret = options.removeValue(forKey: "secret_access_key") ?? ""
        try use(options.merging(more) { _, given in given })
        return (id, secret)
    }
}

/// The repository `versioned`, whose DVC remote on the S3 server of all tests is version-aware.
final class VersionedBed: Bed {
    let scratch: TemporaryFolder
    let checkout: String
    let repositories: Repositories
    let repository: RecordedRepository

    private static let made = Task {
        let folder = try TemporaryFolder()
        let settings = try await JSONEncoder().encode(S3Server.shared().settings)
        try await TestEnvironment.runServerProgram(
            "make_versioned.py",
            [folder.path, String(decoding: settings, as: UTF8.self)]
        )
        return folder
    }

    init() async throws {
        repositories = try Repositories(folder: try await Self.made.value.path)
        repository = try #require(repositories.recorded["versioned"])
        scratch = try TemporaryFolder()
        try scratch.makeFolder("home")
        checkout = try repositories.copy("versioned", into: scratch)
    }

    var environment: [String: String] { isolation }
}
