package import DVCModelCore

/// What a command line asks for.
package enum Invocation: Sendable, Equatable {
    case run(Arguments)
    case help
    case shortHelp
    case version
}

/// Reads a command line by a table: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`,
/// `-abc`; `--` ends the options, `-` is no option, and options may stand anywhere.
package struct ArgumentParser {
    private let table: OptionTable
    private var arguments = Arguments()
    private var rest: ArraySlice<String> = []

    package init(_ table: OptionTable) {
        self.table = table
    }

    /// - Parameter words: the command line without the program's own name.
    /// - Throws: `usage`.
    package static func parse(_ words: [String], by table: OptionTable) throws(DVCModelError) -> Invocation {
        var parser = ArgumentParser(table)
        return try parser.parse(words)
    }

    private mutating func parse(_ words: [String]) throws(DVCModelError) -> Invocation {
        rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                for word in rest { try take(positional: word) }
                break
            }
            if word.hasPrefix("--") {
                try takeLong(word)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShorts(word)
            } else {
                try take(positional: word)
            }
            if arguments[.help] { return .help }
            if arguments[.shortHelp] { return .shortHelp }
            if arguments[.version] { return .version }
        }
        try checkExclusions()
        return .run(arguments)
    }

    private mutating func take(positional word: String) throws(DVCModelError) {
        guard !word.isEmpty else { throw .usage("an argument is empty", of: table) }
        arguments.record(positional: word)
    }

    private mutating func takeLong(_ word: String) throws(DVCModelError) {
        let (name, value) = split(word)
        guard let declaration = table.declaration(of: name) else {
            throw .unknownOption(name, of: table)
        }
        if let value, !declaration.takesValue {
            throw .usage("'\(name)' takes no value, and was given '\(value)'", of: table)
        }
        try take(declaration, as: name, attached: value)
    }

    /// One word of one-letter options: flags, of which the last may be an option with its value.
    private mutating func takeShorts(_ word: String) throws(DVCModelError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            guard let declaration = table.declaration(of: name) else {
                throw .unknownOption(name, in: word, of: table)
            }
            guard declaration.takesValue else {
                try take(declaration, as: name, attached: nil)
                continue
            }
            let isSet = letters.first == "="
            let value = letters.isEmpty ? nil : String(isSet ? letters.dropFirst() : letters)
            return try take(declaration, as: name, attached: value)
        }
    }

    private mutating func take(
        _ declaration: OptionDeclaration,
        as name: String,
        attached: String?,
    ) throws(DVCModelError) {
        guard let valueName = declaration.valueName else { return arguments.record("", for: declaration) }
        guard let value = attached ?? nextValue() else {
            throw .valueMissing(name, valueName: valueName, before: rest.first, of: table)
        }
        if let expectation = declaration.complaint(value) {
            throw .usage("'\(name)' takes \(expectation), and was given '\(value)'", of: table)
        }
        arguments.record(value, for: declaration)
    }

    /// The next word, unless it looks like an option: then a value was forgotten.
    private mutating func nextValue() -> String? {
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") else { return nil }
        return rest.popFirst()
    }

    private func checkExclusions() throws(DVCModelError) {
        for exclusion in table.exclusions {
            let given = exclusion.filter(arguments.has).map(\.declaration.name)
            if given.count > 1 {
                throw .usage("'\(given[0])' and '\(given[1])' exclude each other", of: table)
            }
        }
    }

    private func split(_ word: String) -> (name: String, value: String?) {
        let scalars = word.unicodeScalars
        guard let equals = scalars.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(scalars[scalars.index(after: equals)...]))
    }
}

extension DVCModelError {
    /// A command line that the tool cannot follow; the hint leads to its help.
    package static func usage(_ what: String, of table: OptionTable) -> Self {
        Self(.usage, what, hint: "\(table.tool) --help")
    }

    /// - Parameter word: the group of one-letter options that the name was found in.
    fileprivate static func unknownOption(_ name: String, in word: String? = nil, of table: OptionTable)
        -> Self
    {
        let group = word.flatMap { $0 == name ? nil : $0 }
        // "-json" is meant as "--json", though it reads as four letters.
        let meant = (group ?? name).drop { $0 == "-" }
        let names = table.declarations.map(\.name).filter { $0.hasPrefix("--") }.map { $0.dropFirst(2) }
        let suggestion =
            names.contains(meant) ? String(meant) : nearMiss(String(meant), in: names.map(String.init))
        let place = group.map { " in '\($0)'" } ?? ""
        let question = suggestion.map { "; did you mean '--\($0)'?" } ?? ""
        return .usage("unknown option '\(name)'\(place)\(question)", of: table)
    }

    fileprivate static func valueMissing(
        _ name: String,
        valueName: String,
        before next: String?,
        of table: OptionTable,
    ) -> Self {
        guard let next, next != "--" else {
            return .usage("'\(name)' needs a value, \(valueName)", of: table)
        }
        let joined = name.hasPrefix("--") ? "\(name)=\(next)" : "\(name)\(next)"
        return .usage(
            "'\(name)' needs a value, \(valueName), and '\(next)' looks like an option (if not: '\(joined)')",
            of: table,
        )
    }
}
