/// The manual page of a tool in man(7)'s language, made from its ``OptionTable``.
package enum ManualPage {
    package static func text(_ table: OptionTable) -> String {
        let sections = [
            head(table), synopsis(table), description(table), examples(table), options(table),
            environment(table), exitStatuses, seeAlso(table),
        ]
        return sections.joined()
    }

    private static func head(_ table: OptionTable) -> String {
        """
        .\\" Made from the tool's own option table.
        .TH \(table.tool.uppercased()) 1 "\(ToolVersion.date)" "dvc-model \(ToolVersion.text)"
        .SH NAME
        \(escaped(table.tool)) \\- \(escaped(table.abstract))

        """
    }

    private static func synopsis(_ table: OptionTable) -> String {
        """
        .SH SYNOPSIS
        .B \(escaped(table.tool))
        [\\fIOPTION\\fR...] [\\fI\(table.positional.valueName)\\fR...]

        """
    }

    private static func description(_ table: OptionTable) -> String {
        section("DESCRIPTION", table.description.map(prose).joined(separator: ".PP\n"))
    }

    private static func examples(_ table: OptionTable) -> String {
        section(
            "EXAMPLES",
            table.examples.map { example in
                ".TP\n.B \(escaped(example.command))\n\(escaped(example.meaning))\n"
            }.joined()
        )
    }

    private static func options(_ table: OptionTable) -> String {
        let groups = OptionGroup.allCases.map { group in
            let positional = group == .model ? positional(table.positional) : ""
            let options = table.declarations.filter { $0.group == group && !$0.isHidden }
            return ".SS \(group.rawValue)\n" + positional + options.map(paragraph).joined()
        }
        return section("OPTIONS", groups.joined())
    }

    private static func positional(_ positional: OptionTable.Positional) -> String {
        ".TP\n\\fI\(positional.valueName)\\fR\n" + positional.help.map(prose).joined()
    }

    private static func paragraph(_ option: OptionDeclaration) -> String {
        let names = [option.shortName, option.name].compactMap(\.self)
            .map { "\\fB\(escaped($0))\\fR" }
            .joined(separator: ", ")
        let value = option.valueName.map { " \\fI\(escaped($0))\\fR" } ?? ""
        return ".TP\n\(names)\(value)\n\(prose(option.help))"
    }

    private static func environment(_ table: OptionTable) -> String {
        section(
            "ENVIRONMENT",
            table.environment.map { ".TP\n.B \(escaped($0.name))\n\(escaped($0.help))\n" }.joined()
        )
    }

    private static var exitStatuses: String {
        section(
            "EXIT STATUS",
            ExitStatus.allCases.map { ".TP\n.B \($0.rawValue)\n\(prose($0.meaning))" }.joined()
        )
    }

    private static func seeAlso(_ table: OptionTable) -> String {
        let others = [OptionTable.uris, .pull, .verify].map(\.tool).filter { $0 != table.tool }
        let pages = others.map { ".BR \(escaped($0)) (1)" }
        return section("SEE ALSO", pages.joined(separator: " ,\n") + " ,\n.BR dvc (1)\n")
    }

    private static func section(_ heading: String, _ body: String) -> String { ".SH \(heading)\n\(body)" }

    /// Text in lines of the length that man(7) asks for, each of them escaped.
    private static func prose(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < lineWidth {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { escaped($0) + "\n" }.joined()
    }

    /// Escaped, a line is a little longer; mandoc wants 80 bytes at most.
    private static let lineWidth = 68

    /// With hyphens that may be pasted, and not to be taken for a request.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            default: escaped.append(character)
            }
        }
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped
    }
}

extension ExitStatus {
    fileprivate var meaning: String {
        switch self {
        case .success: "All that was asked for is done, and every file whose MD5 is known has it."
        case .no: "The answer is no: a file mismatches or is missing; with --expect-change nothing was new."
        case .usage: "The call is wrong."
        case .data: "A file, a record, a setting or a reply cannot be understood, or two of them disagree."
        case .noInput: "There is no repository, tag, artifact, version, stage, record or object of that name."
        case .unavailable: "Studio or the storage cannot be reached, or fails after all attempts."
        case .software: "A bug; please report it with the output of -vv."
        case .cannotCreate: "A file is in the way and --force was not given, or a path is unsafe."
        case .inputOutput: "The disk is full, there is no permission, or a write was cut short."
        case .tryAgain: "Stopped part way, with what came kept: the same command goes on."
        case .notPermitted: "The token or the storage's credentials are missing, wrong, or without the right."
        case .configuration: "A setting is wrong."
        }
    }
}
