#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The 128 bits of an MD5, printed as DVC prints them: 32 lower-case hex digits.
package struct MD5Digest: Sendable, Hashable {
    // Not an array of bytes: there are tens of thousands of digests in a run, and many copies of each.
    private let bits: UInt128

    private init(bits: UInt128) { self.bits = bits }

    /// From the 16 bytes themselves; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// From 32 hex digits of either case; nil for anything else.
    package init?(hex: some StringProtocol) {
        self.init(hexDigits: hex.utf8)
    }

    /// The same, from the digits' bytes.
    init?(hexDigits digits: some Sequence<UInt8>) {
        var bits: UInt128 = 0
        var count = 0
        for digit in digits {
            guard count < 32, let nibble = UInt8(hexDigit: digit) else { return nil }
            bits = bits << 4 | UInt128(nibble)
            count += 1
        }
        guard count == 32 else { return nil }
        self.init(bits: bits)
    }

    /// All 16, in order.
    var bytes: [UInt8] { withUnsafeBytes(of: bits.bigEndian, Array.init) }
}

extension MD5Digest {
    /// From base64 with its padding, as HTTP headers write it; nil for anything that is not 16 bytes.
    package init?(base64 text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        self.init(bytes: data)
    }
}

extension MD5Digest: CustomStringConvertible {
    package var description: String { bytes.hexDigits }
}
