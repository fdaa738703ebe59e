/// The `.dvcignore` files of a DVC repository. Paths are relative to its root.
///
/// Source: dvc/ignore.py, dvc/pathspec_math.py, and the patterns of Python's pathspec.
struct DVCIgnore {
    private var rules: [Rule] = []
    /// What is known of folders so far, by path.
    private var ignoredFolders: [[UInt8]: Bool] = [:]

    init() {
        add([".hg/", ".git/", ".git", ".dvc/"], folder: "")
    }

    /// Adds the patterns of a `.dvcignore` in `folder`; those of the folders above it have to be there already.
    mutating func add(_ text: [UInt8], folder: String) {
        let lines = text.split { $0 == ASCII.newline || $0 == ASCII.carriageReturn }
        add(lines.map { String(decoding: $0, as: UTF8.self) }, folder: folder)
        ignoredFolders = [:]
    }

    private mutating func add(_ lines: [String], folder: String) {
        let depth = folder.isEmpty ? 0 : Self.components(folder).count
        for line in lines {
            guard let pattern = IgnorePattern(line) else { continue }
            rules.append(Rule(pattern: pattern, folder: folder, depth: depth))
        }
    }

    /// Whether DVC does not see a file, because of its own name or of a folder that it lies in.
    mutating func ignores(file path: String) -> Bool {
        ignoresFolder(Path.parent(path)) || isMatched(path, isFolder: false)
    }

    private mutating func ignoresFolder(_ path: String) -> Bool {
        if path.isEmpty { return false }
        let key = Array(path.utf8)
        if let known = ignoredFolders[key] { return known }
        let isIgnored = ignoresFolder(Path.parent(path)) || isMatched(path, isFolder: true)
        ignoredFolders[key] = isIgnored
        return isIgnored
    }

    /// By the last pattern that matches.
    private func isMatched(_ path: String, isFolder: Bool) -> Bool {
        let components = Self.components(path)
        let rule = rules.last { rule in
            rule.applies(to: path)
                && rule.pattern.matches(components.dropFirst(rule.depth), isFolder: isFolder)
        }
        return rule.map { !$0.pattern.isNegated } ?? false
    }

    private static func components(_ path: String) -> [String] {
        path.utf8.split(separator: ASCII.slash).map { String(Substring($0)) }
    }

    private struct Rule {
        let pattern: IgnorePattern
        let folder: String
        /// The number of components of ``folder``.
        let depth: Int

        func applies(to path: String) -> Bool {
            folder.isEmpty || path.utf8.starts(with: "\(folder)/".utf8)
        }
    }
}

/// One line of a `.dvcignore`.
private struct IgnorePattern {
    private enum Part {
        /// `**`: any number of folders.
        case anyFolders
        case anyName
        case literal(String)
        case glob(Wildmatch)
    }

    let isNegated: Bool
    private let isFolderOnly: Bool
    private let parts: [Part]

    /// nil for a blank line, a comment, and what can match nothing.
    init?(_ line: String) {
        let scalars = Substring(line).unicodeScalars.drop { $0.properties.isWhitespace }
        var text = String(
            String.UnicodeScalarView(scalars.reversed().drop { $0.properties.isWhitespace }.reversed())
        )
        guard !text.isEmpty, text != "/", text.utf8.first != UInt8(ascii: "#") else { return nil }
        isNegated = text.utf8.first == UInt8(ascii: "!")
        if isNegated { text = String(Substring(text.utf8.dropFirst())) }

        var names = text.utf8.split(separator: ASCII.slash, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        isFolderOnly = names.count > 1 && names.last == ""
        if names.first == "" {
            names.removeFirst()
        } else if names[0] != "**", names.count == 1 || (names.count == 2 && isFolderOnly) {
            names.insert("**", at: 0)
        }
        if names.last == "" { names[names.count - 1] = "**" }
        // DVC looks for the slash of `**/` and `*/` at the beginning of a path, where none is.
        if isFolderOnly, names == ["**", "**"] || names == ["**", "*", "**"] { return nil }
        parts = names.map(Self.part)
    }

    private static func part(_ name: String) -> Part {
        switch name {
        case "**": .anyFolders
        case "*": .anyName
        case _ where name.utf8.contains(where: { "*?[\\".utf8.contains($0) }): .glob(Wildmatch(name))
        default: .literal(name)
        }
    }

    /// Whether the pattern matches a path, or a folder that it lies in.
    func matches(_ path: ArraySlice<String>, isFolder: Bool) -> Bool {
        if isFolderOnly, !isFolder { return false }
        let names = Array(path)
        // reached[i]: the parts so far match the first i names.
        var reached = [Bool](repeating: false, count: names.count + 1)
        reached[0] = true
        for (index, part) in parts.enumerated() {
            if case .anyFolders = part {
                if index == parts.count - 1 {
                    // What is in a folder, and to DVC the folder itself.
                    return isFolder ? reached.contains(true) : reached.dropLast().contains(true)
                }
                for place in names.indices where reached[place] { reached[place + 1] = true }
            } else {
                reached = reached.indices.map { $0 > 0 && reached[$0 - 1] && matches(part, names[$0 - 1]) }
            }
        }
        return reached.contains(true)
    }

    private func matches(_ part: Part, _ name: String) -> Bool {
        switch part {
        case .anyFolders, .anyName: true
        case .literal(let literal): name.isSame(as: literal)
        case .glob(let pattern): pattern.matches(name)
        }
    }
}
