package import DVCModelCore

/// From a command line to models whose objects are known: the part that all three tools begin with.
package struct ModelSource {
    /// Where files of the repository are: the git root; outside a checkout the working directory.
    package var root: String { checkout.root }

    private let arguments: Arguments
    private let context: Context
    private let checkout: Checkout

    /// - Throws: `git-config-invalid`, `file-unreadable`
    package init(_ arguments: Arguments, in context: Context) throws(DVCModelError) {
        self.arguments = arguments
        self.context = context
        checkout = try Checkout(context)
    }

    /// What every connection of the run is made with.
    ///
    /// - Throws: `setting-invalid` for a file of CA certificates that is not there. Not before a connection is to be
    ///   made: a variable of the system's is no obstacle to a tool that makes none.
    package var httpSettings: HTTPSettings {
        get throws(DVCModelError) {
            let settings = HTTPSettings(
                userAgent: "\(context.console.tool)/\(ToolVersion.text)",
                caFile: arguments[.cacert].map { Sourced($0, from: .option("--cacert")) },
                environment: context.environment,
            )
            if let file = settings.caFile, Files.kind(Path.join(context.workingDirectory, file.value)) == nil
            {
                throw .noCertificates(file)
            }
            return settings
        }
    }

    /// The models that are meant, each with its objects. None where a tag gives nothing to do, which is then said.
    package func resolve() throws(DVCModelError) -> [ResolvedModel] {
        if let file = arguments[.uris] { return [try model(fromMap: file)] }
        let request = try ModelRequest.parse(
            arguments.positionals,
            rev: arguments[.rev],
            stage: arguments[.stage],
            tag: arguments[.tag],
            isAll: arguments[.all]
        )
        switch request {
        case .nothingToDo(let note):
            context.console.note(note)
            return []
        case .models(let requested):
            let scope = try checkout.scope(for: requested, tool: context.console.tool)
            return try resolve(scope.references(requested))
        case .all(let selector):
            return try resolve(checkout.allModels(selector, environment: context.environment))
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

    private func resolve(_ references: [ModelReference]) throws(DVCModelError) -> [ResolvedModel] {
        guard arguments[.source] != .remote else { throw .noRemoteRoute }
        let studio = try Studio(arguments, git: checkout.git, in: context)
        let client = try HTTPClient(httpSettings, cancellation: context.cancellation, log: context.log)
        let resolver = StudioResolver(client: client, log: context.log)
        return try references.map { reference throws(DVCModelError) in
            try resolve(reference, studio, resolver)
        }
    }

    private func resolve(
        _ reference: ModelReference,
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
            throw error.suggesting(reference.nearMiss, tool: context.console.tool)
        }
        let label = reference.description
        var model = ResolvedModel(
            report: ModelReport(reference, studio),
            artifactPath: checkout.path(of: reference.artifact),
            objects: try filter.apply(to: objects, of: label),
        )
        model.cache = try checkout.cache(
            at: reference.artifact.directory ?? "",
            environment: context.environment
        )
        return model
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

    fileprivate static func noCertificates(_ file: Sourced<String>) -> Self {
        .init(
            .settingInvalid,
            "there is no file of CA certificates '\(file.value)'",
            at: file.source.location,
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
