import Foundation
import TestSupport
import Testing

/// What `--cache` leaves in DVC's cache, judged by the real DVC.
@Suite struct CacheTests {
    private static let clean = "Data and pipelines are up to date.\n"

    private struct Kept: Sendable, CustomTestStringConvertible {
        let repository: String
        let model: String
        /// The DVC project's folder.
        var project = ""

        var testDescription: String { "\(repository): \(model)" }
    }

    /// Models that are all that their DVC project tracks.
    private static let whole = [
        Kept(repository: "single", model: "text-classifier"), Kept(repository: "folder", model: "speech"),
        Kept(repository: "pipeline", model: "forecast-model"),
        Kept(repository: "subproject", model: "--all", project: "project"),
    ]

    private func pull(_ bed: some Bed, _ arguments: String...) async throws {
        let result = try await bed.start("dvc-model-pull", ["--cache"] + arguments).result()
        #expect(result.exit == .status(0), "\(result.errorOutput)")
    }

    private static let ways =
        whole.map { ($0, "copy") } + [(whole[0], "hardlink"), (whole[1], "hardlink"), (whole[1], "symlink")]

    @Test(arguments: ways)
    private func `DVC has nothing to say of what was pulled`(kept: Kept, type: String) async throws {
        let bed = try await RemoteBed(kept.repository)
        try await bed.dvc("config", "--local", "cache.type", type, in: kept.project)
        try await pull(bed, kept.model)
        let status = try await bed.dvc("status", in: kept.project)
        #expect(status == Self.clean)
        let data = try await bed.dvc("data", "status", in: kept.project)
        #expect(data == "No changes.\n")
        #expect(try await bed.dvc("fetch", in: kept.project) == "Everything is up to date.\n")
        let before = try bed.modificationTimes()
        try await bed.dvc("checkout", "-q", in: kept.project)
        #expect(try bed.modificationTimes() == before)
    }

    @Test(arguments: whole)
    private func `DVC checks out from what was stored alone`(kept: Kept) async throws {
        let bed = try await RemoteBed(kept.repository)
        try await pull(bed, kept.model)
        let files = try bed.repository.models.values.flatMap { try $0.files() }
        for file in files { try FileManager.default.removeItem(atPath: "\(bed.checkout)/\(file.path)") }
        try FileManager.default.removeItem(atPath: bed.scratch.path("storage"))
        try await bed.dvc("checkout", "-q", in: kept.project)
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test func `a model that is in the cache whole needs no right to read the remote`() async throws {
        let bed = try await RemoteBed("folder")
        try await bed.dvc("fetch", "-q")
        try bed.use(["url": "s3://models/x", "endpointurl": "http://127.0.0.1:9"])
        let files = try bed.model("speech").files()
        let report = try await bed.report("dvc-model-pull")
        #expect(report.column("files", "origin") == files.map { _ in "cache" })
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test func `what the cache has goes to stdout from there`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.dvc("fetch", "-q")
        try bed.use(["url": "s3://models/x", "endpointurl": "http://127.0.0.1:9"])
        let result = try await bed.run("dvc-model-pull", "-o", "-")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            try result.standardOutput == bed.repositories.contents(of: bed.file(of: "text-classifier"))
        )
    }

