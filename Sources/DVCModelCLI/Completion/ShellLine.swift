/// The command line in a shell of the Bourne family as far as the cursor, in words.
struct ShellLine {
    enum Quote: Character {
        case single = "'"
        case double = "\""
    }

    /// Those before the cursor's, without quotes and backslashes.
    private(set) var words: [String] = []
    /// The word under the cursor without quotes and backslashes; empty behind a blank.
    private(set) var current = ""
    /// The same as it was typed.
    private(set) var rawCurrent = ""
    /// The quotation that is open at the cursor.
    private(set) var quote: Quote?
    private var isEscaped = false

    init(_ line: String) {
        for character in line { take(character) }
    }

    private mutating func take(_ character: Character) {
        let isBlank = character == " " || character == "\t" || character == "\n"
        if isBlank, quote == nil, !isEscaped {
            if !rawCurrent.isEmpty { words.append(current) }
            (current, rawCurrent) = ("", "")
            return
        }
        rawCurrent.append(character)
        if isEscaped {
            isEscaped = false
            // In double quotes a backslash is one before anything else (POSIX, 2.2.3).
            if quote == .double, !"\"\\$`".contains(character) { current.append("\\") }
            return current.append(character)
        }
        switch (character, quote) {
        case ("\\", nil), ("\\", .double): isEscaped = true
        case (let mark, let open?) where mark == open.rawValue: quote = nil
        case ("'", nil): quote = .single
        case ("\"", nil): quote = .double
        default: current.append(character)
        }
    }

    /// A text as it has to be typed at the cursor.
    func quoted(_ text: String) -> String {
        switch quote {
        case .single: text
        case .double: Self.escaped(text) { "\"\\$`".contains($0) }
        case nil:
            Self.escaped(text) { !($0.isASCII && ($0.isLetter || $0.isNumber) || "@%+=:,./_-#".contains($0)) }
        }
    }

    private static func escaped(_ text: String, where needsIt: (Character) -> Bool) -> String {
        text.map { needsIt($0) ? "\\\($0)" : String($0) }.joined()
    }
}
