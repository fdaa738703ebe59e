import Foundation
import TestSupport
import Testing

/// `dvc-model-verify --remote`: what is in storage, and how what is not gets there.
@Suite struct RemoteVerifyTests {
    private func verify(_ bed: some Bed, _ arguments: String..., in folder: String = "") async throws
        -> ToolResult
    {
        try await bed.start("dvc-model-verify", ["--remote"] + arguments, in: folder).result()
    }

    private func error(_ bed: some Bed, _ arguments: String..., in folder: String = "") async throws
        -> JSONValue?
    {
        let arguments = ["--remote", "--json"] + arguments
        let result = try await bed.start("dvc-model-verify", arguments, in: folder).result()
        return try JSONValue(result.standardOutput)["error"]
    }

    private func lines(_ result: ToolResult) -> Set<String> {
        Set(result.output.split(separator: "\n").map(String.init))
    }

    // MARK: Never pushed

    @Test(arguments: [RemoteBed.Storage.folder(isOwn: true), .s3, .http()])
    func `a version that was never pushed is missing until the advised command is run`(
        storage: RemoteBed.Storage
    ) async throws {
        let bed = try await RemoteBed("single", storage)
        if case .http = storage { try bed.use(["url": "\(bed.server?.url ?? "")/single", "method": "PUT"]) }
        try bed.write("bytes of \(storage) that nobody pushed", to: "model.bin")
        try await bed.dvc("add", "-q", "model.bin")
        try bed.commit(tag: "text-classifier@v2.0.0")

        let before = try await verify(bed, "--tag", "text-classifier@v2.0.0")
        #expect(before.exit == .status(66), "\(before.errorOutput)")
        #expect(before.output == "model.bin: MISSING\n")
        let command = "git checkout text-classifier@v2.0.0 && dvc push model.bin"
        #expect(before.errorOutput.contains("  try: \(command)\n"), "\(before.errorOutput)")

        try await bed.paste(command)
        let after = try await verify(bed, "--tag", "text-classifier@v2.0.0")
        #expect(after.exit == .status(0), "\(after.errorOutput)")
        #expect(after.output == "model.bin: OK\n")
    }

    @Test func `by Studio, too, the advised command mends it`() async throws {
        let bed = try await TestBed("single", storage: .own)
        try await bed.dvc("pull", "-q")
        let file = try bed.file(of: "text-classifier")
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/\(file.key)"))

        let failure = try #require(try await error(bed, "text-classifier"))
        #expect(failure["code"] == "object-missing")
        #expect(failure["message"] == "not in storage: all of 1 object of 'text-classifier'")
        #expect(failure["location"] == .string("\(bed.objects.url)/\(file.key)?…"))
        let command = try #require(failure["hint"]?.string)
        #expect(command == "git checkout text-classifier@v1.1.0 && dvc push model.bin")

        try await bed.paste(command)
        let after = try await verify(bed, "text-classifier")
        #expect(after.exit == .status(0), "\(after.errorOutput)")
        #expect(after.output == "model.bin: OK\n")
    }

    @Test func `the advised command is one for the folder that the tool was started in`() async throws {
        let bed = try await RemoteBed("mono", .folder(isOwn: true))
        let file = try bed.file(of: "nlp:tokenizer")
        try await bed.dvc("pull", "-q")
        try FileManager.default.removeItem(atPath: bed.objectPath(file))
        let failure = try await error(bed, "tokenizer", in: "nlp")
        let command = try #require(failure?["hint"]?.string)
        #expect(command == "git checkout nlp=tokenizer@v1.0.0-rc.1 && dvc push tokenizer.bin")
        try await bed.paste(command, in: "nlp")
        #expect(try await verify(bed, "tokenizer", in: "nlp").output == "tokenizer.bin: OK\n")
    }

    @Test
    func `a missing file of a folder is named, and the advised command mends what dvc push alone would not`()
        async throws
    {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        try await bed.dvc("pull", "-q")
        let files = try bed.model("speech").files()
        let missing = try #require(files.first { $0.path.hasSuffix("config.json") })
        try FileManager.default.removeItem(atPath: bed.objectPath(missing))
        #expect(try await bed.dvc("push").contains("Everything is up to date"))

        let failure = try #require(try await error(bed))
        #expect(failure["code"] == "object-missing")
        #expect(failure["paths"] == [.string(missing.path)])
        let listing = bed.scratch.path("storage/folder/files/md5/4d/26227958041280a8222daccea00a72.dir")
        let command = try #require(failure["hint"]?.string)
        #expect(
            command == "git checkout speech@v0.2.0 && dvc fetch models/speech && rm -f \(listing)"
                + " && dvc push models/speech"
        )

