/// The Studio to ask, and the token to ask it with.
package struct StudioEndpoint: Sendable {
    package let base: HTTPURL
    package let source: Source
    package let token: Sourced<StudioToken>

    /// The URL that asks for a model's signed URLs; neither version nor stage asks for the latest version.
    ///
    /// The base URL keeps its path, with or without a slash at its end, and loses query, fragment and user info,
    /// which would replace the token. Source: dvc-studio-client, model_registry.py.
    ///
    /// - Throws: `usage` for both version and stage.
    package func requestURL(
        repo: RepoURL,
        name: String,
        version: String? = nil,
        stage: String? = nil,
    ) throws(DVCModelError) -> HTTPURL {
        guard version == nil || stage == nil else {
            throw DVCModelError(.usage, "a version and a stage exclude each other")
        }
        let parameters = [("repo", repo.text), ("name", name), ("version", version), ("stage", stage)]
        let query = parameters.compactMap { key, value in value.map { "\(key)=\(Self.encoded($0))" } }
        var path = base.path
        while path.hasSuffix("/") { path.removeLast() }
        let text =
            "\(base.origin)\(path)/api/model-registry/get-download-uris?\(query.joined(separator: "&"))"
        guard let url = HTTPURL(text) else {
            throw DVCModelError(
                .studioURLInvalid,
                "'\(base.origin)\(path)' cannot be asked",
                at: source.location
            )
        }
        return url
    }

    /// As Python's `urlencode` does it: a blank as `+`, all but unreserved characters as `%XX`.
    private static func encoded(_ text: String) -> String {
        let kept = { PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: " ") }
        return PercentEncoding.encode(text, keeping: kept).replacing(" ", with: "+")
    }
}
