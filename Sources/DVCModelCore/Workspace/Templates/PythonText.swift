/// Values as Python prints them. DVC lets a template mix any value into text (`dvc/parsing/interpolate.py`,
/// `to_str`), so its names and paths are spelled by Python's rules.
enum PythonText {
    /// A value in the middle of a text: booleans as in YAML, text as it is, a mapping as options of a command line,
    /// all else as `str()` prints it. nil for what DVC refuses, or what only Python could print.
    static func interpolated(_ value: YAMLValue) -> String? {
        switch value {
        case .bool(let flag): flag ? "true" : "false"
        case .string(let text): text
        case .mapping(let entries): options(entries)
        default: repr(value)
        }
    }

    /// As `repr()` prints it; nil for dates and the other types that no template can hold.
    static func repr(_ value: YAMLValue) -> String? {
        switch value {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .integer(let digits): return digits
        case .float(let number): return float(number)
        case .string(let text): return quoted(text)
        case .timestamp, .other: return nil
        case .sequence(let elements):
            let printed = elements.compactMap { repr($0.value) }
            return printed.count == elements.count ? "[\(printed.joined(separator: ", "))]" : nil
        case .mapping(let entries):
            let named = entries.filter { $0.name != nil }
            let printed = named.compactMap { entry in
                repr(entry.value.value).map { "\(quoted(entry.name ?? "")): \($0)" }
            }
            return printed.count == named.count ? "{\(printed.joined(separator: ", "))}" : nil
        }
    }

    /// Swift and Python both print the shortest digits; Swift begins to use an exponent at 2^53, Python at 10^16.
    private static func float(_ number: Double) -> String {
        guard (0x1p53..<1e16).contains(number.magnitude) else { return number.description }
        return "\(Int64(number)).0"
    }

    /// `{a: 1, b: {c: [x, y]}, d: true}` -> `--a 1 --b.c x y --d`.
    private static func options(_ entries: [YAMLEntry]) -> String? {
        var words: [String] = []
        for (name, value) in flattened(entries, prefix: "") {
            switch value {
            case .bool(true): words.append("--\(name)")
            case .bool(false): break
            case .sequence(let elements):
                let printed = elements.compactMap { word($0.value) }
                guard printed.count == elements.count else { return nil }
                if !printed.isEmpty { words += ["--\(name)"] + printed }
            default:
                guard let printed = word(value) else { return nil }
                words += ["--\(name)", printed]
            }
        }
        return words.joined(separator: " ")
    }

    private static func flattened(_ entries: [YAMLEntry], prefix: String) -> [(String, YAMLValue)] {
        entries.flatMap { entry -> [(String, YAMLValue)] in
            guard let name = entry.name else { return [] }
            if let inner = entry.value.entries { return flattened(inner, prefix: "\(prefix)\(name).") }
            return [(prefix + name, entry.value.value)]
        }
    }

    /// One word of a command line; nil for a list or mapping, which DVC refuses there.
    private static func word(_ value: YAMLValue) -> String? {
        switch value {
        case .string(let text): text.shellQuoted
        case .sequence, .mapping: nil
        default: repr(value)
        }
    }

    /// `it's` in double quotes, all else in single ones, what cannot be printed as an escape.
    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        let body = scalars.map { scalar in
            switch scalar {
            case quote, "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: isPrintable(scalar) ? String(scalar) : escaped(scalar.value)
            }
        }
        return "\(quote)\(body.joined())\(quote)"
    }

    /// `str.isprintable`: not a control, format, private, unassigned or separator character, but the blank is.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func escaped(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        let (mark, width) = number < 0x100 ? ("x", 2) : number < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(mark)\(String(repeating: "0", count: width - digits.utf8.count))\(digits)"
    }
}
