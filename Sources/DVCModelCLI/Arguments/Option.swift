/// What the parser, `--help` and completion need to know of an option, whatever its value's type.
package struct OptionDeclaration: Sendable {
    /// The name as it is typed and as messages say it: `--jobs`, or `-C` where there is no long one.
    package let name: String
    /// The one-letter name, with its dash, where there is one beside ``name``.
    package let shortName: String?
    /// The value's name in `--help`; nil for a flag.
    package let valueName: String?
    /// One line for `--help`.
    package fileprivate(set) var help: String
    package let group: OptionGroup
    /// Whether giving it twice means more than giving it once; else the last one counts.
    package let isRepeatable: Bool
    /// Whether `--help` and completion leave it out.
    package let isHidden: Bool
    package let completion: Completion
    /// What a value must be, in words, when it is not that; nil when it is.
    package let complaint: @Sendable (_ value: String) -> String?

    package var takesValue: Bool { valueName != nil }
}

/// The headings of `--help`, in the order in which they are printed.
package enum OptionGroup: String, Sendable, CaseIterable {
    case model = "Which model"
    case route = "Where from"
    case result = "Output"
    case common = "Common"
}

/// What the shell may offer for a value.
package enum Completion: Sendable, Equatable {
    case none
    case file
    case folder
    case model
    case version
    case stage
    case tag
    case remote
    case values([String])
}

/// An option as it stands in a table: a ``Flag`` or an ``Option``.
package protocol DeclaredOption: Sendable {
    var declaration: OptionDeclaration { get }
}

/// An option without a value.
package struct Flag: DeclaredOption {
    package fileprivate(set) var declaration: OptionDeclaration

    package init(
        _ name: String,
        short shortName: String? = nil,
        group: OptionGroup = .common,
        isRepeatable: Bool = false,
        isHidden: Bool = false,
        help: String,
    ) {
        declaration = OptionDeclaration(
            name: name,
            shortName: shortName,
            valueName: nil,
            help: help,
            group: group,
            isRepeatable: isRepeatable,
            isHidden: isHidden,
            completion: .none,
            complaint: { _ in nil },
        )
    }
}

extension Flag {
    /// The same flag in a tool that says something else of it.
    func explained(_ help: String) -> Self {
        var flag = self
        flag.declaration.help = help
        return flag
    }
}

/// An option with a value; ``Arguments`` hands the value out in its type.
package struct Option<Value: Sendable>: DeclaredOption {
    package fileprivate(set) var declaration: OptionDeclaration
    /// The value that a text stands for; nil when it stands for none.
    let read: @Sendable (String) -> Value?

    /// - Parameter expectation: what a value must be, as it follows "takes": `a whole number`.
    package init(
        _ name: String,
        short shortName: String? = nil,
        value valueName: String,
        group: OptionGroup = .common,
        isRepeatable: Bool = false,
        isHidden: Bool = false,
        completion: Completion = .none,
        expectation: String,
        help: String,
        read: @escaping @Sendable (String) -> Value?,
    ) {
        self.read = read
        declaration = OptionDeclaration(
            name: name,
            shortName: shortName,
            valueName: valueName,
            help: help,
            group: group,
            isRepeatable: isRepeatable,
            isHidden: isHidden,
            completion: completion,
            complaint: { read($0) == nil ? expectation : nil },
        )
    }
}

extension Option {
    /// The same option in a tool that says something else of it.
    func explained(_ help: String) -> Self {
        var option = self
        option.declaration.help = help
        return option
    }
}

extension Option where Value == String {
    /// Any text but the empty one: an unset shell variable is a mistake to tell, not a value.
    package init(
        _ name: String,
        short shortName: String? = nil,
        value valueName: String,
        group: OptionGroup = .common,
        isRepeatable: Bool = false,
        completion: Completion = .none,
        help: String,
    ) {
        self.init(
            name,
            short: shortName,
            value: valueName,
            group: group,
            isRepeatable: isRepeatable,
            completion: completion,
            expectation: "a value that is not empty",
            help: help,
            read: { $0.isEmpty ? nil : $0 },
        )
    }
}

extension Option where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words that `Value` lists.
    package init(
        choice name: String,
        value valueName: String,
        group: OptionGroup = .common,
        isHidden: Bool = false,
        help: String,
    ) {
        let words = Value.allCases.map(\.rawValue)
        self.init(
            name,
            value: valueName,
            group: group,
            isHidden: isHidden,
            completion: .values(words),
            expectation: "one of \(words.joined(separator: ", "))",
            help: help,
            read: { Value(rawValue: $0) },
        )
    }
}
