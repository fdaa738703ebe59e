import DVCModelCore

/// Models by way of Studio, with what Git says here of their files.
final class StudioRoute {
    private let studio: Studio
    private let survey: StudioSurvey
    private var answers: [ModelReference: Result<[RemoteObject], DVCModelError>] = [:]
    /// nil outside of a checkout.
    private let git: GitSide?
    private let checkout: Checkout
    private let context: Context

    init(
        _ studio: Studio,
        _ settings: HTTPSettings,
        _ git: GitSide?,
        _ checkout: Checkout,
        _ context: Context,
    ) {
        self.studio = studio
        self.git = git
        self.checkout = checkout
        self.context = context
        survey = StudioSurvey(settings, cancellation: context.cancellation, log: context.log)
    }

    /// Asks Studio about all of these at once, before they are resolved one by one.
    func ask(about references: [ModelReference]) throws(DVCModelError) {
        let requests = try references.map { reference throws(DVCModelError) in
            try StudioRequest(reference, of: studio.repo.value, at: studio.endpoint)
        }
        let results = survey.results(of: requests)
        answers.merge(zip(references, results)) { _, new in new }
    }

    func resolve(_ reference: ModelReference, filter: PathFilter) throws(DVCModelError) -> ResolvedModel {
        context.log.decision(
            "model '\(reference)'\(reference.isDeclared ? "" : ", which no dvc.yaml here declares")"
        )
        let named = try objects(of: reference)
        guard let git, let found = find(reference, git) else {
            var model = ResolvedModel(
                report: ModelReport(reference, studio, found: nil),
                artifactPath: checkout.path(of: reference.artifact),
                reference: reference,
                objects: try filter.apply(to: named, of: reference.description)
            )
            model.cache = try checkout.cache(
                at: reference.artifact.directory ?? "",
                environment: context.environment
            )
            return model
        }
        let join = GitJoin(found.record) { (folder) throws(DVCModelError) in
            try git.cachedListing(of: folder)
        }
        let objects = try join.join(named)
        return try git.model(
            reference,
            found,
            objects,
            filter,
            report: ModelReport(reference, studio, found: found.version),
            ways: [
                { version in
                    git.models.md5s(of: reference.artifact, at: version) {
                        (_, folder) throws(DVCModelError) in
                        try git.cachedListing(of: folder)
                    }
                },
                { version in self.md5s(of: reference.artifact, at: version) },
            ]
        )
    }

    /// The plain MD5s of another version's files, by the addresses that Studio has for them.
    private func md5s(of artifact: ArtifactName, at version: RegisteredVersion) -> Set<MD5Digest> {
        guard version.isActive, let name = version.version else { return [] }
        do throws(DVCModelError) {
            let named = try objects(of: ModelReference(artifact, .version(name)))
            return Set(
                named.compactMap(\.expectedMD5).filter { $0.rule == .md5 }.map(\.digest)
            )
        } catch {
            context.log.decision("what \(version.tag) holds is not known: \(error.what)")
            return []
        }
    }

    private func objects(of reference: ModelReference) throws(DVCModelError) -> [RemoteObject] {
        do throws(DVCModelError) {
            if answers[reference] == nil { try ask(about: [reference]) }
            return try answers[reference]?.get() ?? []
        } catch {
            throw error.suggesting(
                reference.nearMiss,
                tool: context.console.tool,
                hasOtherRoute: git != nil
            )
        }
    }

    /// What Git knows here; nil where it does not know the model, which is no obstacle: Studio may know more tags.
    private func find(_ reference: ModelReference, _ git: GitSide) -> GitModels.Found? {
        do throws(DVCModelError) {
            return try git.models.find(reference)
        } catch {
            let why = "what the files must be is taken from their addresses, not from Git: \(error.what)"
            switch error.code {
            case .noTags, .commitMissing, .noDVCYAML, .artifactUnknown, .versionUnknown, .stageUnknown:
                context.log.decision(why)
            default:
                context.log.notice(why)
            }
            return nil
        }
    }
}

extension ModelReport {
    init(_ reference: ModelReference, _ studio: Studio, found: RegisteredVersion?) {
        self.init(
            model: reference.description,
            name: reference.artifact.description,
            repo: studio.repo.value.description,
            version: reference.selector.version ?? found?.version,
            stage: reference.selector.stage,
            commit: found?.commit,
            latest: reference.selector == .latest,
            route: .studio,
            studioURL: Redaction.url(studio.endpoint.base.text),
        )
    }
}

extension DVCModelError {
    /// The same with the name that was probably meant, where Studio does not know the one given; else with the other
    /// way to find models, where there is nothing better to say.
    ///
    /// - Parameter hasOtherRoute: whether there is a clone, which the DVC remote is found by.
    fileprivate func suggesting(_ name: String?, tool: String, hasOtherRoute: Bool) -> Self {
        var error = self
        if code == .studioModelUnknown, let name {
            error.hint = "\(tool) \(name.shellQuoted)"
        } else if hasOtherRoute, code != .interrupted {
            error.hint = [hint, "--source remote, which does without Studio"].compactMap(\.self)
                .joined(separator: "; or ")
        }
        return error
    }
}
