/// One DVC remote as the configuration defines it: with what a `remote://` refers to put in, and its paths whole.
package struct DVCRemoteSection: Sendable, Equatable {
    /// In lower case, as DVC has it.
    package let name: String
    /// A URL with its scheme, or a path that begins with a slash wherever DVC makes it one.
    package let url: DVCConfig.Setting
    /// Every other option. Some are secret.
    package let options: [String: DVCConfig.Setting]
}

extension DVCConfig {
    /// Of all DVC remotes, sorted.
    package var remoteNames: [String] { (merged["remote"]?.members ?? [:]).keys.sorted() }

    /// The DVC remote of a name, or the default one (`core.remote`) for nil.
    ///
    /// Source: `get_remote` in dvc/data_cloud.py, `_resolve_remote_refs` in dvc/fs/__init__.py.
    ///
    /// - Throws: `dvc-remote-unknown`; `dvc-config-invalid` where remotes refer to each other in a circle, or where
    ///   options of a `remote://` do not go with what it refers to.
    package func remote(
        _ wanted: String?,
        environment: Environment,
    ) throws(DVCModelError) -> DVCRemoteSection {
        let known = remoteNames
        guard let name = wanted?.lowercased() ?? defaultRemoteName else { throw .noDefaultRemote(known) }
        guard let node = merged["remote"]?.members?[name] else {
            let place = wanted == nil ? setting("core", "remote")?.source.location : nil
            throw .remoteUnknown(wanted ?? name, known, at: place)
        }
        let whole = try following(node, name, environment, [name])
        try DVCConfigSchema.checkRemote(whole, "remote.\(name)")
        let options = (whole.members ?? [:]).compactMapValues(\.setting)
        guard let url = options["url"] else {
            throw DVCModelError(.internal, "a remote without a URL was found good")
        }
        return DVCRemoteSection(name: name, url: url, options: options.filter { $0.key != "url" })
    }

    /// `cache.dir`, absolute; nil where no file sets it.
    package func cacheFolder(environment: Environment) -> String? {
        guard let node = merged["cache"]?.members?["dir"] else { return nil }
        return withWholePath(node, "dir", environment).setting?.value
    }

    /// A remote's section with whole paths, over the section that its `remote://` refers to.
    private func following(
        _ node: DVCConfigNode,
        _ name: String,
        _ environment: Environment,
        _ visited: [String],
    ) throws(DVCModelError) -> DVCConfigNode {
        let own = (node.members ?? [:]).reduce(into: [:]) { members, member in
            members[member.key] = withWholePath(member.value, member.key, environment)
        }
        guard let url = own["url"], let text = url.setting?.value,
            let (base, below) = Self.reference(text)
        else { return node.with(own) }
        guard !visited.contains(base) else {
            throw .remotesInCircle(visited + [base], at: url.source.location)
        }
        guard let baseNode = merged["remote"]?.members?[base] else {
            throw .remoteUnknown(
                base,
                (merged["remote"]?.members ?? [:]).keys.sorted(),
                at: url.source.location
            )
        }
        let referred = try following(baseNode, base, environment, visited + [base])
        var members = DVCConfigNode.merge(referred.members ?? [:], own)
        if let baseURL = referred.members?["url"], let text = baseURL.setting?.value {
            members["url"] = baseURL.with(text: "\(text)/\(below)")
        }
        return node.with(members)
    }

    /// `remote://base/sub` -> `base`, `sub`; nil for any other URL.
    private static func reference(_ url: String) -> (name: String, below: String)? {
        guard url.lowercased().hasPrefix("remote://") else { return nil }
        let rest = url.utf8.dropFirst("remote://".utf8.count)
        let name = rest.prefix { !"/?#".utf8.contains($0) }
        let path = rest[name.endIndex...].prefix { !"?#".utf8.contains($0) }
        let below = path.drop { $0 == ASCII.slash }
        return (String(Substring(name)).lowercased(), String(Substring(below)))
    }

    /// Source: `_map_dirs` and `_resolve` in dvc/config.py. Environment variables are not put in.
    private func withWholePath(
        _ node: DVCConfigNode,
        _ key: String,
        _ environment: Environment,
    ) -> DVCConfigNode {
        let keys = ["url", "credentialpath", "configpath", "dir"]
        guard keys.contains(key), let path = node.setting?.value, !Self.hasScheme(path),
            !Path.isAbsolute(path)
        else { return node }
        if let expanded = HomeFolder.expanding(path, in: environment), Path.isAbsolute(expanded) {
            return node.with(text: expanded)
        }
        return folders[node.level].map { node.with(text: Path.normalised(Path.join($0, path))) } ?? node
    }

    /// Python's `\w+://`.
    private static func hasScheme(_ path: String) -> Bool {
        let scheme = path.unicodeScalars.prefix {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        return !scheme.isEmpty && path.unicodeScalars[scheme.endIndex...].starts(with: "://".unicodeScalars)
    }
}

extension DVCConfigNode {
    /// The section of all remotes with one of them put over the remote of that name, key by key, or in its place where
    /// the two are of different kinds. Source: `_get_remote_config` in dvc/repo/open_repo.py; DVC puts a checked
    /// section there, in which these two options always stand.
    func puttingRemote(_ remote: DVCConfigNode, named name: String) -> DVCConfigNode {
        var remotes = members ?? [:]
        let old = (remotes[name]?.members ?? [:]).filter {
            !["use_ssl", "allow_anonymous_login"].contains($0.key)
        }
        let isSameKind = old["url"]?.scheme == remote.members?["url"]?.scheme
        remotes[name] = isSameKind ? remote.with(Self.merge(old, remote.members ?? [:])) : remote
        return with(remotes)
    }

    private var scheme: String? { setting.map { DVCConfigSchema.scheme(of: $0.value) } }

    fileprivate func with(text: String) -> DVCConfigNode {
        DVCConfigNode(content: .value(.text(text)), level: level, source: source)
    }
}

extension DVCModelError {
    fileprivate static func noDefaultRemote(_ known: [String]) -> Self {
        .init(
            .dvcRemoteUnknown,
            known.isEmpty ? "no DVC remote is configured" : "no DVC remote is the default one",
            hint: known.isEmpty
                ? "dvc remote add -d NAME URL"
                : "dvc remote default \(known[0].shellQuoted), or --remote \(known[0].shellQuoted)"
                    + "   (configured: \(known.joined(separator: ", ")))"
        )
    }

    fileprivate static func remoteUnknown(_ name: String, _ known: [String], at place: ErrorLocation?) -> Self
    {
        .init(
            .dvcRemoteUnknown,
            "there is no DVC remote '\(name)'",
            at: place,
            hint: known.first.map { "--remote \($0)   (configured: \(known.joined(separator: ", ")))" }
                ?? "dvc remote add \(name.shellQuoted) URL"
        )
    }

    fileprivate static func remotesInCircle(_ names: [String], at place: ErrorLocation?) -> Self {
        let circle = names.map { "'\($0)'" }.joined(separator: " -> ")
        return .dvcConfigInvalid("DVC remotes refer to each other in a circle: \(circle)", at: place)
    }
}
