/// `include.path` and `includeIf.<condition>.path`. Source: `include_condition_is_true` in git's config.c.
struct GitInclude {
    let layout: GitLayout
    let environment: Environment
    /// The URLs of all remotes, once they are known.
    let remoteURLs: [String]

    func isMeant(by entry: GitConfig.Entry, in file: String) -> Bool {
        guard entry.key == "path" else { return false }
        if entry.section == "include" { return entry.subsection == nil }
        guard entry.section == "includeif", let condition = entry.subsection else { return false }
        if let pattern = Self.rest(of: condition, after: "gitdir:") {
            return isGitFolder(pattern, in: file, ignoringCase: false)
        }
        if let pattern = Self.rest(of: condition, after: "gitdir/i:") {
            return isGitFolder(pattern, in: file, ignoringCase: true)
        }
        if let pattern = Self.rest(of: condition, after: "onbranch:"), case .branch(let name) = layout.head {
            return Wildmatch(Self.closed(pattern)).matches(name)
        }
        if let pattern = Self.rest(of: condition, after: Self.hasURL) {
            return remoteURLs.contains(where: Wildmatch(pattern).matches)
        }
        return false
    }

    private static let hasURL = "hasconfig:remote.*.url:"

    /// Whether an include hangs on the URLs of remotes, which must then be known beforehand.
    static func asksForURLs(_ entry: GitConfig.Entry) -> Bool {
        entry.section == "includeif" && rest(of: entry.subsection ?? "", after: hasURL) != nil
    }

    private func isGitFolder(_ written: String, in file: String, ignoringCase: Bool) -> Bool {
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
        let matcher = Wildmatch(Self.closed(pattern), ignoringCase: ignoringCase)
        return [layout.gitFolder, Files.resolved(layout.gitFolder) ?? ""].contains { folder in
            guard let rest = Self.rest(of: folder, after: prefix, ignoringCase: ignoringCase) else {
                return false
            }
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
