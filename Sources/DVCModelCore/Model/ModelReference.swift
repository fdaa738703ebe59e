/// A model and which of its versions: all that Studio or a registry has to be asked.
package struct ModelReference: Hashable, Sendable {
    package let artifact: ArtifactName
    package let selector: Selector
    /// Whether the dvc.yaml that counts here declares the artifact. If not it may still exist at another commit.
    package let isDeclared: Bool
    /// For an artifact that is not declared: the full name of one that is, and is spelled alike.
    package let nearMiss: String?

    package init(
        _ artifact: ArtifactName,
        _ selector: Selector = .latest,
        isDeclared: Bool = false,
        nearMiss: String? = nil,
    ) {
        self.artifact = artifact
        self.selector = selector
        self.isDeclared = isDeclared
        self.nearMiss = nearMiss
    }
}

extension ModelReference: CustomStringConvertible {
    /// `nlp:tokenizer@v1.2.3`, `resnet#prod`, `resnet`.
    package var description: String { "\(artifact)\(selector.suffix)" }
}

/// The artifacts of one dvc.yaml.
package struct DeclaredArtifacts: Sendable, Equatable {
    /// The file as errors name it.
    package let file: String
    /// Its folder relative to the git root; nil for the root itself.
    package let directory: String?
    package let artifacts: [Artifact]

    package init(file: String, directory: String?, artifacts: [Artifact]) {
        self.file = file
        self.directory = directory
        self.artifacts = artifacts
    }

    /// The full name of an artifact declared here.
    ///
    /// - Throws: `artifact-unknown` when GTO could not address it.
    func fullName(_ artifact: Artifact) throws(DVCModelError) -> ArtifactName {
        guard ArtifactName.isValid(name: artifact.name) else { throw .artifactUnaddressable(artifact, file) }
        if let directory, !ArtifactName.isValid(directory: directory) {
            throw .artifactFolderUnaddressable(directory, file)
        }
        return ArtifactName(directory: directory, name: artifact.name)
    }

    /// A reference for every artifact of type `model` in these files, and an error for each that GTO could not
    /// address.
    package static func models(
        in files: [DeclaredArtifacts],
        _ selector: Selector = .latest,
    ) -> (references: [ModelReference], errors: [DVCModelError]) {
        var references: [ModelReference] = []
        var errors: [DVCModelError] = []
        for file in files {
            for artifact in file.artifacts where artifact.type == "model" {
                do throws(DVCModelError) {
                    references.append(ModelReference(try file.fullName(artifact), selector, isDeclared: true))
                } catch {
                    errors.append(error)
                }
            }
        }
        return (references, errors)
    }
}

private extension DVCModelError {
    static func artifactUnaddressable(_ artifact: Artifact, _ file: String) -> Self {
        .init(
            .artifactUnknown,
            "GTO cannot address the artifact '\(artifact.name)': only letters, digits, '-', '_' and '/', "
                + "with a letter or digit at both ends",
            at: .file(file, line: artifact.line),
            hint: "rename it there",
        )
    }

    static func artifactFolderUnaddressable(_ directory: String, _ file: String) -> Self {
        .init(
            .artifactUnknown,
            "GTO cannot address artifacts in the folder '\(directory)': "
                + "only letters, digits, '-', '_', '.' and '/'",
            at: .file(file),
            hint: "rename the folder",
        )
    }
}
