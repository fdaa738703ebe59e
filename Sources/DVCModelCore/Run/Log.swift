/// What the stages say while they work. Whoever builds it decides who hears it; the default says nothing.
package struct Log: Sendable {
    package enum Level: Int, Sendable, Comparable {
        /// Shown unless `-q`: something the user did not ask for happens (a retry, a wait).
        case notice
        /// Shown with `-v`: a decision and where it came from.
        case decision
        /// Shown with `-vv`: one HTTP exchange.
        case exchange

        package static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    private let write: @Sendable (Level, () -> String) -> Void

    /// - Parameter write: asks for the text only where it is heard; there may be one for each of many objects.
    package init(_ write: @escaping @Sendable (Level, () -> String) -> Void = { _, _ in }) {
        self.write = write
    }

    package func notice(_ text: @autoclosure () -> String) { write(.notice, text) }
    package func decision(_ text: @autoclosure () -> String) { write(.decision, text) }
    package func exchange(_ text: @autoclosure () -> String) { write(.exchange, text) }
}
