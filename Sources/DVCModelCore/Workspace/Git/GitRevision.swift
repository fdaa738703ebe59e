/// The files of one commit, read from git's objects.
package final class GitRevision: RevisionFiles {
    /// The commit's id.
    package let commit: String
    private let objects: GitObjects
    private let root: String
    /// By their ids, so that a folder is read once.
    private var folders: [String: [Entry]] = [:]

    /// The commit that a revision names: a tag, a branch, `HEAD`, a commit's id or its beginning; nil when there is
    /// none, or when it is not here, as in a shallow clone.
    ///
    /// - Throws: `git-failed`
    package init?(_ revision: String, in objects: GitObjects) throws(DVCModelError) {
        guard let commit = try objects.commit(revision) else { return nil }
        let tree = "tree ".utf8
        guard commit.bytes.starts(with: tree) else { throw .objectBroken(commit.id) }
        let root = commit.bytes.dropFirst(tree.count).prefix { $0 != ASCII.newline }
        self.commit = commit.id
        self.objects = objects
        self.root = String(decoding: root, as: UTF8.self)
    }

    package func shown(_ path: String) -> String { "\(commit.prefix(7)):\(path)" }

    /// Files and symbolic links. A name that is no UTF-8 is left out: no record could spell it.
    ///
    /// - Throws: `git-failed`
    package func paths() throws(DVCModelError) -> [String] {
        let listed = try objects.ask(["ls-tree", "-r", "-z", "--full-tree", commit])
        return listed.split(separator: 0).compactMap { line in
            // <mode> <kind> <id> TAB <path>
            guard let tab = line.firstIndex(of: UInt8(ascii: "\t")),
                line[..<tab].split(separator: UInt8(ascii: " ")).dropFirst().first?.elementsEqual("blob".utf8)
                    == true
            else { return nil }
            return String(validating: line[(tab + 1)...], as: UTF8.self)
        }
    }

    /// For a symbolic link where it leads, as DVC reads one in a commit.
    ///
    /// - Throws: `git-failed`, also where the commit has the file and its bytes are not here.
    package func contents(_ path: String) throws(DVCModelError) -> [UInt8]? {
        var folder = root
        let parts = path.utf8.split(separator: ASCII.slash, omittingEmptySubsequences: false)
        for (depth, part) in parts.enumerated() {
            guard let entry = try entries(folder).first(where: { $0.name.elementsEqual(part) }) else {
                return nil
            }
            if depth == parts.count - 1 {
                return entry.kind == .blob ? try object(entry.id, .blob).bytes : nil
            }
            guard entry.kind == .tree else { return nil }
            folder = entry.id
        }
        return nil
    }

    private func object(_ id: String, _ kind: GitObject.Kind) throws(DVCModelError) -> GitObject {
        guard let object = try objects.read(id) else { throw .objectNotHere(id, of: commit) }
        guard object.kind == kind else { throw .objectBroken(id) }
        return object
    }

    private struct Entry {
        let name: ArraySlice<UInt8>
        /// nil for a submodule.
        let kind: GitObject.Kind?
        let id: String
    }

    private func entries(_ folder: String) throws(DVCModelError) -> [Entry] {
        if let entries = folders[folder] { return entries }
        guard let entries = Self.entries(of: try object(folder, .tree)) else { throw .objectBroken(folder) }
        folders[folder] = entries
        return entries
    }

    /// `<mode> <name>`, a zero byte and the bytes of the id, without anything between entries; nil when they do not
    /// come out even.
    private static func entries(of tree: GitObject) -> [Entry]? {
        let idLength = tree.id.utf8.count / 2
        var entries: [Entry] = []
        var rest = tree.bytes[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let end = rest[space...].firstIndex(of: 0), rest.endIndex - end > idLength
            else { return nil }
            let id = rest[(end + 1)...].prefix(idLength)
            let name = rest[(space + 1)..<end]
            entries.append(Entry(name: name, kind: kind(ofMode: rest[..<space]), id: id.hexDigits))
            rest = rest[id.endIndex...]
        }
        return entries
    }

    private static func kind(ofMode mode: ArraySlice<UInt8>) -> GitObject.Kind? {
        switch String(decoding: mode, as: UTF8.self) {
        case "40000", "040000": .tree
        case "160000": nil
        default: .blob
        }
    }
}

extension DVCModelError {
    fileprivate static func objectBroken(_ id: String) -> Self {
        .init(.gitFailed, "git's object '\(id)' is broken", hint: "git fsck")
    }

    fileprivate static func objectNotHere(_ id: String, of commit: String) -> Self {
        .init(
            .gitFailed,
            "git's object '\(id)', which the commit '\(commit)' needs, is not here: is this a partial clone?",
            hint: "git fetch --refetch --no-filter",
        )
    }
}