    @Test func `a damaged object of the cache does not go to stdout`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.dvc("fetch", "-q")
        let file = try bed.file(of: "text-classifier")
        let below = "\(file.md5.prefix(2))/\(file.md5.dropFirst(2))"
        try bed.damage("\(bed.checkout)/.dvc/cache/files/md5/\(below)")
        let result = try await bed.run("dvc-model-pull", "-o", "-")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try result.standardOutput == bed.repositories.contents(of: file))
    }

    @Test func `a model of which the cache lacks a file needs the right to read the remote`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.dvc("fetch", "-q")
        try bed.use(["url": "s3://models/x", "endpointurl": "http://127.0.0.1:9"])
        let result = try await bed.run("dvc-model-pull", "text-classifier@v1.0.0")
        #expect(result.exit == .status(77), "\(result.errorOutput)")
    }

    @Test func `the same through Studio`() async throws {
        let bed = try await TestBed("folder")
        try await pull(bed)
        #expect(try await bed.dvc("status") == Self.clean)
        #expect(try await bed.dvc("fetch") == "Everything is up to date.\n")
    }

    @Test func `what DVC 2 left goes to its older place`() async throws {
        let bed = try await RemoteBed("legacy")
        try await pull(bed, "notes", "weights", "folder")
        for model in ["notes", "weights", "folder"] {
            for file in try bed.model(model).files() {
                let object = FileManager.default.contents(atPath: bed.cachePath(file))
                #expect(try object == bed.repositories.contents(of: file), "\(file.path)")
            }
        }
        #expect(
            try await bed.dvc("status", "notes.txt.dvc", "weights.bin.dvc", "folder.dvc") == Self.clean
        )
    }

    @Test func `objects are read-only, and no part file stays`() async throws {
        let bed = try await RemoteBed("folder")
        try await pull(bed)
        let objects = try bed.cachedObjects()
        let stored = try bed.model("speech").files().map { String($0.key.dropFirst("folder/".count)) }
        #expect(Set(objects.keys) == Set(stored + [try bed.listingPath(of: "models/speech.dvc")]))
        #expect(objects.values.allSatisfy { $0 == 0o444 })
    }

    @Test func `without the option the cache stays as it is`() async throws {
        let bed = try await RemoteBed("folder")
        try await bed.expectPull("speech")
        #expect(try bed.cachedObjects() == [:])
    }

    @Test func `a damaged object of the cache is mended`() async throws {
        let bed = try await RemoteBed("single")
        try await bed.dvc("fetch", "-q")
        let file = try bed.file(of: "text-classifier")
        try bed.damage(bed.cachePath(file))
        try await pull(bed)
        let right = try bed.repositories.contents(of: file)
        #expect(FileManager.default.contents(atPath: bed.cachePath(file)) == right)
        #expect(bed.contents("model.bin") == right)
    }

    @Test func `a cache elsewhere is used where it is`() async throws {
        let bed = try await RemoteBed("single")
        let cache = bed.scratch.path("shared cache")
        try await bed.dvc("cache", "dir", "--local", cache)
        try await pull(bed)
        let file = try bed.file(of: "text-classifier")
        let key = file.key.dropFirst("single/".count)
        #expect(
            try FileManager.default.contents(atPath: "\(cache)/\(key)")
                == bed.repositories.contents(of: file)
        )
        #expect(try bed.cachedObjects() == [:])
        #expect(try await bed.dvc("status") == Self.clean)
    }

    @Test func `files are linked as cache.type says`() async throws {
        let bed = try await RemoteBed("single")
        let file = try bed.file(of: "text-classifier")
        try await bed.dvc("config", "--local", "cache.type", "hardlink")
        try await pull(bed)
        #expect(try bed.inode("model.bin") == bed.inode(of: bed.cachePath(file)))

        try FileManager.default.removeItem(atPath: "\(bed.checkout)/model.bin")
        try await bed.dvc("config", "--local", "cache.type", "symlink")
        try await pull(bed)
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(bed.checkout)/model.bin")
        #expect(target == bed.cachePath(file))

        try FileManager.default.removeItem(atPath: "\(bed.checkout)/model.bin")
        try await bed.dvc("config", "--local", "cache.type", "copy")
        try await pull(bed)
        #expect(try bed.inode("model.bin") != bed.inode(of: bed.cachePath(file)))
        #expect(FileManager.default.isWritableFile(atPath: "\(bed.checkout)/model.bin"))
    }

    @Test func `the files of a nested project go to its own cache`() async throws {
        let bed = try await RemoteBed("nested")
        try await pull(bed, "outer", "inner:deep", "inner:inner")
        #expect(try await bed.dvc("status") == Self.clean)
        #expect(try await bed.dvc("status", in: "inner") == Self.clean)
    }
}

/// When a file that differs is replaced unasked: when its bytes can be had again.
@Suite struct OverwriteTests {
    enum Route: String, CaseIterable {
        case studio, remote
    }

    private func pull(_ bed: TestBed, _ route: Route, _ arguments: String...) async throws -> ToolResult {
        try await bed.start("dvc-model-pull", ["--source", route.rawValue] + arguments).result()
    }

