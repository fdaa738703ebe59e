import Foundation
import TestSupport
import Testing

/// Bytes that are not what Git recorded, on the DVC remote and in the cache: none gets a name.
@Suite struct RemoteIntegrityTests {
    private static let listing = "models/speech.dvc"

    @Test func `a damaged object of a folder remote is not placed`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try bed.damage(bed.objectPath(bed.file(of: "text-classifier")))
        let result = try await bed.run("dvc-model-pull", "--json")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        let report = try JSONValue(result.standardOutput)
        #expect(report["error"]?["code"] == "md5-mismatch")
        #expect(report.column("files", "outcome") == ["mismatched"])
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a damaged object of a http remote is not placed`() async throws {
        let bed = try await RemoteBed("single", .http())
        try await #require(bed.server).setFaults(["*": "wrong-bytes"])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a damaged object leaves the others of a folder model in place`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        let files = try bed.model("speech").files()
        let damaged = try #require(files.first { $0.path.hasSuffix("weights.bin") })
        try bed.damage(bed.objectPath(damaged))
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        let others = files.filter { $0 != damaged }
        #expect(result.lines == others.map(\.path).sorted())
        #expect(try bed.placed(files) == bed.right(others))
    }

    @Test func `a damaged listing is not believed`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        try bed.damage(bed.scratch.path("storage/folder/\(bed.listingPath(of: Self.listing))"))
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(1), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(try bed.placed(bed.model("speech").files()) == [:])
    }

    @Test func `an object that was never pushed is missing`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try FileManager.default.removeItem(atPath: bed.objectPath(bed.file(of: "text-classifier")))
        let result = try await bed.run("dvc-model-pull", "--json")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(try JSONValue(result.standardOutput)["error"]?["code"] == "object-missing")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test(arguments: [RemoteBed.Storage.s3, .http()])
    func `an object that a server does not have is missing`(storage: RemoteBed.Storage) async throws {
        let bed = try await RemoteBed("single", storage)
        try bed.write(
            "outs:\n- md5: 900150983cd24fb0d6963f7d28e17f72\n  size: 3\n  hash: md5\n  path: model.bin\n",
            to: "model.bin.dvc"
        )
        try bed.commit(tag: "text-classifier@v2.0.0")
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    // MARK: The cache

    @Test func `an object of the cache is taken from there`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try await bed.dvc("fetch", "-q")
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/single"))
        let report = try await bed.report("dvc-model-pull")
        #expect(report.column("files", "origin") == ["cache"])
        #expect(
            try bed.contents("model.bin")
                == bed.repositories.contents(of: bed.file(of: "text-classifier"))
        )
    }

    @Test func `a damaged object of the cache is passed over`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.dvc("fetch", "-q")
        let file = try bed.file(of: "text-classifier")
        try bed.damage(bed.cachePath(file))
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("warning:"), "\(result.errorOutput)")
        #expect(try bed.contents("model.bin") == bed.repositories.contents(of: file))
    }

    @Test func `a damaged object of the cache is not placed where there is no other`() async throws {
        let bed = try await RemoteBed("single", .folder(isOwn: true))
        try await bed.dvc("fetch", "-q")
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/single"))
        try bed.damage(bed.cachePath(bed.file(of: "text-classifier")))
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a damaged listing of the cache is passed over`() async throws {
        let bed = try await RemoteBed("folder")
        try await bed.dvc("fetch", "-q")
        try bed.damage("\(bed.checkout)/.dvc/cache/\(bed.listingPath(of: Self.listing))")
        try await bed.expectPull("speech")
    }

    @Test func `a listing of the cache is enough to verify by`() async throws {
        let bed = try await RemoteBed("folder", .folder(isOwn: true))
        try await bed.dvc("pull", "-q")
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage/folder"))
        let result = try await bed.run("dvc-model-verify")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try result.lines == bed.model("speech").files().map { "\($0.path): OK" }.sorted())
    }
}

extension Bed {
    /// The path of a file's object in the checkout's cache.
    func cachePath(_ file: RecordedFile) -> String {
        let parts = file.key.split(separator: "/").dropFirst()
        return "\(checkout)/.dvc/cache/\(parts.joined(separator: "/"))"
    }

    /// Where the listing lies that a `.dvc` file here names, below a cache or a DVC remote.
    func listingPath(of record: String) throws -> String {
        let text = try String(contentsOfFile: "\(checkout)/\(record)", encoding: .utf8)
        guard let match = text.firstMatch(of: /md5: ([0-9a-f]{2})([0-9a-f]{30}\.dir)/) else {
            throw TestSupportFailure("no listing in \(record)")
        }
        return "files/md5/\(match.1)/\(match.2)"
    }
}
