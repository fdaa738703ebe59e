/// A JSON value as it stood in the text: members in their order, numbers unread.
package indirect enum JSONNode: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: JSONNode
    }

    /// What an error message calls the value.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Why a text is not the JSON that this program takes.
package enum JSONFailure: Error, Sendable, Equatable {
    /// RFC 8259 is broken at this byte offset.
    case syntax(offset: Int)
    case invalidUTF8
    case duplicateKey(String)
    case tooDeep(limit: Int)
}

/// A strict reader of RFC 8259 for foreign text. Unlike `JSONDecoder` it tells a key that comes twice, and how deep
/// a value may nest is the caller's to say.
package struct JSONReader {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var position = 0

    package static func read(_ bytes: [UInt8], depthLimit: Int = 32) throws(JSONFailure) -> JSONNode {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8 }
        var reader = JSONReader(bytes: bytes, depthLimit: depthLimit)
        let node = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.syntaxError }
        return node
    }

    private init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    private var syntaxError: JSONFailure { .syntax(offset: position) }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONFailure) -> JSONNode {
        guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONFailure) -> JSONNode {
        position += 1
        var members: [JSONNode.Member] = []
        var keys: Set<[UInt8]> = []
        skipBlanks()
        if take("}") { return .object([]) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw syntaxError }
            let key = try string()
            // Compared as bytes: Swift's strings call canonically equivalent keys equal, JSON does not.
            guard keys.insert(Array(key.utf8)).inserted else { throw .duplicateKey(key) }
            skipBlanks()
            guard take(":") else { throw syntaxError }
            members.append(.init(key: key, value: try value(depth: depth + 1)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw syntaxError }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONFailure) -> JSONNode {
        position += 1
        var elements: [JSONNode] = []
        skipBlanks()
        if take("]") { return .array([]) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw syntaxError }
        return .array(elements)
    }

    private mutating func word(_ word: String, _ node: JSONNode) throws(JSONFailure) -> JSONNode {
        guard bytes[position...].starts(with: word.utf8) else { throw syntaxError }
        position += word.utf8.count
        return node
    }

    private mutating func number() throws(JSONFailure) -> JSONNode {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONFailure) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw syntaxError }
    }

    private mutating func string() throws(JSONFailure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                text += Array(String(try escape()).utf8)
            case 0..<0x20:
                throw syntaxError
            default:
                text.append(byte)
                position += 1
            }
        }
        throw syntaxError
    }

    private mutating func escape() throws(JSONFailure) -> Character {
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try unicodeEscape())
        default: throw syntaxError
        }
    }

    /// Stands on the `u`; ends on the escape's last digit. A surrogate without its other half is refused.
    private mutating func unicodeEscape() throws(JSONFailure) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800...0xDBFF).contains(unit), bytes[position...].dropFirst().starts(with: "\\u".utf8) else {
            throw syntaxError
        }
        position += 2
        let low = try codeUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw syntaxError }
        return scalar
    }

    private mutating func codeUnit() throws(JSONFailure) -> UInt16 {
        let digits = bytes[(position + 1)...].prefix(4)
        guard digits.count == 4, let high = UInt8(hexDigits: digits.prefix(2)),
            let low = UInt8(hexDigits: digits.suffix(2))
        else { throw syntaxError }
        position += 4
        return UInt16(high) << 8 | UInt16(low)
    }
}
