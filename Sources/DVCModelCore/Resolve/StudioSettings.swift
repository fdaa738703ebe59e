/// What options, environment and DVC's configuration say about Studio, each with its source.
///
/// Order, as in dvc-studio-client's config.py: option, environment, then the merged `[studio]` section; an empty
/// text counts as unset at every step.
package struct StudioSettings: Sendable {
    /// What the command line says.
    package struct Options: Sendable {
        /// `--studio-url`
        package var studioURL: String?
        /// `--repo`
        package var repoURL: String?

        package init(studioURL: String? = nil, repoURL: String? = nil) {
            self.studioURL = studioURL
            self.repoURL = repoURL
        }
    }

    static let defaultURL = "https://studio.datachain.ai"

    /// What switched Studio off; nil when nothing did.
    package let offline: Source?
    /// nil when none is set anywhere.
    package let token: Sourced<StudioToken>?
    private let url: Sourced<String>
    private let givenRepoURL: Sourced<String>?
    private let config: DVCConfig

    /// - Throws: `setting-invalid` for a token that cannot be sent.
    package init(options: Options, environment: Environment, config: DVCConfig) throws(DVCModelError) {
        self.config = config
        offline = Self.offline(environment, config)
        let token = environment.first(of: "DVC_STUDIO_TOKEN", "STUDIO_TOKEN") ?? config.filled("token")
        if let token {
            self.token = Sourced(try StudioToken(token.value, from: token.source), from: token.source)
        } else {
            self.token = nil
        }
        url =
            options.studioURL.filled(from: "--studio-url") ?? environment.first(of: "DVC_STUDIO_URL")
            ?? config.filled("url") ?? Sourced(Self.defaultURL, from: .builtIn)
        // An empty `studio.repo_url` stays: it says that the repository is not to be guessed.
        givenRepoURL =
            options.repoURL.filled(from: "--repo")
            ?? environment.first(of: "DVC_STUDIO_REPO_URL", "STUDIO_REPO_URL")
            ?? config.setting("studio", "repo_url")?.sourced
    }

    /// The repository as the user names it, else as the checkout's git remote has it.
    ///
    /// - Throws: `repo-url-not-usable`, `repo-url-missing`, `git-config-invalid`, `file-unreadable`. git's
    ///   configuration is only read where nobody named the repository.
    package func repoURL(
        in layout: GitLayout?,
        environment: Environment,
    ) throws(DVCModelError) -> Sourced<RepoURL> {
        if let givenRepoURL {
            let (text, source) = (givenRepoURL.value, givenRepoURL.source)
            guard !text.isEmpty else { throw .repoURLSwitchedOff(source) }
            return Sourced(try RepoURL(given: text, from: source), from: source)
        }
        guard let layout else { throw .noRepositoryToInferFrom }
        let remote = try GitRemote(try GitConfig(layout, environment: environment), head: layout.head)
        return Sourced(try RepoURL(ofRemote: remote.url, from: remote.source), from: remote.source)
    }

    /// Where and with which token to ask.
    ///
    /// - Parameter isTracked: Whether Git tracks a file, given by its absolute path. It is asked about
    ///   `.dvc/config.local` only, and only where that file alone names the address: it is meant to be the user's
    ///   own, but a repository can bring one along.
    /// - Throws: `studio-offline`, `studio-token-missing`, `studio-url-invalid`, `studio-url-insecure`,
    ///   `studio-url-untrusted`.
    package func endpoint(
        isTracked: @escaping (_ path: String) throws(DVCModelError) -> Bool
    ) throws(DVCModelError) -> StudioEndpoint {
        if let offline { throw .studioOffline(offline) }
        guard let token else { throw .studioTokenMissing }
        guard let base = HTTPURL(url.value) else { throw .studioURLInvalid(url) }
        let trust = StudioTrust(config: config, isTracked: isTracked)
        try trust.check(base, from: url.source, with: token.source)
        return StudioEndpoint(base: base, source: url.source, token: token)
    }

    private static func offline(_ environment: Environment, _ config: DVCConfig) -> Source? {
        // The client looks for these anywhere in the text: `maybe` switches Studio off, `on` does not.
        if let text = environment["DVC_STUDIO_OFFLINE"]?.lowercased(),
            ["1", "y", "true"].contains(where: { text.contains($0) })
        {
            return .environment("DVC_STUDIO_OFFLINE")
        }
        guard let flag = config.flag("studio", "offline"), flag.value else { return nil }
        return flag.source
    }
}

extension DVCConfig {
    /// A value of `[studio]` that is not empty.
    fileprivate func filled(_ key: String) -> Sourced<String>? {
        setting("studio", key)?.sourced.nonEmpty
    }
}

extension String? {
    fileprivate func filled(from option: String) -> Sourced<String>? {
        flatMap { Sourced($0, from: .option(option)).nonEmpty }
    }
}

extension Sourced<String> {
    fileprivate var nonEmpty: Self? { value.isEmpty ? nil : self }
}

extension DVCModelError {
    fileprivate static func studioOffline(_ source: Source) -> Self {
        .init(
            .studioOffline,
            "Studio is switched off",
            at: source.location,
            hint: source == .environment("DVC_STUDIO_OFFLINE")
                ? "unset DVC_STUDIO_OFFLINE" : "dvc config --local studio.offline false",
        )
    }

    fileprivate static var studioTokenMissing: Self {
        .init(
            .studioTokenMissing,
            "no Studio token is set",
            hint: "dvc studio login, or set DVC_STUDIO_TOKEN",
        )
    }

    fileprivate static func studioURLInvalid(_ url: Sourced<String>) -> Self {
        .init(
            .studioURLInvalid,
            "'\(Redaction.url(url.value))' is not an http or https URL",
            at: url.source.location,
            hint: "write it whole, such as \(StudioSettings.defaultURL)",
        )
    }

    fileprivate static var noRepositoryToInferFrom: Self {
        .init(
            .repoURLMissing,
            "there is no git repository here to tell the repository URL",
            hint: repoURLHint
        )
    }

    fileprivate static func repoURLSwitchedOff(_ source: Source) -> Self {
        .init(.repoURLMissing, "'studio.repo_url' is empty", at: source.location, hint: repoURLHint)
    }
}
