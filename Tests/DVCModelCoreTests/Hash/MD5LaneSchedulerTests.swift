import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct MD5LaneSchedulerTests {
    /// A message in memory, and what becomes of it.
    private final class Message: LaneMessage {
        let bytes: [UInt8]
        /// How much of it can be read; nil: all.
        let readableByteCount: Int?
        private(set) var digest: MD5Digest?
        private(set) var readCount = 0
        private var offset = 0

        init(_ bytes: [UInt8], readableByteCount: Int? = nil) {
            self.bytes = bytes
            self.readableByteCount = readableByteCount
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
            readCount += 1
            if let readableByteCount, offset + buffer.count > readableByteCount { return nil }
            let count = min(buffer.count, bytes.count - offset)
            buffer.copyBytes(from: bytes[offset..<offset + count])
            offset += count
            return count
        }

        func end(with digest: MD5Digest) {
            self.digest = digest
        }
    }

    private func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SeededRandom(seed: seed &+ UInt64(count))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private func hash(_ messages: [Message]) {
        var scheduler = MD5LaneScheduler<Message>()
        var left = messages[...]
        scheduler.run { left.popFirst() }
    }

    private func expectRight(_ messages: [Message]) throws {
        let expected = try messages.map { try MD5.digest(of: $0.bytes) }
        #expect(messages.map(\.digest) == expected)
    }

    @Test func `messages of every length up to four blocks hash as by libcrypto`() throws {
        let messages = (0...257).map { Message(bytes($0)) }
        hash(messages)
        try expectRight(messages)
    }

    /// A lane is filled with 32 KiB at a time.
    @Test(arguments: [1, 2, 3])
    func `messages around the end of a piece hash as by libcrypto`(pieces: Int) throws {
        let messages = ([-65, -64, -63] + Array(-57 ... -54) + [-9, -8, -1, 0, 1, 55, 56, 64]).map { more in
            Message(bytes(pieces << 15 + more))
        }
        hash(messages)
        try expectRight(messages)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 100])
    func `any number of messages fills the lanes`(count: Int) throws {
        let messages = (0..<count).map { Message(bytes($0 * 37)) }
        hash(messages)
        try expectRight(messages)
    }

    @Test func `a long message beside many short ones keeps its lane`() throws {
        let messages = [Message(bytes(200_000))] + (0..<50).map { Message(bytes($0)) }
        hash(messages)
        try expectRight(messages)
    }

    @Test func `a lane whose message has ended takes the next one at once`() {
        let messages = (0..<9).map { Message(bytes($0 == 2 ? 10 : 100_000)) } + [Message(bytes(20))]
        var scheduler = MD5LaneScheduler<Message>()
        var left = messages[...]
        var endedBefore: [Int] = []
        scheduler.run {
            endedBefore.append(messages.count { $0.digest != nil })
            return left.popFirst()
        }
        // Eight take a lane; the ninth comes for the short one; the others end together, with one message left.
        #expect(endedBefore.prefix(9) == [0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(endedBefore.dropFirst(9).first == 2)
    }

    @Test(arguments: [0, 1 << 15])
    func `a message that cannot be read to its end has no digest, and its lane goes on`(readable: Int) throws
    {
        let broken = (0..<12).map { _ in Message(bytes(100_000), readableByteCount: readable) }
        let whole = (0..<12).map { Message(bytes($0 * 1_000)) }
        hash(zip(broken, whole).flatMap { [$0, $1] })
        try expectRight(whole)
        #expect(broken.allSatisfy { $0.digest == nil && $0.readCount == readable >> 15 + 1 })
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random sets of lengths hash as by libcrypto`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let messages = (0..<random.number(1...30)).map { _ in
            // Mostly short; the few long ones take several pieces.
            let count = random.number(0...9) == 0 ? random.number(0...80_000) : random.number(0...300)
            return Message(bytes(count, seed: seed))
        }
        hash(messages)
        try expectRight(messages)
    }
}