        try await bed.paste(command)
        let after = try await verify(bed)
        #expect(after.exit == .status(0), "\(after.errorOutput)")
        #expect(lines(after) == Set(files.map { "\($0.path): OK" }))
    }

    @Test func `nothing leaves the storage where what is missing is nowhere else`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        let missing = try #require(
            try bed.model("speech").files().first { $0.path.hasSuffix("config.json") }
        )
        try FileManager.default.removeItem(atPath: bed.objectPath(missing))
        let storage = bed.scratch.path("storage")
        let before = try FileManager.default.subpathsOfDirectory(atPath: storage)
        let command = try #require(try await error(bed)?["hint"]?.string)
        await #expect(throws: TestSupportFailure.self) { try await bed.paste(command) }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: storage) == before)
    }

    @Test func `by Studio, too, the listing that makes dvc push blind is named`() async throws {
        let bed = try await TestBed("folder", storage: .own)
        try await bed.dvc("pull", "-q")
        let missing = try #require(
            try bed.model("speech").files().first { $0.path.hasSuffix("config.json") }
        )
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/\(missing.key)"))
        let listing = "folder/files/md5/4d/26227958041280a8222daccea00a72.dir"
        let hint = try await error(bed)?["hint"]?.string
        #expect(
            hint == """
                git checkout speech@v0.2.0 && dvc fetch models/speech
                # then remove from the storage, for dvc push trusts what is there: \(bed.objects.url)/\(listing)
                dvc push models/speech
                """
        )
    }

    @Test func `without the tag it is said how to learn of the listing`() async throws {
        let bed = try await TestBed("folder", hasTags: false, storage: .own)
        let missing = try #require(
            try bed.model("speech").files().first { $0.path.hasSuffix("config.json") }
        )
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/\(missing.key)"))
        let hint = try await error(bed, "speech@v0.2.0")?["hint"]?.string
        #expect(
            hint == """
                git checkout speech@v0.2.0 && dvc push models/speech
                # should that find nothing to push: git fetch --tags, and run this again
                """
        )
    }

    @Test func `a listing that only this machine's cache has is missing`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        try await bed.dvc("pull", "-q")
        let listings = try FileManager.default.subpathsOfDirectory(atPath: bed.scratch.path("storage/folder"))
            .filter { $0.hasSuffix(".dir") }
        for listing in listings {
            try FileManager.default.removeItem(atPath: bed.scratch.path("storage/folder/\(listing)"))
        }
        let result = try await verify(bed)
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(lines(result).contains("models/speech (its .dir listing): MISSING"), "\(result.output)")
        #expect(lines(result).filter { $0.hasSuffix("MISSING") }.count == 1)
    }

    @Test func `a listing that nobody has is missing`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/folder"))
        let failure = try #require(try await error(bed))
        #expect(failure["code"] == "object-missing")
        #expect(failure["hint"] == "git checkout speech@v0.2.0 && dvc push models/speech")
    }

    // MARK: What the storage says

    @Test func `what is there is said to be, with how much of it the storage vouches for`() async throws {
        let bed = try await TestBed("folder")
        let result = try await verify(bed)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files()
        #expect(lines(result) == Set(files.map { "\($0.path): OK" }))
        #expect(
            result.errorOutput.hasSuffix(
                "\(files.count) files can be downloaded; the storage states the MD5 of all\n"
            ),
            "\(result.errorOutput)"
        )
        #expect(try await bed.objects.requests().allSatisfy { $0.headers["range"] == "bytes=0-0" })
    }

    @Test func `an object of the same size with other bytes is found by its ETag`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": "replaced"])
        let result = try await verify(bed)
        let file = try bed.file(of: "text-classifier")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output.hasPrefix("model.bin: FAILED (md5 "), "\(result.output)")
        #expect(result.output.hasSuffix(", expected \(file.md5))\n"), "\(result.output)")
        let place = "\(bed.objects.url)/\(file.key)"
        #expect(
            result.errorOutput.hasSuffix(
                """
                  try: git checkout text-classifier@v1.1.0 && dvc fetch model.bin
                       # then remove from the storage, for dvc push trusts what is there: \(place)?…
                       dvc push model.bin

                """
            ),
            "\(result.errorOutput)"
        )
    }

    @Test func `an object of another size is found by its size, and the advised command replaces it`()
        async throws
    {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try await bed.dvc("pull", "-q")
        let file = try bed.file(of: "text-classifier")
        let path = bed.objectPath(file)
        try FileManager.default.removeItem(atPath: path)
        try Data("short".utf8).write(to: URL(filePath: path))
        let result = try await verify(bed)
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output == "model.bin: FAILED (5 bytes, expected \(file.size))\n")

        try await bed.paste(try #require(try await error(bed)?["hint"]?.string))
        #expect(try await verify(bed).output == "model.bin: OK\n")
    }

    @Test func `the ETag of an upload in parts is no MD5, and no fault`() async throws {
        let bed = try await TestBed("single")
        let etag: JSONValue = #""d41d8cd98f00b204e9800998ecf8427e-2""#
        try await bed.objects.setFaults(["*": Fault("headers", ["set": .object(["ETag": etag])])])
        let report = try await bed.report("dvc-model-verify", "--remote")
        #expect(report.column("files", "result") == ["ok"])
        #expect(report.column("files", "md5") == [.null])
    }

    @Test func `S3 vouches for what was uploaded whole`() async throws {
        let bed = try await RemoteBed("folder", .s3)
        let report = try await bed.report("dvc-model-verify", "--remote")
        #expect(
            report.column("files", "md5")
                == (try bed.model("speech").files().map { .string($0.md5) })
        )
    }

    // MARK: Refusals

    @Test func `a refusal of one object among others is one that is probably missing`() async throws {
        let bed = try await TestBed("folder")
        let unlucky = try bed.model("speech").files()[2]
        try await bed.objects.setFaults(["/\(unlucky.key)": "403-denied"])
        let failure = try #require(try await error(bed))
        #expect(failure["code"] == "object-missing")
        #expect(failure["message"]?.string?.hasPrefix("probably not in storage: 1 of ") == true, "\(failure)")
        #expect(failure["paths"] == [.string(unlucky.path)])
    }

    @Test func `a refusal of all objects is one of the credentials, or of nothing pushed`() async throws {
        let bed = try await TestBed("folder")
        try await bed.objects.setFaults(["*": "403-denied"])
        let failure = try #require(try await error(bed))
        #expect(failure["code"] == "storage-forbidden")
        #expect(
            failure["message"]?.string?.hasPrefix("refused by the storage: all of ") == true,
            "\(failure)"
        )
        #expect(
            failure["hint"]
                == "check the credentials, and if they are right\ngit checkout speech@v0.2.0 && dvc push models/speech"
        )
    }

    @Test func `Studio's missing credentials are a matter of settings`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": "credentials-missing"])
        let result = try await verify(bed, "--wait", "1h")
        #expect(result.exit == .status(78), "\(result.errorOutput)")
    }

    @Test func `a storage that nobody answers for is no verdict on the objects`() async throws {
        let bed = try await TestBed("single")
        let file = try bed.file(of: "text-classifier")
        try await bed.studio.setFaults([
            "studio": Fault("reply", ["body": .string(#"{"model.bin": "http://127.0.0.1:9/\#(file.key)"}"#)])
        ])
        let failure = try #require(try await error(bed))
        #expect(failure["code"] == "storage-unreachable")
    }

    // MARK: All bytes

    @Test func `with --full other bytes of the same size are found where no ETag tells`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        let file = try bed.file(of: "text-classifier")
        #expect(try await verify(bed, "--full").output == "model.bin: OK\n")
        try bed.damage(bed.objectPath(file))
        #expect(try await verify(bed).exit == .status(0))
        let result = try await verify(bed, "--full")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output.contains("expected \(file.md5)"), "\(result.output)")
    }

    @Test func `with --full all is downloaded and nothing is kept`() async throws {
        let bed = try await TestBed("folder")
        let before = try FileManager.default.subpathsOfDirectory(atPath: bed.checkout)
        let result = try await verify(bed, "--full", "--no-progress")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files()
        #expect(result.errorOutput == "dvc-model-verify: \(files.count) files downloaded and hashed\n")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: bed.checkout) == before)
    }

    // MARK: Waiting

    @Test func `a version that Studio learns of meanwhile is waited for`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": Fault("404-version", times: 1)])
        let result = try await verify(bed, "--wait", "10m", "--no-progress")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().count == 2)
        let notes = result.errorOutput.split(separator: "\n")
        #expect(notes.count == 3, "\(result.errorOutput)")
        #expect(
            notes.first?.hasPrefix("dvc-model-verify: waiting for it, 10m 00s at most: Studio does not know ")
                == true,
            "\(result.errorOutput)"
        )
        #expect(
            notes.dropFirst().first?.hasPrefix("dvc-model-verify: waited for ") == true,
            "\(result.errorOutput)"
        )
    }

    @Test func `an object that is pushed meanwhile is waited for`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": Fault("404", times: 1)])
        #expect(try await verify(bed, "--wait", "10m").exit == .status(0))
    }

    @Test func `waiting ends when the time is over, with what is wrong still`() async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": "not-parsed"])
        let result = try await verify(bed, "--wait", "1s", "--no-progress")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(try await bed.studio.requests().count == 2)
        #expect(result.errorOutput.contains(" in vain\n"), "\(result.errorOutput)")
    }

    @Test func `--wait alone is about what is in storage, and about nothing else`() async throws {
        let bed = try await TestBed("single")
        #expect(try await bed.run("dvc-model-verify", "--wait", "10m").output == "model.bin: OK\n")
        #expect(try await bed.objects.requests().count == 1)
        #expect(try await bed.run("dvc-model-verify", "--wait", "10m", "--offline").exit == .status(64))
    }

    // MARK: Which models

    @Test func `a tag that is not GTO's is nothing to do`() async throws {
        let bed = try await TestBed("single")
        let result = try await verify(bed, "--tag", "v1.0.0")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output.isEmpty)
        #expect(try await bed.studio.requests().isEmpty)
    }

    @Test func `a tag is enough in a clone of depth 1 that has neither tags nor dvc.lock`() async throws {
        let bed = try await TestBed("pipeline", hasTags: false)
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/dvc.lock")
        let result = try await verify(bed, "--tag", "refs/tags/forecast-model@v1.0.0")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.output == "out/model.bin: OK\n")
    }

    @Test func `also without a tag it is said what has to leave the storage`() async throws {
        let bed = try await TestBed("single")
        let map = try await bed.run("dvc-model-uris", "--format", "map").standardOutput
        try bed.write(map, to: "urls.json")
        try await bed.objects.setFaults(["*": "replaced"])
        let file = try bed.file(of: "text-classifier")
        #expect(
            try await error(bed, "--uris", "urls.json")?["hint"]?.string == """
                dvc fetch model.bin   # in a checkout of that version
                # then remove from the storage, for dvc push trusts what is there: \(bed.objects.url)/\(file.key)?…
                dvc push model.bin
                """
        )
    }

    @Test func `a map made elsewhere can be looked at`() async throws {
        let bed = try await TestBed("folder")
        let map = try await bed.run("dvc-model-uris", "--format", "map").standardOutput
        let result = try await bed.run("dvc-model-verify", "--remote", "--uris", "-", input: map)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(lines(result) == Set(try bed.model("speech").files().map { "\($0.path): OK" }))
    }

    @Test func `a thousand objects are asked for once each`() async throws {
        let bed = try await RemoteBed("single", .folder())
        let folder = try TemporaryFolder()
        let server = try await ServerProcess.start("http_remote.py", [folder.path])
        try bed.use(["url": server.url, "method": "PUT"])
        for number in 0..<1_000 { try bed.write("file \(number)", to: "many/\(number).bin") }
        try await bed.dvc("add", "-q", "many")
        try bed.write("artifacts:\n  many:\n    path: many\n    type: model\n", to: "dvc.yaml")
        try bed.commit(tag: "many@v1.0.0")
        try await bed.dvc("push", "-q", "many")
        let pushed = try await server.requests().count

        let result = try await verify(bed, "many")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(lines(result).count == 1_000)
        // The listing is in the cache here, and is looked for in storage all the same.
        #expect(try await server.requests().count == pushed + 1_001)
    }
}
