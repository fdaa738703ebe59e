/// A file in the syntax of Python's configparser, in which the AWS and Azure command lines keep their settings.
///
/// ```
/// [profile research]
/// region = eu-west-1      ; part of the value: comments have a line of their own
/// s3 =
///     addressing_style = path
/// ```
///
/// Source: configparser.py of Python 3.11, `RawConfigParser`, without interpolation.
struct INIFile {
    let path: String
    /// Their options by name in lower case, in the order of the file. Lines that continue a value are joined with
    /// newlines.
    private(set) var sections: [(name: String, options: [String: String])] = []

    /// Nil where there is no such file.
    ///
    /// - Throws: `setting-invalid` with the line, which is not repeated since it may hold a secret; `file-unreadable`.
    static func read(_ path: String) throws(DVCModelError) -> INIFile? {
        guard Files.kind(path) == .file, let text = try Files.text(path) else { return nil }
        return try INIFile(text, path: path)
    }

    init(_ text: String, path: String) throws(DVCModelError) {
        self.path = path
        var parser = INIParser()
        for (index, line) in INIParser.lines(text).enumerated() {
            if let complaint = parser.take(line) {
                throw .iniInvalid(complaint, at: .file(path, line: index + 1))
            }
        }
        sections = parser.finish()
    }

    /// The options of a section; nil where there is none.
    subscript(section: String) -> [String: String]? {
        sections.first { $0.name == section }?.options
    }

    /// The lines below an option without a value of its own, `s3 =` above, as options of their own; nil for any other
    /// value. Source: `_parse_nested` in botocore/configloader.py.
    static func nested(_ value: String?) -> [String: String]? {
        guard let value, value.utf8.first == ASCII.newline else { return nil }
        var options: [String: String] = [:]
        for line in value.split(separator: "\n") {
            let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2 { options[PythonLines.trimmed(halves[0])] = PythonLines.trimmed(halves[1]) }
        }
        return options
    }
}

private struct INIParser {
    private struct Section {
        let name: String
        var options: [String: [String]] = [:]
    }

    private var sections: [Section] = []
    /// Those of `[DEFAULT]`, which every section has as well.
    private var defaults = Section(name: "DEFAULT")
    private var isInDefaults = false
    private var option: String?
    private var indentation = 0

    /// What is wrong with the line; nil when nothing is.
    mutating func take(_ line: Substring) -> String? {
        let text = PythonLines.trimmed(line)
        if let first = text.utf8.first, "#;".utf8.contains(first) { return nil }
        guard !text.isEmpty else {
            if option != nil { append("") }
            return nil
        }
        let indentation = line.unicodeScalars.prefix(while: PythonLines.isSpace).count
        if option != nil, indentation > self.indentation {
            append(text)
            return nil
        }
        self.indentation = indentation
        if text.utf8.first == UInt8(ascii: "["), let close = text.lastIndex(of: "]"),
            close > text.index(after: text.startIndex)
        {
            return begin(String(text[text.index(after: text.startIndex)..<close]))
        }
        guard isInDefaults || !sections.isEmpty else { return "a '[section]' must come first" }
        return add(text)
    }

    private mutating func begin(_ name: String) -> String? {
        option = nil
        isInDefaults = name == defaults.name
        if isInDefaults { return nil }
        guard !sections.contains(where: { $0.name == name }) else {
            return "the section stands here a second time"
        }
        sections.append(Section(name: name))
        return nil
    }

    private mutating func add(_ text: String) -> String? {
        guard let mark = text.utf8.firstIndex(where: { "=:".utf8.contains($0) }), mark > text.startIndex
        else {
            return "a line must be '[section]', 'name = value' or a comment"
        }
        let name = PythonLines.trimmed(text[..<mark]).lowercased()
        guard current.options[name] == nil else { return "the option stands here a second time" }
        option = name
        append(PythonLines.trimmed(text[text.utf8.index(after: mark)...]))
        return nil
    }

    private var current: Section { isInDefaults ? defaults : sections[sections.count - 1] }

    private mutating func append(_ text: String) {
        guard let option else { return }
        if isInDefaults {
            defaults.options[option, default: []].append(text)
        } else {
            sections[sections.count - 1].options[option, default: []].append(text)
        }
    }

    func finish() -> [(name: String, options: [String: String])] {
        let common = defaults.options.mapValues(Self.joined)
        return sections.map { section in
            (section.name, common.merging(section.options.mapValues(Self.joined)) { _, own in own })
        }
    }

    private static func joined(_ lines: [String]) -> String {
        let scalars = Array(lines.joined(separator: "\n").unicodeScalars)
        return String(scalars[..<((scalars.lastIndex { !PythonLines.isSpace($0) } ?? -1) + 1)])
    }

    /// With Python's universal newlines.
    static func lines(_ text: String) -> [Substring] {
        let bytes = text.utf8
        var lines: [Substring] = []
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            if byte == ASCII.newline || byte == ASCII.carriageReturn {
                lines.append(Substring(bytes[start..<index]))
                let isPair =
                    byte == ASCII.carriageReturn && next < bytes.endIndex && bytes[next] == ASCII.newline
                start = isPair ? bytes.index(after: next) : next
                index = start
            } else {
                index = next
            }
        }
        return start < bytes.endIndex ? lines + [Substring(bytes[start...])] : lines
    }
}

extension DVCModelError {
    fileprivate static func iniInvalid(_ complaint: String, at place: ErrorLocation) -> Self {
        .init(.settingInvalid, "the settings cannot be read: \(complaint)", at: place)
    }
}
