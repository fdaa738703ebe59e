/// Makes text from outside safe to print: what a server, a file or a tag said must not steer a terminal,
/// break a line, or read other than it is stored.
package enum Printable {
    /// `text` as one line: a tab or line break becomes a blank, any other control character U+FFFD.
    package static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            line.append(!isControl(scalar) ? scalar : isSpace(scalar) ? " " : "\u{FFFD}")
        }
        return String(line)
    }

    /// A JSON document with every control character but the line feeds between its members written as
    /// `\uXXXX`. An encoder escapes only those below U+0020.
    package static func json(_ document: String) -> String {
        guard document.unicodeScalars.contains(where: { isControl($0) && $0 != "\n" }) else {
            return document
        }
        var escaped = String.UnicodeScalarView()
        for scalar in document.unicodeScalars {
            if isControl(scalar), scalar != "\n" {
                let digits = String(scalar.value, radix: 16)
                escaped.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
                        .unicodeScalars
                )
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// C0, DEL, C1, the line and paragraph separators, and what reorders text
    /// (Unicode Standard Annex 9, explicit directional formatting). None lies beyond U+FFFF.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9...0xD, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
