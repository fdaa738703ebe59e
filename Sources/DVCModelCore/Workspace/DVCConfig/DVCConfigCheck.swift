extension DVCConfigSchema {
    /// Holds a merged configuration against the schema, in the order of names, so that the same file always gives
    /// the same error.
    ///
    /// - Throws: `dvc-config-invalid` with the place of the offending key.
    static func check(_ config: [String: DVCConfigNode]) throws(DVCModelError) {
        for (name, node) in sorted(config) {
            guard let section = sections[name] else { throw .keyUnknown(name, node) }
            guard let members = node.members else { throw .valueInvalid(name, "must be a section", node) }
            switch section {
            case .keys(let keys): try check(members, against: keys, in: name)
            case .open(let keys): try check(members.filter { keys[$0.key] != nil }, against: keys, in: name)
            case .named(let keys):
                for (inner, node) in sorted(members) {
                    try check(node, against: keys, in: "\(name).\(inner)")
                }
            case .remotes:
                for (inner, node) in sorted(members) { try checkRemote(node, "\(name).\(inner)") }
            }
            let present = (exclusive[name] ?? []).filter { members[$0] != nil }
            if present.count > 1 {
                throw .valueInvalid("\(name).\(present[0])", "and '\(present[1])' exclude each other", node)
            }
        }
    }

    private static func sorted(
        _ members: [String: DVCConfigNode]
    ) -> [(key: String, value: DVCConfigNode)] {
        members.sorted { $0.key < $1.key }
    }

    private static func check(
        _ node: DVCConfigNode,
        against keys: Keys,
        in name: String,
    ) throws(DVCModelError) {
        guard let members = node.members else { throw .valueInvalid(name, "must be a section", node) }
        try check(members, against: keys, in: name)
    }

    private static func check(
        _ members: [String: DVCConfigNode],
        against keys: Keys,
        in name: String,
    ) throws(DVCModelError) {
        for (key, node) in sorted(members) {
            let full = "\(name).\(key)"
            guard let kind = keys[key] else { throw .keyUnknown(full, node) }
            guard case .value(let value) = node.content else {
                throw .valueInvalid(full, "must be a value", node)
            }
            if let complaint = complaint(about: value, kind) { throw .valueInvalid(full, complaint, node) }
        }
    }

    /// Source: `ByUrl` in dvc/config_schema.py.
    static func checkRemote(_ node: DVCConfigNode, _ name: String) throws(DVCModelError) {
        guard let members = node.members else { throw .valueInvalid(name, "must be a section", node) }
        guard let url = members["url"] else { throw .valueInvalid(name, "needs a 'url'", node) }
        guard let text = url.setting?.value else {
            throw .valueInvalid("\(name).url", "must be one text", url)
        }
        let scheme = scheme(of: text)
        // `remote://other/sub` takes the options of any kind of remote.
        if scheme == "remote" { return }
        guard let keys = remote(scheme: scheme) else {
            throw .valueInvalid("\(name).url", "has the unknown scheme '\(scheme)'", url)
        }
        try check(members, against: keys, in: name)
    }

    /// The scheme of a URL with a network part, in lower case; "" for anything else, which DVC takes as a path.
    /// Source: Python's `urlparse`.
    static func scheme(of url: String) -> String {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first,
            ASCII.isLetter(first),
            bytes[..<colon].allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "+-.".utf8.contains($0) })
        else { return "" }
        let rest = bytes[bytes.index(after: colon)...]
        guard rest.starts(with: "//".utf8), let host = rest.dropFirst(2).first, !"/?#".utf8.contains(host)
        else {
            return ""
        }
        return url[..<colon].lowercased()
    }

    /// What is wrong with a value, to follow its name; nil when nothing is. A text is never repeated: it may be a
    /// password.
    static func complaint(about value: ConfigObj.Value, _ kind: Value) -> String? {
        switch (kind, value) {
        case (.impossible, _): return "cannot be set in a file"
        case (.linkTypes, .list(let types)): return linkTypesComplaint(types)
        case (.linkTypes, .text(let text)):
            return linkTypesComplaint(
                text.split(separator: ",", omittingEmptySubsequences: false).map { PythonLines.trimmed($0) }
            )
        case (_, .list): return "must be one text, not a list: put a value with a comma in quotes"
        case (.text, .text): return nil
        case (.boolean, .text(let text)):
            return ["true", "false"].contains(text.lowercased())
                ? nil : "must be true or false, not '\(text)'"
        case (.integer(let least, let most), .text(let text)):
            guard let number = integer(text) else { return "must be a whole number, not '\(text)'" }
            if let least, number < least { return "must be at least \(least), not '\(text)'" }
            if let most, number > most { return "must be at most \(most), not '\(text)'" }
            return nil
        case (.duration, .text(let text)):
            guard let number = number(text) else { return "must be a number, not '\(text)'" }
            return number >= 0 ? nil : "must be at least 0, not '\(text)'"
        case (.number, .text(let text)): return number(text) == nil ? "must be a number, not '\(text)'" : nil
        case (.choice(let words), .text(let text)):
            return words.contains(text.lowercased())
                ? nil : "must be one of '\(words.joined(separator: "', '"))', not '\(text)'"
        }
    }

    private static func linkTypesComplaint(_ types: [String]) -> String? {
        let known = ["reflink", "hardlink", "symlink", "copy"]
        guard let unknown = types.first(where: { !known.contains($0) }) else { return nil }
        return "must be of '\(known.joined(separator: "', '"))', not '\(unknown)'"
    }

    /// As Python's `int` reads a text, saturated: blanks around, a sign, underscores between digits.
    private static func integer(_ text: String) -> Int? {
        let trimmed = PythonLines.trimmed(text)
        let isNegative = trimmed.hasPrefix("-")
        guard let digits = digits(trimmed.hasPrefix("+") || isNegative ? trimmed.dropFirst() : trimmed[...])
        else {
            return nil
        }
        return Int((isNegative ? "-" : "") + digits) ?? (isNegative ? .min : .max)
    }

    /// As Python's `float` reads a text.
    static func number(_ text: String) -> Double? {
        let trimmed = PythonLines.trimmed(text).lowercased()
        let unsigned = trimmed.hasPrefix("+") || trimmed.hasPrefix("-") ? trimmed.dropFirst() : trimmed[...]
        if ["inf", "infinity", "nan"].contains(unsigned) { return Double(trimmed) }
        let parts = unsigned.split(omittingEmptySubsequences: false) { ".e+-".contains($0) }
        // Swift's own reading then sees to the order of the parts; what it knows beyond Python's is not in them.
        guard parts.allSatisfy({ $0.isEmpty || digits($0) != nil }) else { return nil }
        return Double(trimmed.filter { $0 != "_" })
    }

    /// ASCII digits without the underscores between them; nil for anything else.
    private static func digits(_ text: Substring) -> String? {
        let groups = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }) else { return nil }
        return String(text.filter { $0 != "_" })
    }
}

extension DVCModelError {
    fileprivate static func keyUnknown(_ name: String, _ node: DVCConfigNode) -> Self {
        let what = node.members == nil ? "setting" : "section"
        return .dvcConfigInvalid("DVC knows no \(what) '\(name)'", at: node.source.location)
    }

    fileprivate static func valueInvalid(_ name: String, _ complaint: String, _ node: DVCConfigNode) -> Self {
        .dvcConfigInvalid("'\(name)' \(complaint)", at: node.source.location)
    }
}
