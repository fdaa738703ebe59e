internal import CShims

/// Eight MD5 sums that grow side by side, a block of each at a time, with the vector instructions of any machine: four
/// to five times the speed of eight sums one after another.
///
/// It knows blocks only; ``MD5LaneScheduler`` makes them out of messages of any length. Source: RFC 1321.
struct MD5Lanes: ~Copyable {
    /// One 32-bit number for each lane.
    typealias Words = SIMD8<UInt32>

    static let count = Words.scalarCount
    static let blockByteCount = 64

    /// Of the lanes so far. Not stored in the value itself: the compiler (Swift 6.3) breaks on that with ThreadSanitizer.
    private let sums: UnsafeMutablePointer<Sums>
    /// The sixteen words of the block at hand.
    private let words: UnsafeMutablePointer<Words>

    /// All lanes begin a message.
    init() {
        sums = .allocate(capacity: 1)
        sums.initialize(to: Sums())
        words = .allocate(capacity: 16)
        words.initialize(repeating: Words(), count: 16)
    }

    deinit {
        sums.deallocate()
        words.deallocate()
    }

    /// The lane begins another message.
    mutating func begin(_ lane: Int) {
        let start = Sums()
        sums.pointee.a[lane] = start.a[lane]
        sums.pointee.b[lane] = start.b[lane]
        sums.pointee.c[lane] = start.c[lane]
        sums.pointee.d[lane] = start.d[lane]
    }

    /// The sum of the blocks that the lane has had since it began.
    func digest(_ lane: Int) -> MD5Digest {
        let sums = sums.pointee
        let bytes = [UInt8](unsafeUninitializedCapacity: 16) { bytes, count in
            for (index, word) in [sums.a, sums.b, sums.c, sums.d].enumerated() {
                for byte in 0..<4 {
                    bytes[index * 4 + byte] = UInt8(truncatingIfNeeded: word[lane] >> (byte * 8))
                }
            }
            count = 16
        }
        guard let digest = MD5Digest(bytes: bytes) else { fatalError("an MD5 of \(bytes.count) bytes") }
        return digest
    }

    /// Takes the next blocks of every lane.
    ///
    /// - Parameters:
    ///   - lanes: for each lane where its blocks begin, one behind the other.
    ///   - blockCount: of each lane.
    mutating func update(_ lanes: UnsafePointer<UnsafeRawPointer>, blockCount: Int) {
        var sums = sums.pointee
        for block in 0..<blockCount {
            transpose(lanes, at: block &* Self.blockByteCount)
            sums.take(UnsafePointer(words), MD5Constants.table)
        }
        self.sums.pointee = sums
    }

    // MARK: One block

    /// Puts the same word of all lanes side by side. Interleaving row i with row i + 4 turns the bits of all indices
    /// round by one place, so that after three times rows and columns have changed places.
    @inline(__always)
    private func transpose(_ lanes: UnsafePointer<UnsafeRawPointer>, at offset: Int) {
        for half in 0..<2 {
            let start = offset &+ half &* 32
            @inline(__always) func row(_ lane: Int) -> Words {
                lanes[lane].loadUnaligned(fromByteOffset: start, as: Words.self)
            }
            let (r0, r1) = Self.interleave(row(0), row(4))
            let (r2, r3) = Self.interleave(row(1), row(5))
            let (r4, r5) = Self.interleave(row(2), row(6))
            let (r6, r7) = Self.interleave(row(3), row(7))
            let (s0, s1) = Self.interleave(r0, r4)
            let (s2, s3) = Self.interleave(r1, r5)
            let (s4, s5) = Self.interleave(r2, r6)
            let (s6, s7) = Self.interleave(r3, r7)
            let result = words + half &* 8
            (result[0], result[1]) = Self.interleave(s0, s4)
            (result[2], result[3]) = Self.interleave(s1, s5)
            (result[4], result[5]) = Self.interleave(s2, s6)
            (result[6], result[7]) = Self.interleave(s3, s7)
        }
    }

    @inline(__always)
    private static func interleave(_ even: Words, _ odd: Words) -> (Words, Words) {
        var both = SIMD16<UInt32>()
        both.evenHalf = even
        both.oddHalf = odd
        return (both.lowHalf, both.highHalf)
    }
}

/// The four numbers that a block of each lane goes into. Source: RFC 1321, sections 3.3 and 3.4.
private struct Sums {
    typealias Words = MD5Lanes.Words

