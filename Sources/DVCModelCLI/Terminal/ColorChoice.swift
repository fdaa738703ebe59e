package import DVCModelCore

extension ColorChoice {
    /// Whether stderr is coloured. An option goes before the environment: `always` is always.
    /// Source: <https://no-color.org> (set and not empty).
    package func usesColor(isTerminal: Bool, environment: Environment) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isTerminal && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
        }
    }
}
