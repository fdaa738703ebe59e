/// Reads what paths of the repository stand for at one commit, by DVC's rules.
///
/// Sources: dvc/repo/index.py (which outputs there are), dvc/fs/dvc.py (how they and Git's files lie over each other).
package struct RecordReader<Files: RevisionFiles> {
    private let files: Files
    private let tree: CommitTree

    /// - Throws: what `files` throws.
    package init(_ files: Files) throws(DVCModelError) {
        self.files = files
        tree = CommitTree(try files.paths())
    }

    /// What `path` stands for. It is taken from the git root, as an artifact's path is; ways that lead out of the git
    /// root end there.
    ///
    /// - Throws: `record-missing` when neither DVC nor Git has it, or when its hash was never recorded;
    ///   `record-invalid` when a file that may tell cannot be understood; what `files` throws.
    package func record(at path: String) throws(DVCModelError) -> ModelRecord {
        let target = Path.fromRoot(path)
        do throws(DVCModelError) {
            return ModelRecord(path: target, entries: try entries(at: target))
        } catch {
            throw error.shown(in: files)
        }
    }

    private func entries(at target: String) throws(DVCModelError) -> [RecordEntry] {
        let root = tree.dvcRoot(of: target)
        var ignore = try tree.ignore(of: root) { (path) throws(DVCModelError) in try files.contents(path) }
        if tree.files.contains(target), !ignore.ignores(file: target.relative(to: root)) {
            return [.file(FileRecord(heldByGit: target, dvcRoot: root))]
        }
        let held = SortedPaths(sorted: tree.visibleFiles(below: target, in: root, ignoring: &ignore))
        var found = FoundOutputs(target: target, root: root, held: held)
        // Below a file of Git nothing can be.
        if !target.parentFolders.contains(where: tree.files.contains) {
            var search = OutputSearch(target, in: root, ignore, of: tree, files)
            try search.run()
            found.outputs = search.outputs
            found.failures = search.failures
        }
        let entries = try found.entries()
        guard !entries.isEmpty else { throw found.nothing() }
        return entries
    }
}

extension Path {
    /// A path from the git root without what is empty or `.`; each `..` goes one folder up, but not out of the git
    /// root. "" for the git root itself.
    static func fromRoot(_ path: String) -> String {
        String(Substring(normalised("/\(path)").utf8.dropFirst()))
    }
}

extension DVCModelError {
    /// The same error with its files named as those of the commit; what reading from Git throws names them itself.
    func shown(in files: some RevisionFiles) -> DVCModelError {
        switch code {
        case .recordInvalid, .recordMissing, .dvcYAMLInvalid, .parametersInvalid, .noDVCYAML,
            .artifactUnknown:
            break
        default: return self
        }
        var error = self
        if case .file(let path, let line)? = location {
            error.location = .file(files.shown(path), line: line)
        }
        error.paths = paths.map(files.shown)
        return error
    }
}
