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

extension DVCModelError {
    fileprivate static func studioURLUntrusted(_ url: HTTPURL, _ source: Source, _ tokenSource: Source)
        -> Self
    {
        .init(
            .studioURLUntrusted,
            """
            the repository asks for the token from \(tokenSource) to be sent to '\(url.origin)': \
            'studio.url' stands in a file that Git tracks, the token does not
            """,
            at: source.location,
            hint: allowing(url),
        )
    }

    fileprivate static func studioURLInsecure(_ url: HTTPURL, _ source: Source) -> Self {
        .init(
            .studioURLInsecure,
            "the token would go to '\(url.origin)' unencrypted, for all on the way to read",
            at: source.location,
            hint: allowing(url),
        )
    }

    /// The command by which the user makes the address his own.
    private static func allowing(_ url: HTTPURL) -> String {
        let path = url.path == "/" ? "" : url.path
        return "dvc config --local studio.url \("\(url.origin)\(path)".shellQuoted)"
    }
}
