package import DVCModelCore

/// From a command line to models whose objects are known: the part that all three tools begin with.
package struct ModelSource: Sendable {
    /// Where files of the repository are: the git root; outside a checkout the working directory.
    package var root: String { checkout.root }

    private let arguments: Arguments
    let context: Context
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
            var settings = HTTPSettings(
                userAgent: "\(context.console.tool)/\(ToolVersion.text)",
                caFile: arguments[.cacert].map { Sourced($0, from: .option("--cacert")) },
                environment: context.environment,
            )
            if let file = settings.caFile, Files.kind(Path.join(context.workingDirectory, file.value)) == nil
            {
                throw .noCertificates(file)
            }
            if let seconds = arguments[.stallTimeout] { settings.stallTimeout = .seconds(seconds) }
            return settings
        }
    }

    /// The models that are meant, each with its objects. None where a tag gives nothing to do, which is then said.
    package func resolve(_ locating: Locating) throws(DVCModelError) -> [ResolvedModel] {
        if let file = arguments[.uris] { return [try model(fromMap: file)] }
        return try resolve(references(), locating)
    }

    /// None where a tag gives nothing to do, which is then said.
    private func references() throws(DVCModelError) -> [ModelReference] {
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
            return try checkout.scope(for: requested, tool: context.console.tool).references(requested)
        case .all(let selector):
            return try checkout.allModels(selector, environment: context.environment)
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
            reference: nil,
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

    // MARK: Studio, or the DVC remote

    /// For the report only, so it may well be unknown: a path is a repository, too.
    private var repoURL: String? {
        do throws(DVCModelError) {
            let environment = context.environment
            let config = try DVCConfig(for: context.workingDirectory, environment: environment)
            let settings = try StudioSettings(options: .init(), environment: environment, config: config)
            return try settings.repoURL(in: checkout.git, environment: environment).value.description
        } catch {
            context.log.decision("the repository has no URL to report: \(error.what)")
            return nil
        }
    }

    private func resolve(
        _ references: [ModelReference],
        _ locating: Locating,
    ) throws(DVCModelError) -> [ResolvedModel] {
        guard !references.isEmpty else { return [] }
        let hasCheckout = checkout.git?.workTree != nil
        let route = try Route(arguments, hasCheckout: hasCheckout, in: context)
        return try resolve(references, by: route, locating, filter)
    }

    /// - Parameter filter: chooses among the objects of each.
    func resolve(
        _ references: [ModelReference],
        by route: Route,
        _ locating: Locating,
        _ filter: PathFilter,
    ) throws(DVCModelError) -> [ResolvedModel] {
        let resolver = try resolver(
            of: references,
            by: route,
            GitSide(checkout, isForMany: Set(references.map(\.artifact)).count > 1, context),
            locating,
            filter
        )
        return try references.map(resolver)
    }

    private typealias Resolver = (ModelReference) throws(DVCModelError) -> ResolvedModel

    /// - Parameters:
    ///   - references: what will be resolved.
    ///   - git: nil outside of a checkout.
    private func resolver(
        of references: [ModelReference],
        by route: Route,
        _ git: GitSide?,
        _ locating: Locating,
        _ filter: PathFilter,
    ) throws(DVCModelError) -> Resolver {
        switch route {
        case .remote:
            guard let git else { throw .noCheckout }
            let route = RemoteRoute(arguments, git, repo: repoURL, context) { () throws(DVCModelError) in
                try httpSettings
            }
            let isRemoteAskedFor = arguments[.source] == .remote || arguments[.remote] != nil
            return { (reference) throws(DVCModelError) in
                do throws(DVCModelError) {
                    return try route.resolve(reference, locating, filter: filter)
                } catch {
                    throw isRemoteAskedFor ? error : error.orStudio
                }
            }
        case .studio:
            let studio = try Studio(arguments, git: checkout.git, in: context)
            let route = StudioRoute(studio, try httpSettings, git, checkout, context)
            try route.ask(about: references)
            return { (reference) throws(DVCModelError) in try route.resolve(reference, filter: filter) }
        }
    }

    // MARK: All that is registered

    /// Every active version of every artifact that a tag here speaks of, and every commit that holds a stage without being
    /// one, by the names of the artifacts. What cannot be had of one is no obstacle to the others.
    ///
    /// - Parameter glob: which artifacts, by their full names; nil: all.
    /// - Throws: `no-git-repository`, `no-tags`, `artifact-unknown` where there is none of that name; what the route needs
    package func resolveRegistered(
        named glob: String?,
        _ locating: Locating,
    ) throws(DVCModelError) -> [Registered<ResolvedModel>] {
        let git = try clone(isForMany: true)
        let registered = try RegisteredVersions(git.models, named: glob)
        let route = try Route(arguments, hasCheckout: true, in: context)
        return registered.map(try resolver(of: registered.references, by: route, git, locating, filter))
    }

    // MARK: Records alone

    /// What Git here records of the models that are meant; nobody else is asked. None where a tag gives nothing to do,
    /// which is then said.
    ///
    /// - Throws: `no-git-repository`; what reading tags and records throws
    package func recorded() throws(DVCModelError) -> [RecordedModel] {
        let references = try references()
        guard !references.isEmpty else { return [] }
        let git = try clone(isForMany: Set(references.map(\.artifact)).count > 1)
        let repo = repoURL
        return try references.map { reference throws(DVCModelError) in
            try git.recorded(reference, filter, repo: repo)
        }
    }

    /// The same of all that is registered, as ``resolveRegistered(named:_:)`` takes it.
    package func recordedRegistered(named glob: String?) throws(DVCModelError) -> [Registered<RecordedModel>]
    {
        let git = try clone(isForMany: true)
        let repo = repoURL
        return try RegisteredVersions(git.models, named: glob).map { reference throws(DVCModelError) in
            try git.recorded(reference, filter, repo: repo)
        }
    }

    private func clone(isForMany: Bool) throws(DVCModelError) -> GitSide {
        guard let git = GitSide(checkout, isForMany: isForMany, context) else { throw .noClone }
        return git
    }
}

