import Testing

@testable import DVCModelCore

@Suite struct MD5LanesTests {
    /// The block of a message shorter than one.
    private func block(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let zeros = [UInt8](repeating: 0, count: 55 - bytes.count)
        let bitCount = UInt64(bytes.count * 8)
        return bytes + [0x80] + zeros + (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> ($0 * 8)) }
    }

    private func update(_ lanes: inout MD5Lanes, with blocks: [[UInt8]]) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 8 * 64, alignment: 1)
        defer { bytes.deallocate() }
        for (index, byte) in blocks.joined().enumerated() {
            bytes.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
        lanes.update((0..<8).map { UnsafeRawPointer(bytes + $0 * 64) }, blockCount: 1)
    }

    /// Source: RFC 1321, section A.5, and the empty message for the lane that is left.
    @Test func `the digests of RFC 1321 come out, each of its own lane`() {
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        let cases = [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (digits, "f29939a25efabaef3b87e2cbfe641315"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ]
        var lanes = MD5Lanes()
        update(&lanes, with: cases.map { block($0.0) })
        #expect((0..<8).map { lanes.digest($0).description } == cases.map(\.1))
    }

    @Test func `a lane begins another message while the others go on`() {
        var lanes = MD5Lanes()
        update(&lanes, with: (0..<8).map { block("\($0)") })
        lanes.begin(3)
        update(&lanes, with: (0..<8).map { _ in block("abc") })
        let digests = (0..<8).map { lanes.digest($0) }
        #expect(digests[3].description == "900150983cd24fb0d6963f7d28e17f72")
        #expect(Set(digests).count == 8)
    }
}
