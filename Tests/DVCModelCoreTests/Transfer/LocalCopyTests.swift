import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// Objects that are on this machine already.
@Suite struct LocalCopyTests {
    private let scratch: TemporaryFolder
    private let bed: TransferBed
    private let bytes = TransferBed.bytes(600_001)

    init() async throws {
        scratch = try TemporaryFolder()
        bed = try await TransferBed()
    }

    private func md5() throws -> ExpectedMD5 { ExpectedMD5(try TransferBed.md5(bytes), from: .git) }

    private func run(_ object: RemoteObject, cachedAt: String? = nil, mode: FileMode? = nil) async throws
        -> ObjectOutcome?
    {
        let place = try SafePath(object.path)
        let job = TransferJob(
            object: object,
            destination: place,
            isReplacing: false,
            cachedAt: cachedAt,
            mode: mode
        )
        return await bed.run([job]).first
    }

    private func outcome(_ origin: ObjectOutcome.Origin, received: Int64 = 0) throws -> ObjectOutcome {
        .downloaded(
            .init(
                md5: try TransferBed.md5(bytes),
                byteCount: Int64(bytes.count),
                receivedByteCount: received,
                resumedByteCount: 0,
                checkedAgainst: try md5(),
                origin: origin
            )
        )
    }

    @Test func `an object of a local remote is copied to its place`() async throws {
        try scratch.write(bytes, to: "store/ab")
        let object = RemoteObject(
            path: "m/a",
            location: .file(scratch.path("store/ab")),
            expectedMD5: try md5()
        )
        #expect(try await run(object) == outcome(.remoteFolder))
        #expect(bed.contents("m/a") == bytes)
        #expect(bed.files == ["m/a"])
    }

    @Test func `an object that a local remote does not have is missing`() async throws {
        let path = scratch.path("store/ab")
        let object = RemoteObject(path: "a", location: .file(path), expectedMD5: try md5())
        let error = try await run(object)?.error
        #expect(error?.code == .objectMissing)
        #expect(error?.location == .file(path))
        #expect(bed.files == [])
    }

    @Test func `a damaged object of a local remote is placed nowhere`() async throws {
        try scratch.write(bytes.dropLast(), to: "ab")
        let object = RemoteObject(path: "a", location: .file(scratch.path("ab")), expectedMD5: try md5())
        #expect(try await run(object)?.error?.code == .md5Mismatch)
        #expect(bed.files == [])
    }

    @Test func `an object in the cache is not fetched`() async throws {
        try scratch.write(bytes, to: "ab")
        let object = RemoteObject(
            path: "a",
            url: SignedURL("\(bed.server.url)/a"),
            expectedMD5: try md5()
        )
        #expect(try await run(object, cachedAt: scratch.path("ab")) == outcome(.cache))
        #expect(bed.contents("a") == bytes)
        #expect(try await bed.server.requests().isEmpty)
    }

    @Test func `a damaged object in the cache is passed over and fetched`() async throws {
        var damaged = bytes
        damaged[7] ^= 1
        try scratch.write(damaged, to: "ab")
        let object = try bed.object("a", bytes)
        let outcome = try await run(object, cachedAt: scratch.path("ab"))
        #expect(outcome?.download?.origin == .storage)
        #expect(bed.contents("a") == bytes)
        #expect(bed.files == ["a"])
        let reason = "has the MD5 \(try TransferBed.md5(damaged)), expected \(try TransferBed.md5(bytes))"
        #expect(
            bed.events.contains(.cachePassedOver(object: 0, path: scratch.path("ab"), reason: reason))
        )
    }

    @Test func `an object that has left the cache meanwhile is fetched`() async throws {
        let object = try bed.object("a", bytes)
        #expect(try await run(object, cachedAt: scratch.path("gone"))?.download?.origin == .storage)
        #expect(bed.contents("a") == bytes)
    }

    @Test func `bytes that Git holds are placed`() async throws {
        let object = RemoteObject(path: "a", location: .held(Array(bytes)), expectedMD5: try md5())
        #expect(try await run(object) == outcome(.git))
        #expect(bed.contents("a") == bytes)
    }

    @Test func `a file is executable where its record says so`() async throws {
        let object = RemoteObject(path: "a", location: .held([1]), isExecutable: true)
        _ = try await run(object)
        #expect(try bed.mode("a") & 0o100 == 0o100)
    }

    @Test func `an object of the cache is read-only`() async throws {
        _ = try await run(RemoteObject(path: "a", location: .held([1])), mode: .cacheObject)
        #expect(try bed.mode("a") == 0o444)
    }
}
