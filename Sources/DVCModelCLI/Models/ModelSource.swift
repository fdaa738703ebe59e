package import DVCModelCore

/// From a command line to models whose objects are known: the part that all three tools begin with.
package struct ModelSource {
    /// Where files of the repository are: the git root; outside a checkout the working directory.
    package let root: String
    package let httpSettings: HTTPSettings

    private let arguments: Arguments
    private let context: Context
    private let git: GitLayout?

    /// - Throws: `git-config-invalid`, `file-unreadable`
    package init(_ arguments: Arguments, in context: Context) throws(DVCModelError) {
        self.arguments = arguments
        self.context = context
        git = try GitLayout.find(from: context.workingDirectory)
        root = git?.workTree ?? context.workingDirectory
        httpSettings = HTTPSettings(
            userAgent: "\(context.console.tool)/\(ToolVersion.text)",
            caFile: arguments[.cacert].map { Sourced($0, from: .option("--cacert")) },
            environment: context.environment,
        )
    }

    /// The models that are meant, each with its objects. None where a tag gives nothing to do, which is then said.
    package func resolve() throws(DVCModelError) -> [ResolvedModel] {
        if let file = arguments[.uris] { return [try model(fromMap: file)] }
        let request = try ModelRequest.parse(
            arguments.positionals,
            rev: arguments[.rev],
            stage: arguments[.stage],
            tag: arguments[.tag]
        )
        switch request {
        case .nothingToDo(let note):
            context.console.note(note)
            return []
        case .models(let requested):
            return try resolve(requested)
        case .all:
            throw DVCModelError(.internal, "--all was read and is not offered")
        }
    }

    private var filter: PathFilter { PathFilter(arguments[all: .path]) }

    // MARK: --uris

    private func model(fromMap file: String) throws(DVCModelError) -> ResolvedModel {
        let bytes = try file == "-" ? StandardInput.read(limit: Self.mapByteLimit) : contents(of: file)
        let objects: [RemoteObject]
        do throws(URLMapFault) {
            objects = try URLMap.parse(bytes)
        } catch {
            throw DVCModelError(
                .urlMapInvalid,
                "the map of URLs \(error)",
                at: file == "-" ? .option("--uris -") : .file(file)
            )
        }
        let label = arguments.positionals.first ?? file
        let report = ModelReport(
            model: label,
            name: arguments.positionals.first,
            repo: nil,
            version: nil,
            stage: nil,
            latest: false,
            route: .map,
            studioURL: nil
        )
        return ResolvedModel(
            report: report,
            artifactPath: nil,
            objects: try filter.apply(to: objects, of: label)
        )
    }

    private func contents(of file: String) throws(DVCModelError) -> [UInt8] {
        let path = Path.join(context.workingDirectory, file)
        guard let bytes = try Files.read(path, limit: Self.mapByteLimit) else {
            throw DVCModelError(.fileUnreadable, "there is no map of URLs '\(file)'", at: .option("--uris"))
        }
        return bytes
    }

    private static let mapByteLimit = 64 << 20

    // MARK: Studio

    private func resolve(_ requested: [ModelArgument]) throws(DVCModelError) -> [ResolvedModel] {
        guard arguments[.source] != .remote else { throw .noRemoteRoute }
        let scope = try scope()
        let references = try scope.references(requested)
        let studio = try Studio(arguments, git: git, in: context)
        let client = HTTPClient(httpSettings, cancellation: context.cancellation, log: context.log)
        let resolver = StudioResolver(client: client, log: context.log)
        return try references.map { reference throws(DVCModelError) in
            try resolve(reference, scope, studio, resolver)
        }
    }

    private func resolve(
        _ reference: ModelReference,
        _ scope: ModelScope,
        _ studio: Studio,
        _ resolver: StudioResolver,
    ) throws(DVCModelError) -> ResolvedModel {
        context.log.decision(
            "model '\(reference)'\(reference.isDeclared ? "" : ", which no dvc.yaml here declares")"
        )
        let objects: [RemoteObject]
        do throws(DVCModelError) {
            objects = try resolver.objects(
                StudioRequest(reference, of: studio.repo.value, at: studio.endpoint)
            )
        } catch {
            throw error.suggesting(reference.nearMiss, tool: scope.tool)
        }
        let label = reference.description
        return ResolvedModel(
            report: ModelReport(reference, studio),
            artifactPath: scope.path(of: reference),
            objects: try filter.apply(to: objects, of: label),
        )
    }

    /// Where the tool was started, and what is declared there.
    private func scope() throws(DVCModelError) -> ModelScope {
        let folder = context.workingDirectory
        guard let gitRoot = git?.workTree else {
            return ModelScope(directory: nil, declared: nil, tool: context.console.tool)
        }
        return ModelScope(
            directory: Self.directory(folder, below: gitRoot),
            declared: try declared(from: folder, gitRoot: gitRoot),
            tool: context.console.tool,
        )
    }

    private func declared(from folder: String, gitRoot: String) throws(DVCModelError) -> DeclaredArtifacts? {
        guard let file = ArtifactsFile.find(from: folder, gitRoot: gitRoot),
            let artifacts = try ArtifactsFile.read(file)
        else { return nil }
        let directory = Self.directory(Path.parent(file), below: gitRoot)
        return DeclaredArtifacts(file: file, directory: directory, artifacts: artifacts)
    }

    /// Nil for the git root itself.
    private static func directory(_ folder: String, below gitRoot: String) -> String? {
        let relative = Path.relative(folder, to: gitRoot)
        return relative == "." ? nil : relative
    }
}

extension ModelScope {
    /// Where the artifact is, from the git root; nil where it is not declared here.
    fileprivate func path(of reference: ModelReference) -> String? {
        guard reference.isDeclared, let declared,
            let path = declared.artifacts.first(where: { $0.name == reference.artifact.name })?.path
        else { return nil }
        return Path.normalised(Path.join(declared.directory ?? "", path))
    }
}

extension DVCModelError {
    fileprivate static var noRemoteRoute: Self {
        .init(
            .routeUnavailable,
            "this version finds models through Studio only, not through the DVC remote",
            at: .option("--source"),
            hint: "dvc artifacts get . NAME"
        )
    }

    /// The same with the name that was probably meant, where Studio does not know the one given.
    fileprivate func suggesting(_ name: String?, tool: String) -> Self {
        guard code == .studioModelUnknown, let name else { return self }
        var error = self
        error.hint = "\(tool) \(name.shellQuoted)"
        return error
    }
}
