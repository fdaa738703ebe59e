/// Reads a file and, where an include stands, the included file at once.
struct GitConfigReader {
    /// Source: MAX_INCLUDE_DEPTH in git's config.c.
    private static let maximumDepth = 10

    let layout: GitLayout
    let environment: Environment
    private(set) var entries: [GitConfig.Entry] = []

    mutating func read(_ file: String, depth: Int) throws(DVCModelError) {
        guard let bytes = try Files.read(file) else { return }
        guard depth <= Self.maximumDepth else {
            throw .gitConfigInvalid(
                "includes are more than \(Self.maximumDepth) files deep; do files include each other?",
                at: .file(file),
            )
        }
        for entry in try GitConfigParser.entries(of: bytes, file: file) {
            entries.append(entry)
            guard GitInclude.isMeant(by: entry, in: file, layout: layout, environment: environment) else {
                continue
            }
            guard let value = entry.value else {
                throw .gitConfigInvalid("an include needs a path", at: entry.source.location)
            }
            guard let path = HomeFolder.expanding(value, in: environment) else {
                throw .gitConfigInvalid("there is no home folder for '\(value)'", at: entry.source.location)
            }
            try read(Path.join(Path.parent(file), path), depth: depth + 1)
        }
    }
}

/// `include.path` and `includeIf.<condition>.path`. Source: `include_condition_is_true` in git's config.c.
private enum GitInclude {
    static func isMeant(
        by entry: GitConfig.Entry,
        in file: String,
        layout: GitLayout,
        environment: Environment,
    ) -> Bool {
        guard entry.key == "path" else { return false }
        if entry.section == "include" { return entry.subsection == nil }
        guard entry.section == "includeif", let condition = entry.subsection else { return false }
        if let pattern = rest(of: condition, after: "gitdir:") {
            return matches(pattern, file, layout, environment, ignoringCase: false)
        }
        if let pattern = rest(of: condition, after: "gitdir/i:") {
            return matches(pattern, file, layout, environment, ignoringCase: true)
        }
        if let pattern = rest(of: condition, after: "onbranch:"), case .branch(let name) = layout.head {
            return Wildmatch(closed(pattern)).matches(name)
        }
        // `hasconfig:remote.*.url:` is not looked at: git forbids remote URLs in what it brings.
        return false
    }

    private static func matches(
        _ written: String,
        _ file: String,
        _ layout: GitLayout,
        _ environment: Environment,
        ignoringCase: Bool,
    ) -> Bool {
        var pattern = written
        var prefix = ""
        if written.utf8.first == UInt8(ascii: "~") {
            let end = written.utf8.firstIndex(of: ASCII.slash) ?? written.utf8.endIndex
            if let home = HomeFolder.expanding(String(written[..<end]), in: environment) {
                pattern = (Files.resolved(home) ?? home) + written[end...]
            }
        }
        if pattern.hasPrefix("./") {
            // Taken literally, so that a `*` in the folder's own name means itself.
            prefix = Path.parent(Files.resolved(file) ?? file)
            pattern.removeFirst()
        } else if !Path.isAbsolute(pattern) {
            pattern = "**/\(pattern)"
        }
        let matcher = Wildmatch(closed(pattern), ignoringCase: ignoringCase)
        return [layout.gitFolder, Files.resolved(layout.gitFolder) ?? ""].contains { folder in
            guard let rest = rest(of: folder, after: prefix, ignoringCase: ignoringCase) else { return false }
            return matcher.matches(rest)
        }
    }

    /// A pattern that ends in a slash means all that is below.
    private static func closed(_ pattern: String) -> String {
        pattern.utf8.last == ASCII.slash ? "\(pattern)**" : pattern
    }

    private static func rest(of text: String, after prefix: String, ignoringCase: Bool = false) -> String? {
        func folded(_ byte: UInt8) -> UInt8 { ignoringCase ? ASCII.lowercased(byte) : byte }
        guard text.utf8.lazy.map(folded).starts(with: prefix.utf8.lazy.map(folded)) else { return nil }
        return String(Substring(text.utf8.dropFirst(prefix.utf8.count)))
    }
}
