/// Reads a file and, where an include stands, the included file at once.
struct GitConfigReader {
    /// Source: MAX_INCLUDE_DEPTH in git's config.c.
    private static let maximumDepth = 10

    let include: GitInclude
    private(set) var entries: [GitConfig.Entry] = []

    init(_ include: GitInclude) {
        self.include = include
    }

    mutating func read(_ file: String) throws(DVCModelError) {
        try read(file, depth: 0, mayNameURLs: true)
    }

    private mutating func read(_ file: String, depth: Int, mayNameURLs: Bool) throws(DVCModelError) {
        guard let bytes = try Files.read(file) else { return }
        guard depth <= Self.maximumDepth else {
            throw .gitConfigInvalid(
                "includes are more than \(Self.maximumDepth) files deep; do files include each other?",
                at: .file(file),
            )
        }
        for entry in try GitConfigParser.entries(of: bytes, file: file) {
            guard mayNameURLs || !entry.isRemoteURL else {
                throw .gitConfigInvalid(
                    "a file that 'hasconfig' includes must not set a remote's URL",
                    at: entry.source.location
                )
            }
            entries.append(entry)
            guard include.isMeant(by: entry, in: file) else { continue }
            try read(
                try path(entry, in: file),
                depth: depth + 1,
                mayNameURLs: mayNameURLs && !GitInclude.asksForURLs(entry),
            )
        }
    }

    private func path(_ entry: GitConfig.Entry, in file: String) throws(DVCModelError) -> String {
        guard let value = entry.value else {
            throw .gitConfigInvalid("an include needs a path", at: entry.source.location)
        }
        guard let path = HomeFolder.expanding(value, in: include.environment) else {
            throw .gitConfigInvalid("there is no home folder for '\(value)'", at: entry.source.location)
        }
        return Path.join(Path.parent(file), path)
    }
}
