/// A text with `${…}` in it, taken apart by the rules of `dvc/parsing/interpolate.py`.
struct Template {
    enum Part: Equatable {
        case literal(String)
        /// What stands between `${` and the next `}` of the same line.
        case expression(String)
    }

    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text).utf8[...]
        var literalStart = rest.startIndex
        while let (start, inner) = Self.firstExpression(in: rest) {
            let literal = text[literalStart..<start]
            if !literal.isEmpty { parts.append(.literal(String(literal))) }
            parts.append(.expression(String(Substring(inner))))
            literalStart = text.utf8.index(after: inner.endIndex)
            rest = rest[literalStart...]
        }
        let literal = text[literalStart...]
        if !literal.isEmpty { parts.append(.literal(String(literal))) }
        self.parts = parts
    }

    var hasExpressions: Bool {
        parts.contains { part in
            if case .expression = part { true } else { false }
        }
    }

    /// The expression when the text is nothing else.
    var whole: String? {
        guard parts.count == 1, case .expression(let inner) = parts[0] else { return nil }
        return inner
    }

    /// A literal `${` is written with a backslash, which goes once the expressions are filled in.
    static func withoutEscapes(_ text: String) -> String {
        guard text.utf8.contains(backslash) else { return text }
        var result: [UInt8] = []
        for byte in text.utf8 {
            result.append(byte)
            if result.suffix(3) == [backslash, dollar, open] {
                result.replaceSubrange((result.count - 3)..., with: [dollar, open])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the first `${` stands that no backslash precedes and a `}` ends, and what is between them.
    private static func firstExpression(
        in text: Substring.UTF8View
    ) -> (start: String.Index, inner: Substring.UTF8View)? {
        var position = text.startIndex
        var previous: UInt8?
        while position < text.endIndex {
            let next = text.index(after: position)
            if text[position] == dollar, previous != backslash, next < text.endIndex, text[next] == open {
                let inner = text[text.index(after: next)...].prefix { $0 != close && $0 != newline }
                guard inner.endIndex < text.endIndex else { return nil }
                if text[inner.endIndex] == close { return (position, inner) }
                // No expression ends on this line.
                position = inner.endIndex
            }
            previous = text[position]
            position = text.index(after: position)
        }
        return nil
    }

    private static let dollar = UInt8(ascii: "$")
    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")
    private static let backslash = UInt8(ascii: "\\")
    private static let newline = UInt8(ascii: "\n")
}

/// The names and indices of an expression: `a.b[0]` -> `a`, `b`, `0`.
enum TemplatePath {
    /// nil for anything but words that are joined by `.` or put in `[…]`. Blanks around a word do not count.
    static func parse(_ expression: String) -> [String]? {
        var scanner = ByteScanner(expression)
        var words: [String] = []
        guard let first = word(&scanner) else { return nil }
        words.append(first)
        while !scanner.isAtEnd {
            if scanner.take(".") {
                guard let name = word(&scanner) else { return nil }
                words.append(name)
            } else {
                guard scanner.take("["), let index = word(&scanner), scanner.take("]") else { return nil }
                words.append(index)
                _ = scanner.skip(" \t\r")
            }
        }
        return words.map(trimmed)
    }

    private static func word(_ scanner: inout ByteScanner) -> String? {
        let start = scanner.rest
        let length = scanner.skip { !".[]".utf8.contains($0) }
        return length == 0 ? nil : String(decoding: start.prefix(length), as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = Substring(text).unicodeScalars
        let kept = scalars.drop { $0.properties.isWhitespace }.reversed().drop { $0.properties.isWhitespace }
        return String(String.UnicodeScalarView(kept.reversed()))
    }
}
