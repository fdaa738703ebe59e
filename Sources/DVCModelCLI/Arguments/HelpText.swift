/// The texts of `--help` and `-h`, made from an ``OptionTable``. Every line fits 80 columns.
package enum HelpText {
    private static let indent = "  "
    private static let lineWidth = 80

    /// The whole: examples first, then the options by group, then the environment.
    package static func whole(_ table: OptionTable) -> String {
        let groups = OptionGroup.allCases.map { group in
            let options = table.declarations.filter { $0.group == group && !$0.isHidden }
            let positional = group == .model ? [(table.positional.valueName, table.positional.help)] : []
            return section(group.rawValue, positional + options.map { (spelling(of: $0), [$0.help]) })
        }
        let environment = section(
            "Environment",
            table.environment.map { ($0.name, [$0.help]) },
        )
        return ([head(table), examples(of: table)] + groups + [environment]).joined(separator: "\n")
    }

    /// What fits a few lines: examples, and the options by name only.
    package static func short(_ table: OptionTable) -> String {
        let spellings = table.declarations.filter { !$0.isHidden }.map(spelling)
        return [
            head(table),
            examples(of: table),
            "Options\n" + wrapped(spellings),
            "\(table.tool) --help says what they do.\n",
        ].joined(separator: "\n")
    }

    private static func head(_ table: OptionTable) -> String {
        """
        \(table.tool): \(table.abstract)
        Usage: \(table.tool) [OPTION...] [\(table.positional.valueName)...]

        """
    }

    private static func examples(of table: OptionTable) -> String {
        let width = table.examples.map(\.command.count).max() ?? 0
        return table.examples.map { indent + padded($0.command, to: width) + indent + $0.meaning + "\n" }
            .joined()
    }

    /// A heading over two columns; the names fit the first one.
    private static func section(_ heading: String, _ rows: [(name: String, help: [String])]) -> String {
        let lines = rows.flatMap { row in
            zip([row.name] + row.help.dropFirst().map { _ in "" }, row.help).map { name, help in
                indent + padded(name, to: 22) + indent + help
            }
        }
        return ([heading] + lines).joined(separator: "\n") + "\n"
    }

    private static func spelling(of declaration: OptionDeclaration) -> String {
        let names = [declaration.shortName, declaration.name].compactMap(\.self).joined(separator: ", ")
        return declaration.valueName.map { "\(names) \($0)" } ?? names
    }

    private static func wrapped(_ words: [String]) -> String {
        var lines = [String]()
        for word in words {
            if let last = lines.last, last.count + word.count + 2 <= lineWidth {
                lines[lines.count - 1] = last + indent + word
            } else {
                lines.append(indent + word)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
