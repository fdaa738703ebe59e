import DVCModelCore

/// Which Studio is asked about which repository, by the command line, the environment, DVC's configuration and git.
struct Studio: Sendable {
    let endpoint: StudioEndpoint
    let repo: Sourced<RepoURL>

    /// - Parameter git: the checkout that the tool was started in; nil outside of one.
    /// - Throws: one of the `studio-…` and `repo-url-…` codes, `dvc-config-invalid`, `git-config-invalid`
    init(_ arguments: Arguments, git: GitLayout?, in context: Context) throws(DVCModelError) {
        let environment = context.environment
        let config = try DVCConfig(for: context.workingDirectory, environment: environment)
        let options = StudioSettings.Options(studioURL: arguments[.studioURL], repoURL: arguments[.repo])
        let settings = try StudioSettings(options: options, environment: environment, config: config)
        endpoint = try settings.endpoint { (path) throws(DVCModelError) in
            try GitProgram.tracks(path, environment: environment)
        }
        repo = try settings.repoURL(in: git, environment: environment)
        context.log.decision("repo URL \(repo.value), from \(repo.source)")
        context.log.decision("Studio at \(endpoint.base.origin), from \(endpoint.source)")
        context.log.decision("token from \(endpoint.token.source)")
    }
}
