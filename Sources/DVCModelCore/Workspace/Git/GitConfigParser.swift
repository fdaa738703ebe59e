/// Takes one file in git's configuration syntax apart, byte for byte as git does.
///
/// ```
/// [remote "origin"]            # section and key in any case, "origin" only in this one
///     url = "a#b" c\           # quotes, escapes, continuation
///           d ; comment
///     prune                    # no `=`: true
/// [branch.Main] remote = x     # old form: the subsection is lower-cased
/// ```
///
/// Source: `git_parse_source` in git's config.c. As in git 2.45 and later, blanks inside a value stay as they
/// are; older ones turn a tab there into a space.
struct GitConfigParser {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    /// The line of the last byte that was taken, from 1.
    private var line = 1
    private var lineOfNext = 1

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// - Throws: `git-config-invalid` with the line.
    static func entries(of bytes: [UInt8], file: String) throws(DVCModelError) -> [GitConfig.Entry] {
        var parser = GitConfigParser(bytes, file: file)
        return try parser.entries()
    }

    private mutating func entries() throws(DVCModelError) -> [GitConfig.Entry] {
        var result: [GitConfig.Entry] = []
        var stem: [UInt8] = []
        while position < bytes.count {
            let byte = next()
            if ASCII.isBlank(byte) { continue }
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
            case UInt8(ascii: "["): stem = try section()
            case _ where ASCII.isLetter(byte): result.append(try entry(stem + [ASCII.lowercased(byte)]))
            default: throw invalid("a line must begin with a section, a key or a comment")
            }
        }
        return result
    }

    /// The next byte, CR LF taken as LF; an end of line at the end of the file.
    private mutating func next() -> UInt8 {
        line = lineOfNext
        guard position < bytes.count else { return ASCII.newline }
        var byte = bytes[position]
        position += 1
        if byte == ASCII.carriageReturn, position < bytes.count, bytes[position] == ASCII.newline {
            byte = ASCII.newline
            position += 1
        }
        if byte == ASCII.newline { lineOfNext += 1 }
        return byte
    }

    private mutating func skipLine() {
        while next() != ASCII.newline {}
    }

    /// The rest of `[section]`, `[section.sub]` or `[section "sub"]`, as the stem of the names that follow.
    private mutating func section() throws(DVCModelError) -> [UInt8] {
        var name: [UInt8] = []
        while true {
            let isAtEnd = position == bytes.count
            let byte = next()
            if byte == UInt8(ascii: "]") { break }
            if ASCII.isBlank(byte), !isAtEnd {
                name += try subsection(after: byte)
                break
            }
            guard isKeyByte(byte) || byte == GitConfig.separator else {
                throw invalid("a section's name holds letters, digits, '-' and '.' only, and ends with ']'")
            }
            name.append(ASCII.lowercased(byte))
        }
        guard !name.isEmpty else { throw invalid("a section needs a name") }
        return name + [GitConfig.separator]
    }

    private mutating func subsection(after blank: UInt8) throws(DVCModelError) -> [UInt8] {
        var byte = blank
        while ASCII.isBlank(byte) {
            guard byte != ASCII.newline else { throw invalid("a section's header must end on its line") }
            byte = next()
        }
        guard byte == ASCII.quote else { throw invalid("a subsection's name must stand in double quotes") }
        var name = [GitConfig.separator]
        while true {
            byte = next()
            if byte == ASCII.quote { break }
            if byte == ASCII.backslash { byte = next() }
            guard byte != ASCII.newline else { throw invalid("a subsection's name must end on its line") }
            name.append(byte)
        }
        guard next() == UInt8(ascii: "]") else { throw invalid("a section's header must end with ']'") }
        return name
    }

    /// A key whose first letter is already in `start`, and its value.
    private mutating func entry(_ start: [UInt8]) throws(DVCModelError) -> GitConfig.Entry {
        let keyLine = line
        var name = start
        var byte = next()
        while isKeyByte(byte) {
            name.append(ASCII.lowercased(byte))
            byte = next()
        }
        while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { byte = next() }
        guard byte != ASCII.newline else { return GitConfig.Entry(name, nil, file: file, line: keyLine) }
        guard byte == UInt8(ascii: "=") else {
            throw invalid("a key must be followed by '=' or the line's end")
        }
        return GitConfig.Entry(name, try value(), file: file, line: keyLine)
    }

    private mutating func value() throws(DVCModelError) -> [UInt8] {
        var value: [UInt8] = []
        /// Where blanks began that count only if something follows.
        var trimmedCount: Int?
        var isQuoted = false
        while true {
            let byte = next()
            if byte == ASCII.newline {
                guard !isQuoted else { throw invalid("a quote is not closed on its line") }
                break
            }
            if !isQuoted, byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
                skipLine()
                break
            }
            if !isQuoted, ASCII.isBlank(byte) {
                trimmedCount = trimmedCount ?? value.count
                if !value.isEmpty { value.append(byte) }
                continue
            }
            trimmedCount = nil
            switch byte {
            case ASCII.quote: isQuoted.toggle()
            case ASCII.backslash: value += try escape()
            default: value.append(byte)
            }
        }
        return Array(value.prefix(trimmedCount ?? value.count))
    }

    /// What stands for a backslash and the byte after it; nothing for the end of a line, which it continues.
    private mutating func escape() throws(DVCModelError) -> [UInt8] {
        let byte = next()
        switch byte {
        case ASCII.newline: return []
        case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "n"): return [ASCII.newline]
        case ASCII.backslash, ASCII.quote: return [byte]
        default:
            throw invalid("a backslash may only stand before '\"', '\\', 'n', 't', 'b' or the line's end")
        }
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private func invalid(_ why: String) -> DVCModelError {
        .gitConfigInvalid(why, at: .file(file, line: line))
    }
}
