#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The 128 bits of an MD5, printed as DVC prints them: 32 lower-case hex digits.
package struct MD5Digest: Sendable, Hashable {
    package let bytes: [UInt8]

    /// From the 16 bytes themselves; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// From 32 hex digits of either case; nil for anything else.
    package init?(hex: some StringProtocol) {
        var digits = hex.utf8.makeIterator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        while let first = digits.next() {
            guard let second = digits.next(), bytes.count < 16, let high = UInt8(hexDigit: first),
                let low = UInt8(hexDigit: second)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }
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