    private func right(_ bed: TestBed, _ version: String? = nil) throws -> Data {
        try bed.repositories.contents(of: bed.file(of: "text-classifier", at: version))
    }

    @Test(arguments: Route.allCases)
    func `another registered version is replaced`(route: Route) async throws {
        let bed = try await TestBed("single")
        for version in ["v1.0.0", "v1.1.0", "v1.0.0"] {
            let result = try await pull(bed, route, "text-classifier@\(version)")
            #expect(result.exit == .status(0), "\(result.errorOutput)")
            #expect(try bed.contents("model.bin") == right(bed, version))
        }
    }

    @Test(arguments: Route.allCases)
    func `the files of another version of a folder are replaced`(route: Route) async throws {
        let bed = try await TestBed("folder")
        _ = try await pull(bed, route, "speech@v0.1.0")
        let result = try await pull(bed, route, "speech@v0.2.0")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let files = try bed.model("speech").files(at: "v0.2.0")
        #expect(try bed.placed(files) == bed.right(files))
    }

    @Test(arguments: Route.allCases)
    func `what DVC's cache holds is replaced`(route: Route) async throws {
        let bed = try await TestBed("single")
        try bed.write("mine", to: "model.bin")
        try await bed.dvc("add", "-q", "model.bin")
        let result = try await pull(bed, route)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents("model.bin") == right(bed))
    }

    @Test(arguments: Route.allCases)
    func `what DVC's cache holds only the name of is left alone`(route: Route) async throws {
        let bed = try await TestBed("single")
        try bed.write("mine", to: "model.bin")
        try await bed.dvc("add", "-q", "model.bin")
        // The MD5 of `mine`.
        try bed.damage("\(bed.checkout)/.dvc/cache/files/md5/91/8b81db5e91d031548b963c93845e5b")
        let result = try await pull(bed, route)
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == Data("mine".utf8))
    }

    @Test(arguments: Route.allCases)
    func `what is nowhere else is left alone, and its neighbours, too`(route: Route) async throws {
        let bed = try await TestBed("folder")
        try bed.write("mine", to: "models/speech/config.json")
        let result = try await pull(bed, route)
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(result.output == "")
        #expect(
            try bed.placed(bed.model("speech").files())
                == ["models/speech/config.json": Data("mine".utf8)]
        )
    }

    @Test(arguments: Route.allCases)
    func `force replaces what is nowhere else`(route: Route) async throws {
        let bed = try await TestBed("single")
        try bed.write("mine", to: "model.bin")
        let result = try await pull(bed, route, "--force")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents("model.bin") == right(bed))
    }

    @Test func `a registered version counts only where tags tell`() async throws {
        let bed = try await TestBed("single")
        let clone = try bed.cloneWithoutTags()
        let older = try right(bed, "v1.0.0")
        try older.write(to: URL(filePath: "\(clone)/model.bin"))
        let result = try await bed.run("dvc-model-pull", "-C", clone)
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(FileManager.default.contents(atPath: "\(clone)/model.bin") == older)
    }
}

extension Bed {
    /// Path below the cache to mode, of every file there.
    fileprivate func cachedObjects() throws -> [String: Int] {
        let cache = "\(checkout)/.dvc/cache"
        var objects: [String: Int] = [:]
        for path in FileManager.default.enumerator(atPath: cache)?.compactMap({ $0 as? String }) ?? [] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(cache)/\(path)")
            if attributes[.type] as? FileAttributeType == .typeRegular {
                objects[path] = attributes[.posixPermissions] as? Int
            }
        }
        return objects
    }

    fileprivate func inode(_ path: String) throws -> Int { try inode(of: "\(checkout)/\(path)") }

    fileprivate func inode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.systemFileNumber] as? Int) ?? 0
    }

    /// Path to time, of every recorded file that is there.
    fileprivate func modificationTimes() throws -> [String: Date] {
        var times: [String: Date] = [:]
        for file in try repository.models.values.flatMap({ try $0.files() }) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(checkout)/\(file.path)")
            times[file.path] = attributes[.modificationDate] as? Date
        }
        return times
    }
}
