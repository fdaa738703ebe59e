/// The numbers of YAML as ruamel.yaml's safe loader knows them (`ruamel/yaml/resolver.py`, `constructor.py`):
/// more than the YAML specification has, with underscores anywhere.
enum YAMLNumber {
    /// Python reads no decimal integer that is longer (`sys.int_info.default_max_str_digits`).
    private static let digitLimit = 4300

    static func parse(_ text: String, _ version: YAMLVersion) -> YAMLScalar? {
        float(text, version) ?? integer(text, version)
    }

    /// A number of JSON.
    static func json(_ text: String) -> YAMLValue {
        let isInteger = text.utf8.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
        guard !isInteger, let number = Double(text) else { return .integer(text == "-0" ? "0" : text) }
        return .float(number)
    }

    static func integer(_ text: String, _ version: YAMLVersion) -> YAMLScalar? {
        var scanner = ByteScanner(text)
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        if version == .v1_1, let sixties = sexagesimal(scanner) {
            return integer(sixties, isNegative)
        }
        guard let (radix, written) = form(scanner.rest, version) else { return nil }
        let digits = written.filter { $0 != underscore }
        guard !digits.isEmpty, digits.count <= digitLimit else { return .malformed }
        return integer(decimal(digits, radix: radix), isNegative)
    }

    private static func integer(_ digits: String?, _ isNegative: Bool) -> YAMLScalar {
        guard let digits else { return .malformed }
        return .value(.integer(isNegative && digits != "0" ? "-\(digits)" : digits))
    }

    /// The base and the digits of an integer without its sign; nil when it is none.
    private static func form(_ text: Substring.UTF8View, _ version: YAMLVersion) -> (Int, Substring.UTF8View)?
    {
        let body = text.dropFirst(2)
        func isAll(_ digits: Substring.UTF8View, _ isDigit: (UInt8) -> Bool) -> Bool {
            !digits.isEmpty && digits.allSatisfy { isDigit($0) || $0 == underscore }
        }
        if text.starts(with: "0b".utf8) {
            return isAll(body) { $0 == zero || $0 == zero + 1 } ? (2, body) : nil
        }
        if text.starts(with: "0x".utf8) { return isAll(body, isHexDigit) ? (16, body) : nil }
        switch version {
        case .v1_2:
            if text.starts(with: "0o".utf8) { return isAll(body, isOctalDigit) ? (8, body) : nil }
            return isAll(text) { ASCII.isDigit($0) } ? (10, text) : nil
        case .v1_1:
            let startsWithZero = text.first { $0 != underscore } == zero
            if isAll(text, isOctalDigit) { return (startsWithZero ? 8 : 10, text) }
            let isDecimal = text.first.map { ASCII.isDigit($0) && $0 != zero } ?? false
            return isDecimal && isAll(text) { ASCII.isDigit($0) } ? (10, text) : nil
        }
    }

    /// `190:20:30`; nil when the text has no such form, an inner nil when it is beyond what is usable.
    private static func sexagesimal(_ start: ByteScanner) -> String?? {
        guard let first = start.rest.first, ASCII.isDigit(first), first != zero else { return nil }
        guard let parts = sexagesimalParts(start.rest) else { return nil }
        var total = 0
        for part in parts {
            guard let number = Int(part) else { return .some(nil) }
            let (product, overflow) = total.multipliedReportingOverflow(by: 60)
            let (sum, overflowsToo) = product.addingReportingOverflow(number)
            if overflow || overflowsToo { return .some(nil) }
            total = sum
        }
        return String(total)
    }

