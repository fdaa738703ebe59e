/// A command line taken apart as Python's `shlex.split` does it, in its POSIX mode, without comments.
enum ShellWords {
    /// Nil where a quote is not closed, or nothing follows a final backslash.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch (scalar, quote) {
            case ("\\", nil), ("\\", "\""):
                guard let next = rest.popFirst() else { return nil }
                // Between double quotes a backslash stands for itself before anything but these two.
                if quote != nil, next != "\\", next != "\"" { word?.append(scalar) }
                word = (word ?? .init()) + [next]
            case ("\"", nil), ("'", nil):
                quote = scalar
                word = word ?? .init()
            case (_, let open?):
                if scalar == open { quote = nil } else { word?.append(scalar) }
            case (" ", nil), ("\t", nil), ("\r", nil), ("\n", nil):
                if let word { words.append(String(word)) }
                word = nil
            default:
                word = (word ?? .init()) + [scalar]
            }
        }
        guard quote == nil else { return nil }
        return word.map { words + [String($0)] } ?? words
    }
}
