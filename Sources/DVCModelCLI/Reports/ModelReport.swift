/// Which model a report speaks of, and by which way its URLs were found.
package struct ModelReport: Encodable, Sendable {
    /// Where the URLs came from.
    package enum Route: String, Encodable, Sendable {
        case studio
        /// `--uris`
        case map
        case remote
        /// `--offline`: none were.
        case git
        /// `--receipt`
        case receipt
    }

    /// The model as it can be asked for again: `nlp:bert@v1.2.0`, `nlp:bert#prod`, `nlp:bert`.
    package let model: String
    /// The artifact name: `nlp:bert`. Null when a map did not tell.
    @Nullable package var name: String?
    /// The repo URL, without user or password. Null when nobody needed it.
    @Nullable package var repo: String?
    /// What was asked for, else what the tags here say that `latest` or the stage is. Null where they do not.
    @Nullable package var version: String?
    @Nullable package var stage: String?
    /// The commit that the version was registered at. Null where no tag here tells.
    @Nullable package var commit: String?
    /// Whether it was neither a version nor a stage that was asked for.
    package let latest: Bool
    package let route: Route
    /// Null unless Studio was asked.
    @Nullable package var studioURL: String?

    package init(
        model: String,
        name: String?,
        repo: String?,
        version: String?,
        stage: String?,
        commit: String? = nil,
        latest: Bool,
        route: Route,
        studioURL: String?,
    ) {
        self.model = model
        self.name = name
        self.repo = repo
        self.version = version
        self.stage = stage
        self.commit = commit
        self.latest = latest
        self.route = route
        self.studioURL = studioURL
    }
}

extension ModelReport {
    package init(_ model: Receipt.Model) {
        self.init(
            model: model.model,
            name: model.name,
            repo: model.repo,
            version: model.version,
            stage: model.stage,
            commit: model.commit,
            latest: model.version == nil && model.stage == nil,
            route: .receipt,
            studioURL: nil
        )
    }
}
