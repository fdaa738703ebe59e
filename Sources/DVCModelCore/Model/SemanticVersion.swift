/// A version by SemVer 2.0.0, as GTO orders it: numbers of any length, build metadata not compared.
///
/// `==` is equal precedence, so `1.0.0+a == 1.0.0+b`; their ``text`` differs.
package struct SemanticVersion: Sendable, Comparable {
    /// As written, without a `v`.
    package let text: String
    /// Major, minor and patch.
    private let numbers: [Identifier]
    /// Empty for a release.
    private let prerelease: [Identifier]

    /// `1.2.3`, `1.2.3-rc.1+build.5`; nil for anything else, a leading `v` included.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let plus = bytes.firstIndex(of: UInt8(ascii: "+")) ?? bytes.endIndex
        let minus = bytes[..<plus].firstIndex(of: UInt8(ascii: "-")) ?? plus
        guard let numbers = Identifier.list(bytes[..<minus]), numbers.count == 3,
            numbers.allSatisfy(\.isNumber)
        else { return nil }
        var prerelease: [Identifier] = []
        if minus < plus {
            guard let identifiers = Identifier.list(bytes[(minus + 1)..<plus]) else { return nil }
            prerelease = identifiers
        }
        if plus < bytes.endIndex {
            let build = bytes[(plus + 1)...].split(
                separator: UInt8(ascii: "."),
                omittingEmptySubsequences: false
            )
            guard build.allSatisfy({ Identifier.isWord($0) }) else { return nil }
        }
        self.text = text
        self.numbers = numbers
        self.prerelease = prerelease
    }

    /// A version in a GTO tag, `v1.2.3`; nil for anything else.
    package init?(gtoVersion text: String) {
        guard text.utf8.first == UInt8(ascii: "v") else { return nil }
        self.init(String(decoding: text.utf8.dropFirst(), as: UTF8.self))
    }

    package static func == (one: SemanticVersion, other: SemanticVersion) -> Bool {
        one.numbers == other.numbers && one.prerelease == other.prerelease
    }

    package static func < (one: SemanticVersion, other: SemanticVersion) -> Bool {
        if one.numbers != other.numbers {
            return one.numbers.lexicographicallyPrecedes(other.numbers)
        }
        if one.prerelease.isEmpty || other.prerelease.isEmpty {
            return !one.prerelease.isEmpty && other.prerelease.isEmpty
        }
        return one.prerelease.lexicographicallyPrecedes(other.prerelease)
    }
}

/// One part between dots: a number, below every word, or a word, ordered by ASCII.
private struct Identifier: Comparable {
    let bytes: [UInt8]
    let isNumber: Bool

    /// nil when a part is empty, has a foreign character, or is a number with a leading zero.
    static func list(_ bytes: ArraySlice<UInt8>) -> [Identifier]? {
        var identifiers: [Identifier] = []
        for part in bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let isNumber = part.allSatisfy(ASCII.isDigit)
            guard isWord(part), !isNumber || part.count == 1 || part.first != UInt8(ascii: "0") else {
                return nil
            }
            identifiers.append(Identifier(bytes: Array(part), isNumber: isNumber))
        }
        return identifiers
    }

    static func isWord(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { ASCII.isDigit($0) || ASCII.isLetter($0) || $0 == UInt8(ascii: "-") }
    }

    static func < (one: Identifier, other: Identifier) -> Bool {
        if one.isNumber != other.isNumber { return one.isNumber }
        // Without leading zeros the longer number is the greater one.
        if one.isNumber, one.bytes.count != other.bytes.count { return one.bytes.count < other.bytes.count }
        return one.bytes.lexicographicallyPrecedes(other.bytes)
    }
}
