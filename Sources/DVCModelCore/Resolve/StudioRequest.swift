/// One question to Studio, with what its failures are to say about it.
package struct StudioRequest: Sendable {
    let url: HTTPURL
    /// The repo as messages name it.
    let repo: String
    /// What is asked for, as messages name it: `version v1.2.0 of 'nlp:tokenizer'`.
    let subject: String
    let token: Sourced<StudioToken>

    /// - Throws: `studio-url-invalid`
    package init(
        _ reference: ModelReference,
        of repo: RepoURL,
        at endpoint: StudioEndpoint,
    ) throws(DVCModelError) {
        let name = reference.artifact.description
        switch reference.selector {
        case .latest:
            url = try endpoint.requestURL(repo: repo, name: name)
            subject = "'\(name)'"
        case .version(let version):
            url = try endpoint.requestURL(repo: repo, name: name, version: version)
            subject = "version \(version) of '\(name)'"
        case .stage(let stage):
            url = try endpoint.requestURL(repo: repo, name: name, stage: stage)
            subject = "stage '\(stage)' of '\(name)'"
        }
        self.repo = repo.description
        token = endpoint.token
    }

    /// For tests of replies, which need no settings.
    init(url: HTTPURL, repo: String, subject: String, token: Sourced<StudioToken>) {
        self.url = url
        self.repo = repo
        self.subject = subject
        self.token = token
    }

    var origin: HTTPURL.Origin { url.origin }
    /// What a reply may quote and no message may show.
    var secrets: [String] { [token.value.text] }
}
