/// Bytes that are read piece by piece, for ``MD5LaneScheduler``.
protocol LaneMessage: AnyObject {
    /// Fills the buffer with the bytes that follow; with fewer of them only where the message ends.
    ///
    /// - Returns: how many; nil where the message cannot be read to its end. It is then not asked again.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int?

    /// The message was read to its end.
    func end(with digest: MD5Digest)
}

/// Hashes messages of any lengths in ``MD5Lanes``. A lane whose message has ended takes the next one at once, so that the
/// lanes are full as long as there are messages. What it holds does not grow with their number or their lengths.
struct MD5LaneScheduler<Message: LaneMessage>: ~Copyable {
    /// Of a lane. Whole blocks, and small enough for eight of them to stay in a core's own cache.
    private static var bufferByteCount: Int { 32 << 10 }
    /// Behind the last piece of a message: what may be left of a block, the padding, the length.
    private static var paddingByteCount: Int { 2 * MD5Lanes.blockByteCount }
    private static var laneByteCount: Int { bufferByteCount + paddingByteCount }

    /// What a lane works at.
    private struct Work {
        let message: Message
        var byteCount: UInt64 = 0
        /// Whether the last piece of the message, with its padding, is in the buffer.
        var isLastPiece = false
        /// Blocks in the buffer that are still to be hashed.
        var blockCount = 0
    }

    private var lanes = MD5Lanes()
    private var works = [Work?](repeating: nil, count: MD5Lanes.count)
    private let buffers: UnsafeMutableRawPointer
    /// Where the next block of each lane is; somewhere in the lane's buffer also where it has none.
    private let blocks: UnsafeMutablePointer<UnsafeRawPointer>

    init() {
        let byteCount = MD5Lanes.count * Self.laneByteCount
        buffers = .allocate(byteCount: byteCount, alignment: MD5Lanes.blockByteCount)
        // Lanes without a message are reckoned along, with whatever is in their buffers.
        buffers.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        blocks = .allocate(capacity: MD5Lanes.count)
        blocks.initialize(repeating: UnsafeRawPointer(buffers), count: MD5Lanes.count)
    }

    deinit {
        buffers.deallocate()
        blocks.deallocate()
    }

    /// Hashes every message that `next` gives, until it gives none.
    mutating func run(_ next: () -> Message?) {
        for lane in 0..<MD5Lanes.count { begin(lane, next) }
        while let blockCount = works.lazy.compactMap({ $0?.blockCount }).min() {
            lanes.update(blocks, blockCount: blockCount)
            for lane in 0..<MD5Lanes.count { advance(lane, by: blockCount, next) }
        }
    }

    private func buffer(of lane: Int) -> UnsafeMutableRawPointer { buffers + lane * Self.laneByteCount }

    /// Gives the lane the next message that can be read.
    private mutating func begin(_ lane: Int, _ next: () -> Message?) {
        blocks[lane] = UnsafeRawPointer(buffer(of: lane))
        while works[lane] == nil, let message = next() {
            works[lane] = Work(message: message)
            lanes.begin(lane)
            fill(lane)
        }
    }

    private mutating func advance(_ lane: Int, by blockCount: Int, _ next: () -> Message?) {
        guard var work = works[lane] else { return }
        work.blockCount -= blockCount
        blocks[lane] += blockCount * MD5Lanes.blockByteCount
        works[lane] = work
        guard work.blockCount == 0 else { return }
        if work.isLastPiece {
            work.message.end(with: lanes.digest(lane))
            works[lane] = nil
        } else {
            fill(lane)
        }
        if works[lane] == nil { begin(lane, next) }
    }

    /// Reads the next piece into the lane's buffer; the lane has no message any more where that fails.
    private mutating func fill(_ lane: Int) {
        guard var work = works[lane] else { return }
        let buffer = buffer(of: lane)
        let room = UnsafeMutableRawBufferPointer(start: buffer, count: Self.bufferByteCount)
        guard let count = work.message.read(into: room) else {
            works[lane] = nil
            return
        }
        work.byteCount &+= UInt64(count)
        work.isLastPiece = count < Self.bufferByteCount
        let byteCount = work.isLastPiece ? Self.pad(buffer, count, of: work.byteCount) : count
        work.blockCount = byteCount / MD5Lanes.blockByteCount
        blocks[lane] = UnsafeRawPointer(buffer)
        works[lane] = work
    }

    /// Puts the end of RFC 1321, sections 3.1 and 3.2, behind the last `count` bytes of a message: one bit, zeros, the
    /// length in bits.
    ///
    /// - Returns: the bytes in the buffer then, whole blocks.
    private static func pad(_ buffer: UnsafeMutableRawPointer, _ count: Int, of byteCount: UInt64) -> Int {
        let lengthByteCount = MemoryLayout<UInt64>.size
        let blockByteCount = MD5Lanes.blockByteCount
        let end = (count + 1 + lengthByteCount + blockByteCount - 1) / blockByteCount * blockByteCount
        let padding = buffer + count
        padding.initializeMemory(as: UInt8.self, repeating: 0, count: end - count)
        padding.storeBytes(of: 0x80, as: UInt8.self)
        let bitCount = (byteCount &<< 3).littleEndian
        (buffer + end - lengthByteCount).storeBytes(of: bitCount, as: UInt64.self)
        return end
    }
}