/// By which way models are found.
enum Route {
    case studio
    case remote

    /// What the user chose, else Studio where it can be asked. It never changes by itself: a way that fails is an error.
    ///
    /// - Throws: `usage`, `dvc-config-invalid`, `setting-invalid`
    init(_ arguments: Arguments, hasCheckout: Bool, in context: Context) throws(DVCModelError) {
        let isRemoteNamed = arguments[.remote] != nil
        switch arguments[.source] ?? .auto {
        case .studio:
            guard !isRemoteNamed else {
                throw DVCModelError(
                    .usage,
                    "'--remote' names a DVC remote, and '--source studio' asks none",
                    at: .option("--remote")
                )
            }
            self = .studio
        case .remote: self = .remote
        case .auto:
            // These speak of Studio only.
            let isStudioMeant = arguments[.repo] != nil || arguments[.studioURL] != nil || !hasCheckout
            let isReady = isStudioMeant ? true : try Self.isStudioReady(context)
            self = isRemoteNamed || !isReady ? .remote : .studio
            if self == .remote, !isRemoteNamed {
                context.log.decision("no Studio is configured, so the DVC remote is taken")
            }
        }
    }

    private static func isStudioReady(_ context: Context) throws(DVCModelError) -> Bool {
        let config = try DVCConfig(for: context.workingDirectory, environment: context.environment)
        let settings = try StudioSettings(
            options: .init(),
            environment: context.environment,
            config: config
        )
        return settings.token != nil && settings.offline == nil
    }
}

extension DVCModelError {
    fileprivate static var noCheckout: Self {
        .init(
            .noGitRepository,
            "the DVC remote is found by the tags and records of a clone, and there is none here",
            at: .option("--source"),
            hint: "git clone the repository and run the same command there"
        )
    }

    fileprivate static var noClone: Self {
        .init(
            .noGitRepository,
            "only the tags and records of a clone say what is registered, and there is none here",
            hint: "git clone the repository and run the same command there"
        )
    }

    /// The same with the other way to find models, which has no more objects than this one.
    fileprivate var orStudio: Self {
        guard code != .interrupted, code != .objectMissing else { return self }
        var error = self
        error.hint = [hint, "--source studio, with a token in DVC_STUDIO_TOKEN"].compactMap(\.self)
            .joined(separator: "; or ")
        return error
    }

    fileprivate static func noCertificates(_ file: Sourced<String>) -> Self {
        .init(
            .settingInvalid,
            "there is no file of CA certificates '\(file.value)'",
            at: file.source.location,
        )
    }
}
