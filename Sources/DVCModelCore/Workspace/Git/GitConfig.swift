/// The configuration of one repository: `config` in the common git folder, the files it includes in their place,
/// and `config.worktree` where `extensions.worktreeConfig` asks for it.
///
/// The user's and the system's git configuration are not read, as DVC's Studio client does not: what they would
/// add here is `url.*.insteadOf`, and Studio knows the forge's own address. `config.worktree` is read, as git
/// does and that client does not, since it is where a worktree's own remote stands.
package struct GitConfig: Sendable, Equatable {
    /// One `key = value`, in the order of the files.
    package struct Entry: Sendable, Equatable {
        /// Lower case.
        package let section: String
        /// nil for `[section]`; lower case only when written as `[section.sub]`.
        package let subsection: String?
        /// Lower case.
        package let key: String
        /// nil for a key without `=`.
        package let value: String?
        package let source: Source
    }

    package let entries: [Entry]

    init(entries: [Entry]) {
        self.entries = entries
    }

    /// - Throws: `git-config-invalid`, `file-unreadable`.
    package init(_ layout: GitLayout, environment: Environment) throws(DVCModelError) {
        let first = try Self.read(
            layout,
            GitInclude(layout: layout, environment: environment, remoteURLs: [])
        )
        guard first.contains(where: GitInclude.asksForURLs) else {
            entries = first
            return
        }
        let urls = first.filter(\.isRemoteURL).compactMap(\.value)
        entries = try Self.read(
            layout,
            GitInclude(layout: layout, environment: environment, remoteURLs: urls)
        )
    }

    private static func read(_ layout: GitLayout, _ include: GitInclude) throws(DVCModelError) -> [Entry] {
        let path = Path.join(layout.commonFolder, "config")
        var reader = GitConfigReader(include)
        try reader.read(path)
        if usesWorktreeConfig(reader.entries, in: path) {
            try reader.read(Path.join(layout.gitFolder, "config.worktree"))
        }
        return reader.entries
    }

    /// All entries of this key in this section, first to last.
    package func entries(_ section: String, _ subsection: String?, _ key: String) -> [Entry] {
        entries.filter {
            $0.section == section && $0.key == key
                // By bytes: to Swift, composed and decomposed letters are equal, to git they are not.
                && $0.subsection.map { Array($0.utf8) } == subsection.map { Array($0.utf8) }
        }
    }

    /// The subsections of a section, each once, in the order of their first entry.
    package func subsections(of section: String) -> [String] {
        var seen: Set<[UInt8]> = []
        return entries.compactMap { entry in
            guard entry.section == section, let name = entry.subsection else { return nil }
            return seen.insert(Array(name.utf8)).inserted ? name : nil
        }
    }

    /// git looks for extensions in the file itself, not in what it includes. Source: setup.c.
    private static func usesWorktreeConfig(_ entries: [Entry], in path: String) -> Bool {
        let last = entries.last { entry in
            guard case .file(path, _) = entry.source else { return false }
            return entry.section == "extensions" && entry.subsection == nil && entry.key == "worktreeconfig"
        }
        guard let last else { return false }
        guard let value = last.value?.lowercased() else { return true }
        return ["true", "yes", "on"].contains(value) || Int(value).map { $0 != 0 } ?? false
    }
}

extension GitConfig {
    /// What git puts between section, subsection and key.
    static let separator = UInt8(ascii: ".")
}

extension GitConfig.Entry {
    var isRemoteURL: Bool { section == "remote" && subsection != nil && key == "url" }

    /// From a full name as git forms it: the section ends at the first dot, the key begins after the last.
    init(_ name: [UInt8], _ value: [UInt8]?, file: String, line: Int) {
        func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        let parts = name.split(separator: GitConfig.separator, omittingEmptySubsequences: false)
        section = parts.count > 1 ? text(parts[0]) : ""
        subsection =
            parts.count > 2
            ? text(parts[1..<(parts.count - 1)].joined(separator: [GitConfig.separator])) : nil
        key = text(parts[parts.count - 1])
        self.value = value.map(text)
        source = .file(file, line: line)
    }
}

extension DVCModelError {
    static func gitConfigInvalid(_ why: String, at location: ErrorLocation?) -> Self {
        .init(.gitConfigInvalid, "git's configuration cannot be read: \(why)", at: location)
    }
}
