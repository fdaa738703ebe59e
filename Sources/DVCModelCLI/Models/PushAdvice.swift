import DVCModelCore

/// How a model's data is pushed to its DVC remote again: `git checkout model@v1.0.0 && dvc push model.bin`.
package struct PushAdvice: Sendable {
    /// At which the data is recorded; nil where no tag is known.
    private let tag: GTOTag?
    /// What DVC tracks of the model, files and folders as a whole, from the git root. Where nothing is known of it here:
    /// where the artifact is.
    private let targets: [String]
    /// Of the DVC repository, from the git root.
    private let dvcRoot: String

    init(tag: GTOTag?, targets: [String], dvcRoot: String = "") {
        self.tag = tag
        self.targets = targets
        self.dvcRoot = dvcRoot
    }

    init(_ found: GitModels.Found) {
        let version = found.version
        self.init(
            // A stage's tag leads to the same commit, the version's says which one.
            tag: version.version.map { GTOTag(version.tag.artifact, .register(version: $0)) } ?? version.tag,
            targets: found.record.entries.filter { $0.source != .git }.map(\.path),
            dvcRoot: found.record.dvcRoot
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

    /// The command that pushes the data, to be run where the tool was started.
    ///
    /// - Parameters:
    ///   - paths: of the files that are missing, from the git root; what is not needed for them is left out.
    ///   - gitRoot: absolute.
    package func command(for paths: [String], gitRoot: String, in context: Context) -> String {
        let concerned = targets.filter { target in
            paths.contains { $0 == target || $0.utf8.starts(with: "\(target)/".utf8) }
        }
        let named = [concerned, targets, paths].first { !$0.isEmpty } ?? []
        var words = ["dvc"]
        var folder = context.workingDirectory
        if !dvcRoot.isEmpty {
            folder = Path.join(gitRoot, dvcRoot)
            words += ["--cd", context.shown(folder).shellQuoted]
        }
        words.append("push")
        words += named.map { Path.relative(Path.join(gitRoot, $0), to: folder).shellQuoted }
        let push = words.joined(separator: " ")
        guard let tag else { return "\(push)   (in a checkout of that version)" }
        return "git checkout \(tag.description.shellQuoted) && \(push)"
    }
}
