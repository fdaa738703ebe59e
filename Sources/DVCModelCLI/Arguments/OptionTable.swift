/// All that one tool takes on its command line, declared once: the parser, `--help` and completion read it.
package struct OptionTable: Sendable {
    /// The program's name, also the prefix of everything it says on stderr.
    package let tool: String
    /// What the tool is for, in one line.
    package let abstract: String
    /// Paragraphs for the manual page.
    package let description: [String]
    package let examples: [Example]
    package let positional: Positional
    package let options: [any DeclaredOption]
    /// Of each of these lists at most one option may be given.
    package let exclusions: [[any DeclaredOption]]
    package let environment: [EnvironmentNote]

    /// A command line to paste, and what it does.
    package struct Example: Sendable {
        package let command: String
        package let meaning: String
    }

    /// The arguments that are no options; any number of them.
    package struct Positional: Sendable {
        package let valueName: String
        /// Lines for `--help`.
        package let help: [String]
        package let completion: Completion
    }

    /// A variable, or several of a kind, in `--help`.
    package struct EnvironmentNote: Sendable {
        package let name: String
        package let help: String
    }

    /// The declaration that a typed name belongs to: `--jobs`, `-j`.
    package func declaration(of name: String) -> OptionDeclaration? {
        declarations.first { $0.name == name || $0.shortName == name }
    }

    package var declarations: [OptionDeclaration] { options.map(\.declaration) }
}
