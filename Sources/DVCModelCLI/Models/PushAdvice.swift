package import DVCModelCore

/// How a model's data is pushed to its DVC remote again: `git checkout model@v1.0.0 && dvc push model.bin`.
package struct PushAdvice: Sendable {
    /// At which the data is recorded; nil where no tag is known.
    private let tag: GTOTag?
    /// What DVC tracks of the model, files and folders as a whole, from the git root. Where nothing is known of it here:
    /// where the artifact is.
    private let targets: [String]
    /// Of the DVC repository, from the git root.
    private let dvcRoot: String
    /// Those that DVC tracks as a whole; nil where no record of the model is here.
    private let folders: [FolderRecord]?

    private init(tag: GTOTag?, targets: [String], dvcRoot: String = "", folders: [FolderRecord]? = nil) {
        self.tag = tag
        self.targets = targets
        self.dvcRoot = dvcRoot
        self.folders = folders
    }

    init(_ found: GitModels.Found) {
        let version = found.version
        self.init(
            // A stage's tag leads to the same commit, the version's says which one.
            tag: version.version.map { GTOTag(version.tag.artifact, .register(version: $0)) } ?? version.tag,
            targets: found.record.entries.filter { $0.source != .git }.map(\.path),
            dvcRoot: found.record.dvcRoot,
            folders: found.record.folders
        )
    }

    /// Of a model whose records are not here.
    init(_ reference: ModelReference?, artifactPath: String?) {
        self.init(
            tag: reference.flatMap { reference in
                reference.selector.version.map { GTOTag(reference.artifact, .register(version: $0)) }
            },
            targets: artifactPath.map { [$0] } ?? []
        )
    }

    /// The `.dir` listing of the tracked folder that a file is in: while that is in storage, `dvc push` and `dvc status
    /// --cloud` take all of the folder for being there.
    ///
    /// Source: dvc_data/hashfile/status.py (`_indexed_dir_hashes`).
    package func listing(with path: String) -> ObjectID? {
        folders?.first { path.isAtOrBelow($0.path) }?.listingID
    }

    /// What pushes the data, to be run where the tool was started: one command, or where that cannot be all some lines, in
    /// the shell's words and in its comments.
    ///
    /// - Parameters:
    ///   - paths: of the files that are missing, from the git root; what is not needed for them is left out.
    ///   - obstacles: what has to leave the storage before `dvc push` brings it anew. It is fetched before, so that
    ///     nothing is removed that is nowhere else.
    ///   - gitRoot: absolute.
    package func command(
        for paths: [String],
        removing obstacles: [ErrorLocation] = [],
        gitRoot: String,
        in context: Context,
    ) -> String {
        let concerned = concerned(paths).map { Path.join(gitRoot, $0) }
        let root = dvcRoot.isEmpty ? nil : Path.join(gitRoot, dvcRoot)
        let names = concerned.map { Path.relative($0, to: root ?? context.workingDirectory).shellQuoted }
        let dvc = ["dvc"] + (root.map { ["--cd", context.shown($0).shellQuoted] } ?? [])
        let push = (dvc + ["push"] + names).joined(separator: " ")
        let fetch = (dvc + ["fetch"] + names).joined(separator: " ")
        let checkout = tag.map { "git checkout \($0.description.shellQuoted) && " } ?? ""
        let place = tag == nil ? "   # in a checkout of that version" : ""
        guard !obstacles.isEmpty else {
            return checkout + push + place + (isInUnknownFolder(paths) ? Self.doubt : "")
        }
        if let removal = Self.removal(of: obstacles) {
            return "\(checkout)\(fetch) && \(removal) && \(push)\(place)"
        }
        return """
            \(checkout)\(fetch)\(place)
            # then remove from the storage, for dvc push trusts what is there: \(Self.named(obstacles))
            \(push)
            """
    }

    private func concerned(_ paths: [String]) -> [String] {
        let concerned = targets.filter { target in paths.contains { $0.isAtOrBelow(target) } }
        return [concerned, targets, paths].first { !$0.isEmpty } ?? []
    }

    // MARK: What is in the way

    private static let obstacleLimit = 4
    private static let doubt = "\n# should that find nothing to push: git fetch --tags, and run this again"

    private func isInUnknownFolder(_ paths: [String]) -> Bool {
        folders == nil
            && paths.contains { path in
                targets.contains { path != $0 && path.isAtOrBelow($0) }
            }
    }

    /// nil where they are not few, or not files.
    private static func removal(of obstacles: [ErrorLocation]) -> String? {
        let files = obstacles.compactMap { if case .file(let path, _) = $0 { path.shellQuoted } else { nil } }
        guard files.count == obstacles.count, files.count <= obstacleLimit else { return nil }
        // The objects of a remote are read-only, of which rm would ask.
        return "rm -f \(files.joined(separator: " "))"
    }

    private static func named(_ obstacles: [ErrorLocation]) -> String {
        let rest = obstacles.count - obstacleLimit
        return obstacles.prefix(obstacleLimit).map(\.description).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
