/// The parts of one line in configobj's syntax.
///
/// configobj tells them by regular expressions that try one reading after the other. Each function here names its
/// expression and gives the reading which that one settles on.
enum ConfigObjSyntax {
    struct Header: Equatable {
        let name: String
        let openCount: Int
        let closeCount: Int
    }

    typealias Line = [Unicode.Scalar]

    /// `[name]`, the name quoted or not, with a comment behind: `_sectionmarker`.
    static func header(_ line: Line) -> Header? {
        var starts: [Int] = []
        var index = skipSpace(line, from: 0)
        while index < line.count, line[index] == "[" {
            index = skipSpace(line, from: index + 1)
            starts.append(index)
        }
        // As many brackets as possible, but a name may begin with some of them.
        for (count, start) in zip(stride(from: starts.count, to: 0, by: -1), starts.reversed()) {
            if let header = header(line, nameAt: start, openCount: count) { return header }
        }
        return nil
    }

    private static func header(_ line: Line, nameAt start: Int, openCount: Int) -> Header? {
        guard start < line.count else { return nil }
        let isQuoted = line[start] == "\"" || line[start] == "'"
        let firstInside = isQuoted ? skipSpace(line, from: start + 1) : start
        guard firstInside < line.count else { return nil }
        for end in (firstInside + 1)..<(line.count + 1) {
            if isQuoted, end == line.count || line[end] != line[start] { continue }
            guard let count = closingCount(line, from: isQuoted ? end + 1 : end) else { continue }
            let name = isQuoted ? line[(start + 1)..<end] : line[start..<end]
            return Header(name: String(name), openCount: openCount, closeCount: count)
        }
        return nil
    }

    /// The number of closing brackets, when nothing but these and a comment follow.
    private static func closingCount(_ line: Line, from start: Int) -> Int? {
        var count = 0
        var index = skipSpace(line, from: start)
        while index < line.count, line[index] == "]" {
            count += 1
            index = skipSpace(line, from: index + 1)
        }
        return count > 0 && isEnd(line, from: index) ? count : nil
    }

    /// `key = value`, the key quoted or not: `_keyword`.
    static func keyword(_ line: Line) -> (key: String, value: ArraySlice<Unicode.Scalar>)? {
        let indent = skipSpace(line, from: 0)
        // An unquoted key may take the last blank of its indentation, which saves a line such as ` "a b = c`.
        for start in [indent, indent - 1] where start >= 0 && start < line.count {
            guard let (end, equals) = keyEnd(line, from: start) else { continue }
            let value = line[skipSpace(line, from: equals + 1)...]
            return (unquoted(line[start..<end]), value)
        }
        return nil
    }

    private static func keyEnd(_ line: Line, from start: Int) -> (end: Int, equals: Int)? {
        switch line[start] {
        case "\"", "'":
            for end in (start + 1)..<line.count where line[end] == line[start] {
                let equals = skipSpace(line, from: end + 1)
                if equals < line.count, line[equals] == "=" { return (end + 1, equals) }
            }
            return nil
        case "=": return nil
        default:
            guard let equals = line[(start + 1)...].firstIndex(of: "=") else { return nil }
            return (trimmedEnd(line, from: start + 1, to: equals), equals)
        }
    }

    /// What stands before the first triple quote that only a comment follows: `_single_line_…`, `_multi_line_…`.
    static func text(of line: ArraySlice<Unicode.Scalar>, before quote: Line) -> String? {
        for index in line.indices where line[index...].starts(with: quote) {
            if isEnd(Array(line[(index + quote.count)...]), from: 0) { return String(line[..<index]) }
        }
        return nil
    }

    static func skipSpace(_ line: Line, from start: Int) -> Int {
        var index = start
        while index < line.count, PythonLines.isSpace(line[index]) { index += 1 }
        return index
    }

    /// The end of what `line[..<end]` holds without the blanks at its end, but not before `start`.
    static func trimmedEnd(_ line: Line, from start: Int, to end: Int) -> Int {
        var index = end
        while index > start, PythonLines.isSpace(line[index - 1]) { index -= 1 }
        return index
    }

    /// Whether only blanks and a comment are left.
    static func isEnd(_ line: Line, from start: Int) -> Bool {
        let index = skipSpace(line, from: start)
        return index == line.count || line[index] == "#"
    }

    /// Without quotes where the first and the last character are the same quote.
    static func unquoted(_ text: ArraySlice<Unicode.Scalar>) -> String {
        guard let first = text.first, first == "\"" || first == "'", text.count > 1, text.last == first else {
            return String(text)
        }
        return String(text.dropFirst().dropLast())
    }
}
