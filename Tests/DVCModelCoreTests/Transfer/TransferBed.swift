import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

/// Objects on a server with faults, and a folder to fetch them to.
final class TransferBed: Sendable {
    let server: ServerProcess
    let cancellation = Cancellation()
    let folder: DestinationFolder
    private let storage: TemporaryFolder
    private let destination: TemporaryFolder
    private let recorded = Mutex<[TransferEvent]>([])

    private let settings: HTTPSettings

    /// Settings under which a busy machine is not taken for a silent server.
    static let settings = patient(stallTimeout: .seconds(120))

    private static func patient(stallTimeout: Duration) -> HTTPSettings {
        HTTPSettings(
            userAgent: "test",
            environment: Environment([:]),
            connectTimeout: .seconds(120),
            stallTimeout: stallTimeout,
        )
    }

    /// - Parameter stallTimeout: short only for a server that is to fall silent.
    init(stallTimeout: Duration = .seconds(120)) async throws {
        settings = Self.patient(stallTimeout: stallTimeout)
        storage = try TemporaryFolder()
        destination = try TemporaryFolder()
        folder = try Self.open(destination.path)
        server = try await .start("objects.py", [storage.path])
    }

    private static func open(_ path: String) throws -> DestinationFolder {
        guard let folder = try DestinationFolder.open(path, making: false) else {
            throw TestSupportFailure("no folder '\(path)'")
        }
        return folder
    }

    /// Bytes of every value that are no text, different for different seeds.
    static func bytes(_ count: Int, seed: UInt64 = 1) -> Data {
        var random = SeededRandom(seed: seed)
        return Data(
            (0..<(count + 7) / 8).flatMap { _ in withUnsafeBytes(of: random.next(), Array.init) }.prefix(
                count
            )
        )
    }

    static func md5(_ bytes: Data) throws -> MD5Digest { try MD5.digest(of: bytes) }

    /// Puts an object on the server; the record says of it what `hasMD5` and `hasSize` let it.
    func object(
        _ path: String,
        _ bytes: Data,
        hasMD5: Bool = true,
        hasSize: Bool = false,
    ) throws -> RemoteObject {
        try storage.write(bytes, to: path)
        return RemoteObject(
            path: path,
            url: SignedURL("\(server.url)/\(path)"),
            expectedMD5: hasMD5 ? ExpectedMD5(try Self.md5(bytes), from: .url) : nil,
            byteCount: hasSize ? Int64(bytes.count) : nil,
        )
    }

    func job(_ object: RemoteObject, isReplacing: Bool = false) throws -> TransferJob {
        TransferJob(object: object, destination: try SafePath(object.path), isReplacing: isReplacing)
    }

    /// Runs an engine to its end.
    ///
    /// - Parameters:
    ///   - output: where a single object goes instead of the folder.
    ///   - watching: sees each event as it happens, on the loop thread.
    func run(
        _ jobs: [TransferJob],
        atOnce: Int = 4,
        attemptLimit: Int = 4,
        bytesPerSecond: Int64? = nil,
        output: (@Sendable (UnsafeRawBufferPointer) throws(DVCModelError) -> Void)? = nil,
        watching: @escaping @Sendable (TransferEvent) -> Void = { _ in },
    ) async -> [ObjectOutcome] {
        await onThread { [self] in
            let engine = TransferEngine(
                settings,
                .init(
                    jobs: atOnce,
                    retry: RetryPolicy(attemptLimit: attemptLimit, firstBound: .milliseconds(1)),
                    bytesPerSecond: bytesPerSecond,
                ),
                target: output.map { .stream($0) } ?? .folder(folder),
                cancellation: cancellation,
                log: Log(),
                emit: { [self] event in
                    recorded.withLock { $0.append(event) }
                    watching(event)
                },
            )
            return engine.run(jobs)
        }
    }

    func run(_ object: RemoteObject, isReplacing: Bool = false, attemptLimit: Int = 4) async throws
        -> ObjectOutcome
    {
        let outcomes = await run([try job(object, isReplacing: isReplacing)], attemptLimit: attemptLimit)
        guard let outcome = outcomes.first, outcomes.count == 1 else {
            throw TestSupportFailure("\(outcomes.count) outcomes of one object")
        }
        return outcome
    }

    var events: [TransferEvent] { recorded.withLock { $0 } }

    /// The bytes at a place below the destination; nil where nothing is.
    func contents(_ path: String) -> Data? {
        FileManager.default.contents(atPath: destination.path(path))
    }

    /// The permission bits of a file below the destination.
    func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: destination.path(path))
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    /// Writes a file below the destination before or during a run.
    func place(_ bytes: Data, at path: String) throws {
        try destination.write(bytes, to: path)
    }

    /// The part file of an object, relative to the destination.
    func partPath(of object: RemoteObject) throws -> String {
        let path = try SafePath(object.path)
        let name = try PartFile.name(for: path, expecting: object.expectedMD5)
        return (path.components.dropLast() + [name]).joined(separator: "/")
    }

    /// The names of all files below the destination, hidden ones too, sorted.
    var files: [String] {
        (FileManager.default.enumerator(atPath: destination.path)?.compactMap { $0 as? String } ?? []).filter
        { path in
            (try? FileManager.default.attributesOfItem(atPath: destination.path(path))[.type]
                as? FileAttributeType)
                != .typeDirectory
        }.sorted()
    }

    /// The values of a header in the requests for a path, in order; "" where it was not sent.
    func sent(_ header: String, for path: String) async throws -> [String] {
        try await server.requests().filter { $0.path == "/\(path)" }.map { $0.headers[header] ?? "" }
    }
}

extension ObjectOutcome {
    var download: Download? {
        if case .downloaded(let download) = self { download } else { nil }
    }

    var error: DVCModelError? {
        if case .failed(let error) = self { error } else { nil }
    }
}
