package import DVCModelCore

/// A version that is registered, and what is asked of its model as far as that can be had.
package struct Registered<Model> {
    package let artifact: ArtifactName
    /// nil where nobody can tell which there are.
    package let version: RegisteredVersion?
    package let model: Result<Model, DVCModelError>

    /// `nlp:bert@v1.2.0`
    package var label: String {
        "\(artifact)" + (version.map { $0.version.map { "@\($0)" } ?? " at \($0.commit.prefix(7))" } ?? "")
    }

    fileprivate init(_ registered: RegisteredVersions.One, _ model: Result<Model, DVCModelError>) {
        artifact = registered.artifact
        version = registered.version
        self.model = model
    }
}

/// What the tags of a clone say is registered, by the names of the artifacts, greatest version first.
struct RegisteredVersions {
    fileprivate struct One {
        let artifact: ArtifactName
        var version: RegisteredVersion?
        /// What to ask a route for.
        let reference: Result<ModelReference, DVCModelError>
    }

    private let all: [One]

    /// - Parameter glob: which artifacts; nil: all.
    /// - Throws: `no-tags`, `artifact-unknown` where there is none of that name; what reading the tags throws
    init(_ models: GitModels, named glob: String?) throws(DVCModelError) {
        let registered = try models.registered()
        let chosen = registered.filter { artifact, _ in
            glob.map { Glob.matches($0, artifact.description) } ?? true
        }
        if let glob, chosen.isEmpty { throw .noArtifact(glob, registered.map(\.artifact)) }
        all = chosen.flatMap { artifact, versions in
            switch versions {
            case .failure(let error): [One(artifact: artifact, reference: .failure(error))]
            case .success(let versions): versions.map { One(artifact, $0) }
            }
        }
    }

    var references: [ModelReference] { all.compactMap { try? $0.reference.get() } }

    /// What `ask` gives for each. What cannot be had of one is no obstacle to the others.
    func map<Model>(
        _ ask: (ModelReference) throws(DVCModelError) -> Model
    ) -> [Registered<Model>] {
        all.map { registered in
            Registered(
                registered,
                registered.reference.flatMap { reference in
                    Result { () throws(DVCModelError) in try ask(reference) }
                }
            )
        }
    }
}

extension RegisteredVersions.One {
    fileprivate init(_ artifact: ArtifactName, _ version: RegisteredVersion) {
        // What is active and has no version was found by a stage.
        let selector = version.version.map(Selector.version) ?? version.stages.first.map(Selector.stage)
        self.artifact = artifact
        self.version = version
        reference = .success(ModelReference(artifact, selector ?? .latest))
    }
}

extension DVCModelError {
    fileprivate static func noArtifact(_ glob: String, _ artifacts: [ArtifactName]) -> Self {
        .init(
            .artifactUnknown,
            "no tag here speaks of an artifact '\(glob)'; there are",
            at: .option("--name"),
            hint: "git fetch --tags",
            paths: artifacts.map(\.description)
        )
    }
}
