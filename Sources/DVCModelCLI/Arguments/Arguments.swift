/// A command line, understood: what was given for each option, and the rest.
package struct Arguments: Sendable, Equatable {
    /// The arguments that are no options, in order.
    package private(set) var positionals: [String] = []
    /// For each option's name its values in the order given; a flag's are empty texts.
    private var values: [String: [String]] = [:]

    package init() {}

    package subscript(flag: Flag) -> Bool { count(of: flag) > 0 }

    /// How often a repeatable flag was given.
    package func count(of flag: Flag) -> Int { values[flag.declaration.name]?.count ?? 0 }

    /// The last value given; nil when the option was not given.
    package subscript<Value>(option: Option<Value>) -> Value? { self[all: option].last }

    /// Every value given, in order.
    package subscript<Value>(all option: Option<Value>) -> [Value] {
        (values[option.declaration.name] ?? []).compactMap(option.read)
    }

    package func has(_ option: any DeclaredOption) -> Bool { values[option.declaration.name] != nil }

    mutating func record(_ value: String, for declaration: OptionDeclaration) {
        values[declaration.name, default: []].append(value)
    }

    mutating func record(positional: String) {
        positionals.append(positional)
    }
}
