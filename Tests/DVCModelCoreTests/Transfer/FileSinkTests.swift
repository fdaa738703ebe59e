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

        init(_ path: String = "m", of bytes: Data, hasMD5: Bool = true, hasSize: Bool = false) throws {
            scratch = try TemporaryFolder()
            folder = try #require(try DestinationFolder.open(scratch.path, making: false))
            let md5 = hasMD5 ? ExpectedMD5(try MD5.digest(of: bytes), from: .url) : nil
            let object = RemoteObject(
                path: path,
                url: SignedURL("http://127.0.0.1:1/"),
                expectedMD5: md5,
                byteCount: hasSize ? Int64(bytes.count) : nil
            )
            job = TransferJob(object: object, destination: try SafePath(path), isReplacing: false)
            partName = try PartFile.name(for: job.destination, expecting: md5)
        }

        let smallFiles = SmallFileQueue()

        func sink() throws -> FileSink {
            var walk = FolderWalk(folder, making: true)
            return try FileSink(job, at: PartPlace(job, in: &walk, Cancellation()), smallFiles) {}
        }

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
        var journal: String? {
            FileManager.default.contents(atPath: scratch.path(PartFile.journalName(ofPart: partName))).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        var names: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() }
        }
        var placed: Data? { FileManager.default.contents(atPath: scratch.path(job.destination.text)) }
    }

    /// As a request brings it: in blocks, the last one shorter.
    private func write(_ bytes: Data, to sink: FileSink) throws {
        for start in stride(from: 0, to: bytes.count, by: sink.blockByteCount) {
            let piece = bytes.dropFirst(start).prefix(sink.blockByteCount)
            try sink.write(Array(piece), at: sink.present.prefix)
        }
    }

    private func finish(_ sink: FileSink, _ bed: Bed) async throws -> FinishedObject {
        try await finished {
            sink.finish(expecting: bed.job.object.expectedMD5, $0)
            bed.smallFiles.flush(all: true)
        }
    }

    @Test(arguments: [0, 1, buffer - 1, buffer, buffer + 1, 5 * buffer + 7])
    func `what is written is hashed and placed`(byteCount: Int) async throws {
        let bytes = TransferBed.bytes(byteCount)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(bytes, to: sink)
        #expect(sink.present.prefix == Int64(byteCount))
        #expect(bed.placed == nil)
        let finished = try await finish(sink, bed)
        #expect(finished.isPlaced)
        #expect(finished.digests.md5 == bed.job.object.expectedMD5?.digest)
        #expect(bed.placed == bytes)
        #expect(try bed.names == ["m"])
    }

    @Test(arguments: [10, 3 * buffer])
    func `wrong bytes are not placed`(byteCount: Int) async throws {
        let bed = try Bed(of: TransferBed.bytes(byteCount))
        let sink = try bed.sink()
        try write(TransferBed.bytes(byteCount, seed: 2), to: sink)
        #expect(try await !finish(sink, bed).isPlaced)
        #expect(bed.placed == nil)
    }

    @Test func `ranges are written in any order, and noted beside the part file`() async throws {
        let bytes = TransferBed.bytes(4 * Self.buffer)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        let size = Int64(bytes.count)
        try sink.beginRanges(of: size)
        for index in [2, 0, 3, 1] {
            let start = index * Self.buffer
            try sink.write(Array(bytes[start..<start + Self.buffer]), at: Int64(start))
            try sink.record(Int64(start)..<Int64(start + Self.buffer))
        }
        #expect(
            bed.journal == """
                dvc-model ranges 1 1048576 \(try MD5.digest(of: bytes))
                524288-786432
                0-262144
                786432-1048576
                262144-524288
                """
        )
        #expect(try await finish(sink, bed).isPlaced)
        #expect(bed.placed == bytes)
        #expect(try bed.names == ["m"])
    }

    @Test func `a later sink goes on from ranges that were noted, and from no others`() async throws {
        let bytes = TransferBed.bytes(4 * Self.buffer)
        let bed = try Bed(of: bytes)
        let buffer = Int64(Self.buffer)
        var first: FileSink? = try bed.sink()
        try first?.beginRanges(of: 4 * buffer)
        try first?.write(Array(bytes.suffix(Self.buffer)), at: 3 * buffer)
        try first?.record(3 * buffer..<4 * buffer)
        try first?.write(Array(bytes.prefix(Self.buffer)), at: 0)
        first = nil
        let second = try await bed.nextSink()
        #expect(second.present == ByteRanges([3 * buffer..<4 * buffer]))
        try second.beginRanges(of: 4 * buffer)
        try second.write(Array(bytes.prefix(3 * Self.buffer)), at: 0)
        #expect(try await finish(second, bed).isPlaced)
        #expect(bed.placed == bytes)
    }

    @Test(arguments: [
        "dvc-model ranges 1 999 MD5\n0-100",
        "dvc-model ranges 1 1000 00000000000000000000000000000000\n0-100", "",
        "something else",
    ])
    func `a journal of another object, or none, has the part file not trusted`(journal: String) throws {
        let bytes = TransferBed.bytes(1_000)
        let bed = try Bed(of: bytes, hasSize: true)
        try bed.scratch.write(bytes.prefix(400), to: bed.partName)
        let text = journal.replacing("MD5", with: "\(try MD5.digest(of: bytes))")
        try bed.scratch.write(text, to: PartFile.journalName(ofPart: bed.partName))
        #expect(try bed.sink().present.isEmpty)
        #expect(bed.part == Data())
        #expect(bed.journal == nil)
    }

    @Test func `what a journal promises beyond the part file's end is not there`() throws {
        let bytes = TransferBed.bytes(1_000)
        let bed = try Bed(of: bytes, hasSize: true)
        try bed.scratch.write(bytes.prefix(400), to: bed.partName)
        let text = "dvc-model ranges 1 1000 \(try MD5.digest(of: bytes))\n0-300\n350-700"
        try bed.scratch.write(text, to: PartFile.journalName(ofPart: bed.partName))
        #expect(try bed.sink().present == ByteRanges([0..<300, 350..<400]))
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
        #expect(second.present.byteCount == 300_001)
        try write(Data(bytes.dropFirst(300_001)), to: second)
        #expect(try await finish(second, bed).isPlaced)
        #expect(bed.placed == bytes)
    }

    @Test func `starting over forgets what was written and hashed`() async throws {
        let bytes = TransferBed.bytes(300_000)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(TransferBed.bytes(600_000, seed: 2), to: sink)
        try sink.startOver()
        #expect(sink.present.byteCount == 0)
        try write(bytes, to: sink)
        #expect(try await finish(sink, bed).isPlaced)
        #expect(bed.placed == bytes)
    }

    @Test func `a sink that was finished can start over`() async throws {
        let bytes = TransferBed.bytes(300_000)
        let bed = try Bed(of: bytes)
        let sink = try bed.sink()
        try write(TransferBed.bytes(300_000, seed: 2), to: sink)
        #expect(try await !finish(sink, bed).isPlaced)
        try sink.startOver()
        try write(bytes, to: sink)
        #expect(try await finish(sink, bed).isPlaced)
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

/// What a sink tells at its end.
func finished(
    _ finish: (@escaping FinishedObject.Taker) -> Void
) async throws -> FinishedObject {
    try await withCheckedContinuation { continuation in
        finish { continuation.resume(returning: $0) }
    }.get()
}
