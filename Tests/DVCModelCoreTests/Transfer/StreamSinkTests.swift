import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct StreamSinkTests {
    private final class Output: Sendable {
        private let bytes = Mutex(Data())

        var sent: Data { bytes.withLock { $0 } }

        func write(_ piece: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: piece) } }
    }

    private func write(_ text: String, to sink: StreamSink) throws {
        try sink.write(Array(text.utf8), at: sink.present.prefix)
    }

    private func md5(_ sink: StreamSink) async throws -> MD5Digest {
        try await finished { sink.finish(expecting: nil, $0) }.digests.md5
    }

    @Test func `bytes go out at once, and are hashed`() async throws {
        let output = Output()
        let sink = StreamSink(rule: nil) { output.write($0) }
        try write("ab", to: sink)
        #expect(output.sent == Data("ab".utf8))
        #expect(sink.present.byteCount == 2)
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
        sink.startOver()
        #expect(sink.present.byteCount == 0)
        try write("ab", to: sink)
        #expect(sink.present.byteCount == 2)
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
        sink.startOver()
        #expect(!sink.isRevocable)
    }
}
