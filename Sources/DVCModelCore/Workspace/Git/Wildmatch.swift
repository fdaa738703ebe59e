/// A file name pattern by git's rules: `*`, `?` and `[…]` stay within one part of a path, `**` between slashes
/// spans any number of parts, a backslash takes the next character literally.
///
/// Source: git's wildmatch.c with WM_PATHNAME. Works on bytes, in time proportional to pattern times text.
package struct Wildmatch: Sendable {
    private enum Part {
        case byte(UInt8)
        case anyByte
        case oneOf(ByteSet)
        case star
        case starStar
        /// `**/`, which also stands for nothing at all.
        case starStarSlash
    }

    /// nil when the pattern can match nothing: a `[` that never ends, an unknown `[:class:]`, a final backslash.
    private let parts: [Part]?
    private let ignoresCase: Bool

    package init(_ pattern: String, ignoringCase: Bool = false) {
        ignoresCase = ignoringCase
        parts = Self.parts(of: Array(pattern.utf8), ignoringCase: ignoringCase)
    }

    package func matches(_ text: String) -> Bool {
        guard let parts else { return false }
        let bytes = text.utf8.map { ignoresCase ? ASCII.lowercased($0) : $0 }
        // reached[i]: the parts so far match the first i bytes.
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for part in parts {
            reached = Self.advance(reached, over: part, in: bytes)
        }
        return reached[bytes.count]
    }

    private static func advance(_ reached: [Bool], over part: Part, in bytes: [UInt8]) -> [Bool] {
        switch part {
        case .byte(let byte): return step(reached, bytes) { $0 == byte }
        case .anyByte: return step(reached, bytes) { $0 != ASCII.slash }
        case .oneOf(let set): return step(reached, bytes) { $0 != ASCII.slash && set.contains($0) }
        case .star: return run(reached, bytes) { $0 != ASCII.slash }
        case .starStar: return run(reached, bytes) { _ in true }
        case .starStarSlash:
            let folders = step(run(reached, bytes) { _ in true }, bytes) { $0 == ASCII.slash }
            return zip(reached, folders).map { $0 || $1 }
        }
    }

    /// After exactly one more byte.
    private static func step(_ reached: [Bool], _ bytes: [UInt8], _ accepts: (UInt8) -> Bool) -> [Bool] {
        reached.indices.map { $0 > 0 && reached[$0 - 1] && accepts(bytes[$0 - 1]) }
    }

    /// After any number of further bytes, none included.
    private static func run(_ reached: [Bool], _ bytes: [UInt8], _ accepts: (UInt8) -> Bool) -> [Bool] {
        var isRunning = false
        return reached.indices.map { index in
            isRunning = reached[index] || (isRunning && accepts(bytes[index - 1]))
            return isRunning
        }
    }
}

extension Wildmatch {
    private static func parts(of pattern: [UInt8], ignoringCase: Bool) -> [Part]? {
        var parts: [Part] = []
        var rest = pattern[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "?"): parts.append(.anyByte)
            case UInt8(ascii: "*"):
                let before = pattern[..<(rest.startIndex - 1)].last
                parts.append(stars(&rest, after: before))
            case UInt8(ascii: "["):
                guard let set = ByteSet(brackets: &rest, ignoringCase: ignoringCase) else { return nil }
                parts.append(.oneOf(set))
            case ASCII.backslash:
                guard let escaped = rest.popFirst() else { return nil }
                parts.append(.byte(escaped))
            default: parts.append(.byte(ignoringCase ? ASCII.lowercased(byte) : byte))
            }
        }
        return parts
    }

    /// The meaning of a run of stars whose first one has just been taken.
    private static func stars(_ rest: inout ArraySlice<UInt8>, after before: UInt8?) -> Part {
        let further = rest.prefix { $0 == UInt8(ascii: "*") }.count
        rest = rest.dropFirst(further)
        let isWholePart =
            (before == nil || before == ASCII.slash)
            && (rest.isEmpty || rest.first == ASCII.slash
                || rest.starts(with: [ASCII.backslash, ASCII.slash]))
        guard further > 0, isWholePart else { return .star }
        guard rest.first == ASCII.slash else { return .starStar }
        rest = rest.dropFirst()
        return .starStarSlash
    }
}

/// The bytes that a `[…]` stands for.
private struct ByteSet {
    private var members = [Bool](repeating: false, count: 256)

    func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }

    /// Takes what follows a `[` from `rest`, up to and with its `]`; nil when it is malformed.
    init?(brackets rest: inout ArraySlice<UInt8>, ignoringCase: Bool) {
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        // The byte that a following `-` would begin a range with.
        var rangeStart: UInt8?
        repeat {
            guard var byte = rest.popFirst() else { return nil }
            if byte == UInt8(ascii: "-"), let first = rangeStart, let next = rest.first,
                next != UInt8(ascii: "]")
            {
                guard let last = Self.literal(&rest) else { return nil }
                insert(from: first, to: last, ignoringCase: ignoringCase)
                rangeStart = nil
                continue
            }
            if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
                guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
                let name = rest[..<end].dropFirst()
                if name.last == UInt8(ascii: ":") {
                    guard insert(class: name.dropLast(), ignoringCase: ignoringCase) else { return nil }
                    rest = rest[(end + 1)...]
                    rangeStart = nil
                    continue
                }
            }
            if byte == ASCII.backslash {
                guard let escaped = rest.popFirst() else { return nil }
                byte = escaped
            }
            members[Int(byte)] = true
            rangeStart = byte
        } while rest.first != UInt8(ascii: "]")
        rest = rest.dropFirst()
        if isNegated { members = members.map { !$0 } }
    }

    private static func literal(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        return byte == ASCII.backslash ? rest.popFirst() : byte
    }

    private mutating func insert(from first: UInt8, to last: UInt8, ignoringCase: Bool) {
        guard first <= last else { return }
        for byte in first...last {
            members[Int(byte)] = true
            if ignoringCase { members[Int(ASCII.lowercased(byte))] = true }
        }
    }

    /// False for a class that git does not know.
    private mutating func insert(class name: ArraySlice<UInt8>, ignoringCase: Bool) -> Bool {
        guard let belongs = Self.classes[String(decoding: name, as: UTF8.self)] else { return false }
        for byte in UInt8.min...0x7F where belongs(byte) {
            members[Int(byte)] = true
            if ignoringCase { members[Int(ASCII.lowercased(byte))] = true }
        }
        return true
    }

    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "alnum": { ASCII.isLetter($0) || ASCII.isDigit($0) },
        "alpha": ASCII.isLetter,
        "blank": { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") },
        "cntrl": ASCII.isControl,
        "digit": ASCII.isDigit,
        "graph": { (0x21...0x7E).contains($0) },
        "lower": ASCII.isLower,
        "print": { (0x20...0x7E).contains($0) },
        "punct": { (0x21...0x7E).contains($0) && !ASCII.isLetter($0) && !ASCII.isDigit($0) },
        "space": ASCII.isBlank,
        "upper": ASCII.isUpper,
        "xdigit": {
            ASCII.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(ASCII.lowercased($0))
        },
    ]
}
