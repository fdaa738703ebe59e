import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct FileSinkTests {
    private static let buffer = 256 << 10

    /// A folder to write to, and a sink for one object in it.
    private struct Bed {
        let scratch: TemporaryFolder
        let folder: DestinationFolder
        let job: TransferJob
        let partName: String

        init(_ path: String = "m", of bytes: Data, hasMD5: Bool = true, isReplacing: Bool = false) throws {
            scratch = try TemporaryFolder()
            folder = try #require(try DestinationFolder.open(scratch.path, making: false))
            let md5 = hasMD5 ? ExpectedMD5(try MD5.digest(of: bytes), from: .url) : nil
            let object = RemoteObject(path: path, url: SignedURL("http://127.0.0.1:1/"), expectedMD5: md5)
            job = TransferJob(object: object, destination: try SafePath(path), isReplacing: isReplacing)
            partName = try PartFile.name(for: job.destination, expecting: md5)
        }

        func sink() throws -> FileSink { try FileSink(job, in: folder) }

        /// A sink for the same object again: an earlier one lets its part file go once its hashing thread has.
        func nextSink() async throws -> FileSink {
            while true {
                do {
                    return try sink()
                } catch let error as DVCModelError where error.code == .destinationExists {
                    await Task.yield()
                }
            }
        }

        var part: Data? { FileManager.default.contents(atPath: scratch.path(partName)) }
        var placed: Data? { FileManager.default.contents(atPath: scratch.path(job.destination.text)) }
    }

    private func write(_ bytes: Data, to sink: FileSink, by step: Int = 16_384) throws {
        for start in stride(from: 0, to: bytes.count, by: step) {
            let piece = Array(bytes[start..<min(start + step, bytes.count)])
            let result = piece.withUnsafeBytes { raw in
                Result { () throws(DVCModelError) in try sink.write(raw) }
            }
            try result.get()
        }
    }

    private func digests(_ sink: FileSink) async throws -> ContentDigests {
        try await withCheckedContinuation { continuation in
            sink.finish { continuation.resume(returning: $0) }
        }.get()
    }

    @Test(arguments: [0, 1, buffer - 1, buffer, buffer + 1, 5 * buffer + 7], [1 << 14, 1 << 20])
    func `what is written is hashed and placed`(byteCount: Int, step: Int) async throws {
        let bytes = TransferBed.bytes(byteCount)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(bytes, to: sink, by: step)
        #expect(sink.keptByteCount == Int64(byteCount))
        #expect(try await digests(sink).md5 == bed.job.object.expectedMD5?.digest)
        #expect(bed.placed == nil)
        try sink.place()
        #expect(bed.placed == bytes)
        #expect(bed.part == nil)
    }

    @Test func `less than a buffer stays in memory until it is suspended`() throws {
        let bed = try Bed(of: TransferBed.bytes(1_000))
        let sink = try bed.sink()
        try write(TransferBed.bytes(400), to: sink)
        #expect(bed.part == nil)
        #expect(sink.suspend())
        #expect(bed.part == TransferBed.bytes(1_000).prefix(400))
    }

    @Test func `a later sink goes on from a suspended one`() async throws {
        let bytes = TransferBed.bytes(700_000)
        let bed = try Bed(of: bytes)
        var first: FileSink? = try bed.sink()
        try write(bytes.prefix(300_001), to: try #require(first))
        #expect(first?.suspend() == true)
        first = nil
        let second = try await bed.nextSink()
        #expect(second.keptByteCount == 300_001)
        try write(Data(bytes.dropFirst(300_001)), to: second)
        #expect(try await digests(second).md5 == bed.job.object.expectedMD5?.digest)
        try second.place()
        #expect(bed.placed == bytes)
    }

    @Test func `starting over forgets what was written and hashed`() async throws {
        let bytes = TransferBed.bytes(300_000)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(TransferBed.bytes(600_000, seed: 2), to: sink)
        try sink.startOver()
        #expect(sink.keptByteCount == 0)
        try write(bytes, to: sink)
        #expect(try await digests(sink).md5 == bed.job.object.expectedMD5?.digest)
        try sink.place()
        #expect(bed.placed == bytes)
    }

    @Test func `a sink that was finished can start over`() async throws {
        let bytes = TransferBed.bytes(300_000)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(TransferBed.bytes(300_000, seed: 2), to: sink)
        _ = try await digests(sink)
        try sink.startOver()
        try write(bytes, to: sink)
        #expect(try await digests(sink).md5 == bed.job.object.expectedMD5?.digest)
    }

    @Test func `nothing is kept of an object without MD5`() throws {
        let bed = try Bed(of: Data(), hasMD5: false)
        let sink = try bed.sink()
        try write(TransferBed.bytes(600_000), to: sink)
        #expect(bed.part != nil)
        #expect(!sink.suspend())
        #expect(bed.part == nil)
    }

    @Test func `nothing is kept where nothing came`() throws {
        let bed = try Bed(of: TransferBed.bytes(10))
        let sink = try bed.sink()
        #expect(!sink.suspend())
        #expect(try FileManager.default.contentsOfDirectory(atPath: bed.scratch.path) == [])
    }

    @Test func `a part file in use by another process is refused`() throws {
        let bed = try Bed(of: TransferBed.bytes(10))
        try bed.scratch.write("x", to: bed.partName)
        let first = try bed.sink()
        let error = #expect(throws: DVCModelError.self) { try bed.sink() }
        #expect(error?.code == .destinationExists)
        withExtendedLifetime(first) {}
    }

    @Test func `a folder that cannot be written to is told`() throws {
        let bed = try Bed("sub/m", of: TransferBed.bytes(10))
        try bed.scratch.write("a file", to: "sub")
        let error = #expect(throws: DVCModelError.self) { try bed.sink() }
        #expect(error?.code == .destinationUnsafe)
    }
}

@Suite struct StreamSinkTests {
    private final class Output: Sendable {
        private let bytes = Mutex(Data())

        var sent: Data { bytes.withLock { $0 } }

        func write(_ piece: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: piece) } }
    }

    private func write(_ text: String, to sink: StreamSink) throws {
        let result = Array(text.utf8).withUnsafeBytes { raw in
            Result { () throws(DVCModelError) in try sink.write(raw) }
        }
        try result.get()
    }

    private func md5(_ sink: StreamSink) async throws -> MD5Digest {
        try await withCheckedContinuation { continuation in
            sink.finish { continuation.resume(returning: $0) }
        }.get().md5
    }

    @Test func `bytes go out at once, and are hashed`() async throws {
        let output = Output()
        let sink = StreamSink(rule: nil) { output.write($0) }
        try write("ab", to: sink)
        #expect(output.sent == Data("ab".utf8))
        #expect(sink.keptByteCount == 2)
        try write("c", to: sink)
        #expect(try await md5(sink) == (try MD5.digest(of: "abc".utf8)))
    }

    @Test func `an object without bytes has the hash of nothing`() async throws {
        let sink = StreamSink(rule: nil) { _ in }
        #expect(try await md5(sink) == (try MD5.digest(of: [])))
    }

    @Test func `what went out already is left out when it comes again`() async throws {
        let output = Output()
        let sink = StreamSink(rule: nil) { output.write($0) }
        try write("abc", to: sink)
        try sink.startOver()
        #expect(sink.keptByteCount == 0)
        try write("ab", to: sink)
        #expect(sink.keptByteCount == 2)
        try write("cde", to: sink)
        #expect(output.sent == Data("abcde".utf8))
        #expect(try await md5(sink) == (try MD5.digest(of: "abcde".utf8)))
    }

    @Test func `a failed write is told`() throws {
        let failure = DVCModelError(.fileUnwritable, "cannot write")
        let sink = StreamSink(rule: nil) { _ throws(DVCModelError) in throw failure }
        #expect(throws: failure) { try write("a", to: sink) }
    }

    @Test func `what went out cannot be taken back`() throws {
        let sink = StreamSink(rule: nil) { _ in }
        #expect(sink.isRevocable)
        try write("a", to: sink)
        #expect(!sink.isRevocable)
        try sink.startOver()
        #expect(!sink.isRevocable)
    }
}