    /// The parts between colons, without underscores; nil when there are fewer than two or one is malformed.
    private static func sexagesimalParts(_ text: Substring.UTF8View) -> [String]? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].allSatisfy({ ASCII.isDigit($0) || $0 == underscore }) else {
            return nil
        }
        for part in parts.dropFirst() {
            guard part.count == 1 || part.count == 2, part.allSatisfy(ASCII.isDigit) else { return nil }
            if part.count == 2, let tens = part.first, tens > zero + 5 { return nil }
        }
        return parts.map { withoutUnderscores($0) }
    }

    private static func float(_ text: String, _ version: YAMLVersion) -> YAMLScalar? {
        var scanner = ByteScanner(text)
        let isNegative = scanner.take("-")
        let hasSign = isNegative || scanner.take("+")
        func value(_ magnitude: Double) -> YAMLScalar { .value(.float(isNegative ? -magnitude : magnitude)) }
        switch String(Substring(scanner.rest)) {
        case ".inf", ".Inf", ".INF": return value(.infinity)
        case ".nan", ".NaN", ".NAN": return hasSign ? nil : value(.nan)
        default: break
        }
        if version == .v1_1, let sixties = sexagesimalFloat(scanner.rest) { return value(sixties) }
        let start = scanner.rest
        if start.first == UInt8(ascii: ".") {
            if hasSign, version == .v1_1 { return nil }
            guard hasFraction(&scanner) else { return nil }
        } else {
            guard hasWholePart(&scanner) else { return nil }
        }
        guard scanner.isAtEnd else { return nil }
        guard let magnitude = Double(withoutUnderscores(start)) else { return .malformed }
        return value(magnitude)
    }

    /// `.5`, `.5e+3`: an exponent needs its sign here.
    private static func hasFraction(_ scanner: inout ByteScanner) -> Bool {
        guard scanner.take("."), scanner.skip(while: isDigitOrUnderscore) > 0 else { return false }
        guard scanner.take("e") || scanner.take("E") else { return true }
        return (scanner.take("+") || scanner.take("-")) && scanner.digits(1...Int.max)
    }

    /// `1.`, `1.5`, `1.5e3`, `1e3`: without a point there must be an exponent.
    private static func hasWholePart(_ scanner: inout ByteScanner) -> Bool {
        guard let first = scanner.rest.first, ASCII.isDigit(first) else { return false }
        _ = scanner.skip(while: isDigitOrUnderscore)
        let hasPoint = scanner.take(".")
        if hasPoint { _ = scanner.skip(while: isDigitOrUnderscore) }
        guard scanner.take("e") || scanner.take("E") else { return hasPoint }
        if !scanner.take("+") { _ = scanner.take("-") }
        return scanner.digits(1...Int.max)
    }

    private static func sexagesimalFloat(_ text: Substring.UTF8View) -> Double? {
        guard let point = text.firstIndex(of: UInt8(ascii: ".")), let first = text.first,
            ASCII.isDigit(first),
            let parts = sexagesimalParts(text[..<point])
        else { return nil }
        let fraction = text[text.index(after: point)...]
        guard fraction.allSatisfy(isDigitOrUnderscore) else { return nil }
        let last = (parts.last ?? "0") + "." + withoutUnderscores(fraction) + "0"
        return (parts.dropLast() + [last]).reduce(0.0) { $0 * 60 + (Double($1) ?? .nan) }
    }

    /// The decimal digits of a number given by its digits in another base, without leading zeros.
    private static func decimal(_ digits: [UInt8], radix: Int) -> String {
        if radix == 10 {
            let significant = digits.drop { $0 == zero }
            return significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self)
        }
        // Groups of nine decimal digits, the lowest first.
        var groups: [UInt64] = [0]
        for digit in digits {
            var carry = UInt64(Character(Unicode.Scalar(digit)).hexDigitValue ?? 0)
            for index in groups.indices {
                let sum = groups[index] * UInt64(radix) + carry
                groups[index] = sum % 1_000_000_000
                carry = sum / 1_000_000_000
            }
            if carry > 0 { groups.append(carry) }
        }
        let padded = groups.reversed().map { group in
            let text = String(group)
            return String(repeating: "0", count: 9 - text.utf8.count) + text
        }
        let significant = padded.joined().drop { $0 == "0" }
        return significant.isEmpty ? "0" : String(significant)
    }

    private static let zero = UInt8(ascii: "0")
    private static let underscore = UInt8(ascii: "_")

    private static func isOctalDigit(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) && byte < zero + 8 }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private static func isDigitOrUnderscore(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || byte == underscore
    }

    private static func withoutUnderscores(_ text: Substring.UTF8View) -> String {
        String(decoding: text.filter { $0 != underscore }, as: UTF8.self)
    }
}
