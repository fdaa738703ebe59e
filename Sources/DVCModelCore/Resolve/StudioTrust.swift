/// Whether the token may go to the address that the settings name.
///
/// A file that Git tracks is written by whoever may push to the repository. An address from there gets a token only
/// if the token stands in such a file too, or if the user himself names the same origin elsewhere.
struct StudioTrust {
    let config: DVCConfig
    let isTracked: (_ path: String) throws(DVCModelError) -> Bool

    /// - Throws: `studio-url-untrusted`, `studio-url-insecure`
    func check(_ url: HTTPURL, from source: Source, with tokenSource: Source) throws(DVCModelError) {
        guard try isForeign(source) else { return }
        guard try !usersOrigins().contains(url.origin) else { return }
        guard try isForeign(tokenSource) else { throw .studioURLUntrusted(url, source, tokenSource) }
        guard url.scheme == "https" || url.isLoopback else { throw .studioURLInsecure(url, source) }
    }

    /// Whether a value comes from a file that Git tracks.
    private func isForeign(_ source: Source) throws(DVCModelError) -> Bool {
        guard case .file(let path, _) = source else { return false }
        return switch config.level(of: source) {
        case .repo: true
        case .local: try isTracked(path)
        case .system, .global, nil: false
        }
    }

    /// The built-in origin, and those that the user's own files name though others override them.
    private func usersOrigins() throws(DVCModelError) -> [HTTPURL.Origin] {
        var origins = [HTTPURL(StudioSettings.defaultURL)?.origin]
        for setting in config.allSettings("studio", "url") {
            if try !isForeign(setting.source) { origins.append(HTTPURL(setting.value)?.origin) }
        }
        return origins.compactMap(\.self)
    }
}

extension HTTPURL {
    /// The command that makes this address the user's own choice, quoted since a stranger may have written it.
    fileprivate var commandToAllow: String {
        "dvc config --local studio.url \("\(origin)\(path == "/" ? "" : path)".shellQuoted)"
    }
}

extension DVCModelError {
    fileprivate static func studioURLUntrusted(_ url: HTTPURL, _ source: Source, _ token: Source) -> Self {
        .init(
            .studioURLUntrusted,
            """
            the repository asks for the token from \(token) to be sent to '\(url.origin)': 'studio.url' stands in a \
            file that Git tracks, the token does not
            """,
            at: source.location,
            hint: url.commandToAllow,
        )
    }

    fileprivate static func studioURLInsecure(_ url: HTTPURL, _ source: Source) -> Self {
        .init(
            .studioURLInsecure,
            "a file that Git tracks sends the token to '\(url.origin)' unencrypted, for all on the way to read",
            at: source.location,
            hint: url.commandToAllow,
        )
    }
}
