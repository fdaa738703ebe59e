/// The environment variables of the process as a value, handed in once.
package struct Environment: Sendable {
    package let variables: [String: String]

    package init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The value of a variable; nil when it is unset or empty, as dvc-studio-client and DVC treat both alike.
    package subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// The first of these variables that is set and not empty.
    package func first(of names: String...) -> Sourced<String>? {
        for name in names {
            if let value = self[name] { return Sourced(value, from: .environment(name)) }
        }
        return nil
    }
}

/// A setting and where it came from, so that `-v` and errors can say it.
package struct Sourced<Value: Sendable>: Sendable {
    package let value: Value
    package let source: Source

    package init(_ value: Value, from source: Source) {
        self.value = value
        self.source = source
    }

    package func map<New>(_ transform: (Value) -> New) -> Sourced<New> {
        Sourced<New>(transform(value), from: source)
    }
}

/// Where a setting came from.
package enum Source: Sendable, Equatable {
    case option(String)
    case environment(String)
    case file(String, line: Int? = nil)
    case builtIn
}

extension Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .option(let name): name
        case .environment(let name): name
        case .file(let path, let line?): "\(path):\(line)"
        case .file(let path, nil): path
        case .builtIn: "built in"
        }
    }

    /// The place as an error names it; nil for a built-in value.
    package var location: ErrorLocation? {
        switch self {
        case .option(let name): .option(name)
        case .environment(let name): .environment(name)
        case .file(let path, let line): .file(path, line: line)
        case .builtIn: nil
        }
    }
}
