extension ConfigObjSyntax {
    /// The time and the memory that reading quotes and commas takes grow with the square of these.
    private static let maximumLength = 16_384
    private static let maximumMarkCount = 512

    /// A value with its comment: `_valueexp` and `_handle_value`. nil where configobj finds a parse error.
    static func value(_ text: Line) -> ConfigObj.Value? {
        let markCount = text.count { "\"',#".unicodeScalars.contains($0) }
        guard markCount == 0 || (text.count <= maximumLength && markCount <= maximumMarkCount) else {
            return nil
        }
        if text.first == ",", isEnd(text, from: 1) { return .list([]) }
        guard let (itemsEnd, last) = ListPattern(text).match() else { return nil }
        guard itemsEnd > 0 else { return .text(unquoted(text[last])) }
        guard let items = items(Array(text[..<itemsEnd])) else { return nil }
        // What a comma at the end leaves is no item.
        return .list(last.isEmpty ? items : items + [unquoted(text[last])])
    }

    /// The items of text that ends in a comma: `_listvalueexp`. nil where one of them is empty.
    private static func items(_ text: Line) -> [String]? {
        var items: [String] = []
        var start = 0
        while start < text.count, let (end, comma) = itemEnd(text, from: start) {
            guard end > start else { return nil }
            items.append(unquoted(text[start..<end]))
            start = skipSpace(text, from: comma + 1)
        }
        return items
    }

    private static func itemEnd(_ text: Line, from start: Int) -> (end: Int, comma: Int)? {
        if text[start] == "\"" || text[start] == "'" {
            for end in (start + 1)..<text.count where text[end] == text[start] {
                if let comma = comma(text, from: end + 1) { return (end + 1, comma) }
            }
        }
        let first = "\"',#".unicodeScalars.contains(text[start]) ? start : start + 1
        guard let comma = text[first...].firstIndex(of: ",") else { return nil }
        return (trimmedEnd(text, from: first, to: comma), comma)
    }

    fileprivate static func comma(_ text: Line, from start: Int) -> Int? {
        let index = skipSpace(text, from: start)
        return index < text.count && text[index] == "," ? index : nil
    }
}

/// Finds the reading of a value that `_valueexp` finds: any number of items with a comma each, then perhaps one
/// without, then a comment. A quoted item may hold quotes and commas, so readings are tried in turn.
private struct ListPattern {
    private let text: ConfigObjSyntax.Line

    init(_ text: ConfigObjSyntax.Line) {
        self.text = text
    }

    /// Where the items with a comma end, and the last item, which may be empty; nil where there is no reading.
    func match() -> (itemsEnd: Int, last: Range<Int>)? {
        // A position that was left without success stays without.
        var isSeen = [Bool](repeating: false, count: text.count + 1)
        var open = [(position: 0, ends: itemEnds(from: 0)[...])]
        while let (position, ends) = open.popLast() {
            if let end = ends.first {
                open.append((position, ends.dropFirst()))
                if !isSeen[end] {
                    isSeen[end] = true
                    open.append((end, itemEnds(from: end)[...]))
                }
            } else if let last = lastItem(from: position) {
                return (position, last)
            }
        }
        return nil
    }

    /// Where an item that begins here may end, its comma and the blanks behind included; likeliest first.
    private func itemEnds(from start: Int) -> [Int] {
        guard start < text.count else { return [] }
        switch text[start] {
        case "\"", "'":
            return ((start + 1)..<text.count)
                .filter { text[$0] == text[start] }
                .compactMap { ConfigObjSyntax.comma(text, from: $0 + 1) }
                .flatMap(ends(after:))
        case ",", "#": return []
        default:
            let end = text[(start + 1)...].firstIndex { $0 == "," || $0 == "#" }
            guard let end, text[end] == "," else { return [] }
            return ends(after: end)
        }
    }

    /// After all blanks that follow a comma, then after fewer.
    private func ends(after comma: Int) -> [Int] {
        ((comma + 1)...ConfigObjSyntax.skipSpace(text, from: comma + 1)).reversed()
    }

    private func lastItem(from start: Int) -> Range<Int>? {
        if start < text.count {
            switch text[start] {
            case "\"", "'":
                for end in (start + 1)..<text.count where text[end] == text[start] {
                    if ConfigObjSyntax.isEnd(text, from: end + 1) { return start..<(end + 1) }
                }
            case ",", "#": break
            case let first where PythonLines.isSpace(first): break
            default:
                let comment = text[(start + 1)...].firstIndex(of: "#") ?? text.count
                let end = ConfigObjSyntax.trimmedEnd(text, from: start + 1, to: comment)
                if !text[(start + 1)..<end].contains(",") { return start..<end }
            }
        }
        return ConfigObjSyntax.isEnd(text, from: start) ? start..<start : nil
    }
}
