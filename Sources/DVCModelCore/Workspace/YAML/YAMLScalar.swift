/// The two dialects that a document can ask for with a `%YAML` directive; 1.2 without one.
enum YAMLVersion {
    case v1_1
    case v1_2
}

/// What a plain scalar is, by the rules of ruamel.yaml's safe loader (`ruamel/yaml/resolver.py`, `constructor.py`).
enum YAMLScalar: Equatable {
    case value(YAMLValue)
    /// `<<`, which merges as a key and is an error elsewhere.
    case merge
    /// `=`, which is text as a key and an error elsewhere.
    case equals
    /// It has the form of a number, but no digits (`0x_`) or too many.
    case malformed

    static func plain(_ text: String, _ version: YAMLVersion) -> YAMLScalar {
        guard let first = text.utf8.first else { return .value(.null) }
        switch first {
        case UInt8(ascii: "<") where text == "<<":
            return .merge
        case UInt8(ascii: "=") where text == "=":
            return .equals
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return YAMLNumber.parse(text, version) ?? timestamp(text) ?? .value(.string(text))
        default:
            if ["~", "null", "Null", "NULL"].contains(text) { return .value(.null) }
            return .value(bool(text, version).map(YAMLValue.bool) ?? .string(text))
        }
    }

    /// What a scalar with one of YAML's own tags is; nil when its text does not fit, or a scalar cannot have the tag.
    static func tagged(_ tag: String, _ text: String, _ version: YAMLVersion) -> YAMLScalar? {
        switch tag {
        case "str": .value(.string(text))
        case "null": .value(.null)
        case "bool": bool(text.lowercased(), .v1_1).map { .value(.bool($0)) }
        case "int": YAMLNumber.integer(text, version)
        case "float":
            switch YAMLNumber.parse(text, version) {
            case .value(.integer(let digits)): Double(digits).map { .value(.float($0)) }
            case let scalar: scalar
            }
        case "timestamp": timestamp(text)
        case "binary": .value(.other("binary"))
        case "merge" where text == "<<": .merge
        default: nil
        }
    }

    private static func bool(_ text: String, _ version: YAMLVersion) -> Bool? {
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": version == .v1_1 ? true : nil
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": version == .v1_1 ? false : nil
        default: nil
        }
    }

    /// `2024-01-31`, `2024-1-31T1:02:03.5+01:00`, `2024-01-31 01:02:03 Z`.
    private static func timestamp(_ text: String) -> YAMLScalar? {
        var scanner = ByteScanner(text)
        guard scanner.digits(4...4), scanner.take("-"), scanner.digits(1...2), scanner.take("-"),
            scanner.digits(1...2)
        else { return nil }
        if scanner.isAtEnd { return text.utf8.count == 10 ? .value(.timestamp(text)) : nil }
        guard scanner.take("T") || scanner.take("t") || scanner.skip(" \t") > 0,
            scanner.digits(1...2), scanner.take(":"), scanner.digits(2...2), scanner.take(":"),
            scanner.digits(2...2)
        else { return nil }
        if scanner.take(".") { _ = scanner.digits(0...Int.max) }
        if !scanner.isAtEnd {
            _ = scanner.skip(" \t")
            if !scanner.take("Z") {
                guard scanner.take("+") || scanner.take("-"), scanner.digits(1...2) else { return nil }
                if scanner.take(":") { guard scanner.digits(2...2) else { return nil } }
            }
        }
        return scanner.isAtEnd ? .value(.timestamp(text)) : nil
    }
}

/// Reads ASCII forms from the front of a text.
struct ByteScanner {
    private(set) var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes all bytes that are among these characters; gives their count.
    mutating func skip(_ characters: StaticString) -> Int {
        characters.withUTF8Buffer { set in skip { set.contains($0) } }
    }

    mutating func skip(while isWanted: (UInt8) -> Bool) -> Int {
        let taken = rest.prefix(while: isWanted)
        rest = rest[taken.endIndex...]
        return taken.count
    }

    /// Takes as many digits as there are, up to the upper bound; false when there are fewer than the lower.
    mutating func digits(_ count: ClosedRange<Int>) -> Bool {
        var taken = 0
        while taken < count.upperBound, rest.first.map(ASCII.isDigit) ?? false {
            rest.removeFirst()
            taken += 1
        }
        return taken >= count.lowerBound
    }
}
