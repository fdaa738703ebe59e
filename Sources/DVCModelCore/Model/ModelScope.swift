/// Where a tool was started, as far as it decides which model is meant.
package struct ModelScope: Sendable, Equatable {
    /// The working directory relative to the git root; nil for the root itself and outside of any checkout.
    package let directory: String?
    /// The dvc.yaml there or else the nearest one above; nil when there is none.
    package let declared: DeclaredArtifacts?
    /// The tool's own name, for commands to paste.
    package let tool: String

    package init(directory: String?, declared: DeclaredArtifacts?, tool: String) {
        self.directory = directory
        self.declared = declared
        self.tool = tool
    }

    /// The models that are meant, each once.
    ///
    /// - Throws: what ``reference(_:)`` throws.
    package func references(_ arguments: [ModelArgument]) throws(DVCModelError) -> [ModelReference] {
        var references: [ModelReference] = []
        for argument in arguments {
            let reference = try reference(argument)
            if !references.contains(reference) { references.append(reference) }
        }
        return references
    }

    /// - Throws: `artifact-ambiguous`, `artifact-unknown`, `no-dvc-yaml`; `usage` for a name that no artifact can
    ///   have.
    package func reference(_ argument: ModelArgument) throws(DVCModelError) -> ModelReference {
        let selector = argument.selector ?? .latest
        switch argument.name {
        case .inferred: return try inferred(selector)
        case .bare(let name): return try bare(name, selector)
        case .full(let name): return full(name, selector)
        }
    }

    private func inferred(_ selector: Selector) throws(DVCModelError) -> ModelReference {
        guard let declared else { throw .dvcYAMLMissing(hint: "\(tool) DIR:NAME, or -C DIR") }
        let models = declared.artifacts.filter { $0.type == "model" }
        let candidates = models.isEmpty ? declared.artifacts : models
        guard let only = candidates.first else { throw .noArtifact(declared, hint: "\(tool) DIR:NAME") }
        guard candidates.count == 1 else {
            let names = candidates.compactMap { artifact in
                // An artifact that GTO cannot address is no choice; if it is meant, its name will say so.
                try? declared.fullName(artifact)
            }
            let what = "\(candidates.count) \(models.isEmpty ? "artifacts" : "models")"
            throw .ambiguous(what, declared, commands: names.map { command($0, selector) })
        }
        return ModelReference(try declared.fullName(only), selector, isDeclared: true)
    }

    private func bare(_ name: String, _ selector: Selector) throws(DVCModelError) -> ModelReference {
        guard let declared else {
            guard ArtifactName.isValid(name: name) else { throw .artifactNameInvalid(name) }
            guard directory == nil else {
                throw .dvcYAMLMissing(hint: "\(tool) :\(name), for the git root's own")
            }
            return ModelReference(ArtifactName(directory: nil, name: name), selector)
        }
        if let artifact = declared.artifacts.first(where: { $0.name.isSame(as: name) }) {
            return ModelReference(try declared.fullName(artifact), selector, isDeclared: true)
        }
        throw unknown(name, in: declared, selector)
    }

    private func full(_ name: ArtifactName, _ selector: Selector) -> ModelReference {
        // What GTO cannot address is neither this artifact nor worth suggesting.
        let names = (declared?.artifacts ?? []).compactMap { try? declared?.fullName($0) }
        if names.contains(name) { return ModelReference(name, selector, isDeclared: true) }
        let similar = nearMiss(name.description, in: names.map(\.description))
        return ModelReference(name, selector, isDeclared: false, nearMiss: similar)
    }

    private func unknown(
        _ name: String,
        in declared: DeclaredArtifacts,
        _ selector: Selector,
    ) -> DVCModelError {
        let artifacts = declared.artifacts
        let meant =
            artifacts.first { $0.path.map(Path.normalised)?.isSame(as: Path.normalised(name)) ?? false }
            ?? nearMiss(name, in: artifacts.map(\.name)).flatMap { word in artifacts.first { $0.name == word }
            }
        // Without a valid name there is nothing to paste.
        if let meant, let fullName = try? declared.fullName(meant) {
            return .unknown(name, declared, line: meant.line, command(fullName, selector))
        }
        guard ArtifactName.isValid(name: name) else { return .artifactNameInvalid(name) }
        let prefix = declared.directory ?? ""
        return .unknown(
            name,
            declared,
            line: nil,
            "\(tool) \("\(prefix):\(name)\(selector.suffix)".shellQuoted)"
        )
    }

    private func command(_ name: ArtifactName, _ selector: Selector) -> String {
        "\(tool) \("\(name)\(selector.suffix)".shellQuoted)"
    }
}

extension DeclaredArtifacts {
    /// The file relative to the git root.
    fileprivate var path: String { Path.join(directory ?? "", ArtifactsFile.name) }

    /// What is declared, for a hint.
    fileprivate var list: String {
        let limit = 8
        let names = artifacts.prefix(limit).map(\.name).joined(separator: ", ")
        let more = artifacts.count > limit ? " and \(artifacts.count - limit) more" : ""
        return artifacts.isEmpty ? "nothing is declared here" : "declared here: \(names)\(more)"
    }
}

private extension DVCModelError {
    static func dvcYAMLMissing(hint: String) -> Self {
        .init(.noDVCYAML, "no 'dvc.yaml' here or in a folder above, up to the git root", hint: hint)
    }

    static func noArtifact(_ declared: DeclaredArtifacts, hint: String) -> Self {
        .init(
            .artifactUnknown,
            "'\(declared.path)' declares no artifact",
            at: .file(declared.file),
            hint: hint
        )
    }

    static func ambiguous(_ what: String, _ declared: DeclaredArtifacts, commands: [String]) -> Self {
        .init(
            .artifactAmbiguous,
            "'\(declared.path)' declares \(what), and none is named",
            at: .file(declared.file),
            hint: commands.joined(separator: "\n"),
        )
    }

    static func unknown(_ name: String, _ declared: DeclaredArtifacts, line: Int?, _ command: String) -> Self
    {
        .init(
            .artifactUnknown,
            "no artifact '\(name)' in '\(declared.path)'",
            at: .file(declared.file, line: line),
            hint: "\(command)   (\(declared.list))",
        )
    }
}