    var a = Words(repeating: 0x6745_2301)
    var b = Words(repeating: 0xefcd_ab89)
    var c = Words(repeating: 0x98ba_dcfe)
    var d = Words(repeating: 0x1032_5476)

    /// - Parameters:
    ///   - words: the sixteen of a block.
    ///   - constants: ``MD5Constants``.
    @inline(__always)
    mutating func take(_ words: UnsafePointer<Words>, _ constants: UnsafePointer<Words>) {
        let before = self
        round1(words, constants)
        round2(words, constants + 16)
        round3(words, constants + 32)
        round4(words, constants + 48)
        a &+= before.a
        b &+= before.b
        c &+= before.c
        d &+= before.d
    }

    @inline(__always)
    private static func step(
        _ sum: inout Words,
        _ other: Words,
        _ mixed: Words,
        _ word: Words,
        _ constant: Words,
        _ turn: UInt32,
    ) {
        sum = other &+ cshims_rotate(sum &+ (word &+ constant) &+ mixed, turn)
    }

    @inline(__always)
    private mutating func round1(_ words: UnsafePointer<Words>, _ constants: UnsafePointer<Words>) {
        @inline(__always) func mix(_ x: Words, _ y: Words, _ z: Words) -> Words { z ^ (x & (y ^ z)) }
        for index in stride(from: 0, to: 16, by: 4) {
            Self.step(&a, b, mix(b, c, d), words[index], constants[index], 7)
            Self.step(&d, a, mix(a, b, c), words[index &+ 1], constants[index &+ 1], 12)
            Self.step(&c, d, mix(d, a, b), words[index &+ 2], constants[index &+ 2], 17)
            Self.step(&b, c, mix(c, d, a), words[index &+ 3], constants[index &+ 3], 22)
        }
    }

    @inline(__always)
    private mutating func round2(_ words: UnsafePointer<Words>, _ constants: UnsafePointer<Words>) {
        @inline(__always) func mix(_ x: Words, _ y: Words, _ z: Words) -> Words { y ^ (z & (x ^ y)) }
        for index in stride(from: 0, to: 16, by: 4) {
            let word = index &* 5 &+ 1
            Self.step(&a, b, mix(b, c, d), words[word & 15], constants[index], 5)
            Self.step(&d, a, mix(a, b, c), words[(word &+ 5) & 15], constants[index &+ 1], 9)
            Self.step(&c, d, mix(d, a, b), words[(word &+ 10) & 15], constants[index &+ 2], 14)
            Self.step(&b, c, mix(c, d, a), words[(word &+ 15) & 15], constants[index &+ 3], 20)
        }
    }

    @inline(__always)
    private mutating func round3(_ words: UnsafePointer<Words>, _ constants: UnsafePointer<Words>) {
        @inline(__always) func mix(_ x: Words, _ y: Words, _ z: Words) -> Words { x ^ y ^ z }
        for index in stride(from: 0, to: 16, by: 4) {
            let word = index &* 3 &+ 5
            Self.step(&a, b, mix(b, c, d), words[word & 15], constants[index], 4)
            Self.step(&d, a, mix(a, b, c), words[(word &+ 3) & 15], constants[index &+ 1], 11)
            Self.step(&c, d, mix(d, a, b), words[(word &+ 6) & 15], constants[index &+ 2], 16)
            Self.step(&b, c, mix(c, d, a), words[(word &+ 9) & 15], constants[index &+ 3], 23)
        }
    }

    @inline(__always)
    private mutating func round4(_ words: UnsafePointer<Words>, _ constants: UnsafePointer<Words>) {
        @inline(__always) func mix(_ x: Words, _ y: Words, _ z: Words) -> Words { y ^ (x | ~z) }
        for index in stride(from: 0, to: 16, by: 4) {
            let word = index &* 7
            Self.step(&a, b, mix(b, c, d), words[word & 15], constants[index], 6)
            Self.step(&d, a, mix(a, b, c), words[(word &+ 7) & 15], constants[index &+ 1], 10)
            Self.step(&c, d, mix(d, a, b), words[(word &+ 14) & 15], constants[index &+ 2], 15)
            Self.step(&b, c, mix(c, d, a), words[(word &+ 21) & 15], constants[index &+ 3], 21)
        }
    }
}
