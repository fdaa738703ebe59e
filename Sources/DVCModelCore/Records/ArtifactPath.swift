extension RevisionFiles {
    /// The path of an artifact as its dvc.yaml has it at this commit, from the git root.
    ///
    /// - Throws: `no-dvc-yaml`, `artifact-unknown`, what ``ArtifactsFile/parse(_:at:read:)`` throws.
    package func path(of artifact: ArtifactName) throws(DVCModelError) -> String {
        let folder = artifact.directory ?? ""
        let file = Path.fromRoot(Path.join(folder, ArtifactsFile.name))
        do throws(DVCModelError) {
            guard let bytes = try contents(file) else { throw .noDVCYAMLAtCommit(of: artifact, file) }
            let artifacts = try ArtifactsFile.parse(bytes, at: file) { (path) throws(DVCModelError) in
                try contents(path)
            }
            guard let declared = artifacts.last(where: { $0.name.isSame(as: artifact.name) }) else {
                throw .artifactNotAtCommit(artifact, known: artifacts.map(\.name), file)
            }
            guard let path = declared.path else { throw .artifactPathNotText(artifact, file, declared.line) }
            return Path.fromRoot(Path.join(Path.parent(file), path))
        } catch {
            throw error.shown(in: self)
        }
    }
}

extension DVCModelError {
    fileprivate static func noDVCYAMLAtCommit(of artifact: ArtifactName, _ file: String) -> Self {
        .init(
            .noDVCYAML,
            "there is no '\(file)' at this commit, so the artifact '\(artifact)' is not declared",
            at: .file(file),
        )
    }

    fileprivate static func artifactNotAtCommit(
        _ artifact: ArtifactName,
        known: [String],
        _ file: String,
    ) -> Self {
        let declared = known.isEmpty ? "it declares none" : "declared there: \(known.joined(separator: ", "))"
        return .init(
            .artifactUnknown,
            "no artifact '\(artifact.name)' in '\(file)' at this commit (\(declared))",
            at: .file(file),
        )
    }

    fileprivate static func artifactPathNotText(_ artifact: ArtifactName, _ file: String, _ line: Int) -> Self
    {
        .init(
            .dvcYAMLInvalid,
            "a template makes the path of the artifact '\(artifact.name)' a list or a mapping",
            at: .file(file, line: line),
        )
    }
}
