/// A section of a file in the syntax of Python's configobj, in which DVC's configuration is written; the whole file
/// is a section without a name.
///
/// ```
/// [core]
///     remote = storage            # comment, also glued to the value
/// ['remote "storage"']
///     url = "s3://bucket/a,b#c"   # quoted, for the comma and the hash sign
///     region = %(zone)s-1         # another key's value put in
///     zone = eu-west
/// ```
///
/// Source: configobj/__init__.py, version 5.0.9, whose regular expressions this follows case for case.
struct ConfigObj: Sendable, Equatable {
    enum Value: Sendable, Equatable {
        case text(String)
        /// Made by an unquoted comma.
        case list([String])
    }

    struct Entry: Sendable, Equatable {
        let key: String
        var value: Value
        let line: Int
    }

    /// Empty for the file as a whole.
    let name: String
    /// Of the section's header; 1 for the file as a whole.
    let line: Int
    var entries: [Entry] = []
    var sections: [ConfigObj] = []

    /// Takes a file apart and puts the values of `%(key)s` in.
    ///
    /// - Throws: `dvc-config-invalid` with the line.
    static func parse(_ text: String, file: String) throws(DVCModelError) -> ConfigObj {
        var parser = ConfigObjParser(text, file: file)
        var root = try parser.parse()
        try ConfigObjInterpolation.apply(to: &root, file: file)
        return root
    }

    func value(_ key: String) -> Value? {
        entries.first { $0.key == key }?.value
    }

    func has(_ name: String) -> Bool {
        entries.contains { $0.key == name } || sections.contains { $0.name == name }
    }
}

/// The lines of a file, one after the other.
private struct ConfigObjParser {
    /// Far more than DVC's schema has a use for.
    private static let maximumDepth = 16

    private let file: String
    private let lines: [[Unicode.Scalar]]
    private var index = 0
    /// The file's own section, then each open one inside the one before.
    private var open = [ConfigObj(name: "", line: 1)]

    init(_ text: String, file: String) {
        self.file = file
        lines = PythonLines.split(text)
    }

    mutating func parse() throws(DVCModelError) -> ConfigObj {
        if lines.first?.first == "\u{FEFF}" {
            throw invalid("a byte order mark at its start is not accepted")
        }
        while index < lines.count {
            let line = lines[index]
            let first = line.first { !PythonLines.isSpace($0) }
            if first != nil, first != "#" { try parse(line) }
            index += 1
        }
        close(to: 1)
        return open[0]
    }

    private mutating func parse(_ line: [Unicode.Scalar]) throws(DVCModelError) {
        if let header = ConfigObjSyntax.header(line) {
            try openSection(header)
        } else if let (key, value) = ConfigObjSyntax.keyword(line) {
            let start = index
            let entry = ConfigObj.Entry(key: key, value: try parse(value), line: start + 1)
            guard !open[open.count - 1].has(key) else { throw invalid("'\(key)' stands here a second time") }
            open[open.count - 1].entries.append(entry)
        } else {
            throw invalid("a line must be '[section]', 'key = value' or a comment with '#'")
        }
    }

    private mutating func openSection(_ header: ConfigObjSyntax.Header) throws(DVCModelError) {
        guard header.openCount == header.closeCount else { throw invalid("the brackets do not match") }
        guard header.openCount <= min(open.count, Self.maximumDepth) else {
            throw invalid("the section is nested too deep")
        }
        close(to: header.openCount)
        guard !open[open.count - 1].has(header.name) else {
            throw invalid("'\(header.name)' stands here a second time")
        }
        open.append(ConfigObj(name: header.name, line: index + 1))
    }

    /// Ends the innermost sections until `count` are open, the file's own included.
    private mutating func close(to count: Int) {
        while open.count > count {
            let section = open.removeLast()
            open[open.count - 1].sections.append(section)
        }
    }

    private mutating func parse(_ value: ArraySlice<Unicode.Scalar>) throws(DVCModelError) -> ConfigObj.Value
    {
        for quote in ["\"\"\"", "'''"].map({ Array($0.unicodeScalars) }) where value.starts(with: quote) {
            return .text(try tripleQuoted(value.dropFirst(3), quote))
        }
        guard let parsed = ConfigObjSyntax.value(Array(value)) else {
            throw invalid("a value is badly quoted, or a list badly written")
        }
        return parsed
    }

    /// The text after an opening triple quote, over as many lines as it takes.
    private mutating func tripleQuoted(
        _ start: ArraySlice<Unicode.Scalar>,
        _ quote: [Unicode.Scalar],
    ) throws(DVCModelError) -> String {
        if let text = ConfigObjSyntax.text(of: start, before: quote) { return text }
        let unclosed = invalid("a triple quote is not closed, or something follows it")
        guard start.firstRange(of: quote) == nil else { throw unclosed }
        var text = String(start)
        while index + 1 < lines.count {
            index += 1
            let line = lines[index]
            guard line.firstRange(of: quote) != nil else {
                text += "\n" + String(line)
                continue
            }
            guard let rest = ConfigObjSyntax.text(of: line[...], before: quote) else { throw unclosed }
            return text + "\n" + rest
        }
        throw unclosed
    }

    private func invalid(_ why: String) -> DVCModelError {
        .dvcConfigInvalid(why, at: .file(file, line: index + 1))
    }
}

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        self.init(UnicodeScalarView(scalars))
    }
}

/// Lines and blanks as Python sees them.
enum PythonLines {
    /// `str.splitlines`, without the line ends. A line keeps a vertical tab or the like that ended it, as it does
    /// when configobj strips `\r` and `\n` only.
    static func split(_ text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = []
        var line: [Unicode.Scalar] = []
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\n" where previous == "\r": continue
            case "\n", "\r": break
            case "\u{B}", "\u{C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}":
                line.append(scalar)
            default:
                line.append(scalar)
                continue
            }
            lines.append(line)
            line = []
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// `str.strip`.
    static func trimmed(_ text: some StringProtocol) -> String {
        let scalars = Array(text.unicodeScalars)
        let start = ConfigObjSyntax.skipSpace(scalars, from: 0)
        return String(scalars[start..<ConfigObjSyntax.trimmedEnd(scalars, from: start, to: scalars.count)])
    }

    /// `str.isspace`, and `\s` in a regular expression.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}

extension DVCModelError {
    static func dvcConfigInvalid(_ why: String, at location: ErrorLocation?, hint: String? = nil) -> Self {
        .init(.dvcConfigInvalid, "DVC's configuration cannot be read: \(why)", at: location, hint: hint)
    }
}
