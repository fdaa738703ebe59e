/// A command line that is still being typed, read by a table as far as it goes: nothing in it is an error.
struct TypedWords {
    /// What the word under the cursor is.
    enum Place {
        /// The beginning of an option's name.
        case optionName
        /// The value of an option; `prefix` is what the word has before the value: `--rev=`.
        case value(OptionDeclaration, prefix: String)
        case positional
    }

    private let table: OptionTable
    private(set) var positionals: [String] = []
    /// For each option that was given its values; a flag's are empty texts.
    private var values: [String: [String]] = [:]
    private var isPastOptions = false
    /// The option that the next word is the value of.
    private var awaiting: OptionDeclaration?

    /// - Parameter words: those before the cursor's, without the program's own name.
    init(_ words: [String], by table: OptionTable) {
        self.table = table
        for word in words { take(word) }
    }

    func has(_ option: OptionDeclaration) -> Bool { values[option.name] != nil }

    /// The values given, in order.
    subscript(option: Option<String>) -> [String] { values[option.declaration.name] ?? [] }

    /// - Parameter word: up to the cursor.
    func place(of word: String) -> Place {
        if let awaiting { return .value(awaiting, prefix: "") }
        guard !isPastOptions, word.hasPrefix("-") else { return .positional }
        guard word.hasPrefix("--"), let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")),
            let declaration = table.declaration(of: String(word[..<equals])), declaration.takesValue
        else { return .optionName }
        return .value(declaration, prefix: String(word[...equals]))
    }

    private mutating func take(_ word: String) {
        if let declaration = awaiting {
            awaiting = nil
            return values[declaration.name, default: []].append(word)
        }
        guard !isPastOptions, word.hasPrefix("-"), word != "-" else { return positionals.append(word) }
        if word == "--" {
            isPastOptions = true
        } else if word.hasPrefix("--") {
            takeLong(word)
        } else {
            takeShorts(word)
        }
    }

    private mutating func takeLong(_ word: String) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let declaration = table.declaration(of: String(parts[0])) else { return }
        take(declaration, attached: parts.dropFirst().first)
    }

    private mutating func takeShorts(_ word: String) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let declaration = table.declaration(of: "-\(letter)") else { return }
            guard !declaration.takesValue else {
                return take(declaration, attached: letters.isEmpty ? nil : letters.drop { $0 == "=" })
            }
            take(declaration, attached: nil)
        }
    }

    private mutating func take(_ declaration: OptionDeclaration, attached: Substring?) {
        if declaration.takesValue, attached == nil {
            awaiting = declaration
        } else {
            values[declaration.name, default: []].append(attached.map { String($0) } ?? "")
        }
    }
}
