/// A DVC remote of a kind that objects can be fetched from here: what it is and where it keeps them.
package struct DVCRemote: Sendable {
    package enum Kind: Sendable {
        /// A folder of this machine.
        case local
        case http
        case s3
        case azure
    }

    /// In lower case, as DVC has it.
    package let name: String
    package let kind: Kind
    /// `/data/store`, `https://host/store`, and without their scheme `bucket/prefix`, `container/prefix`; for Azure
    /// empty where the container is named elsewhere.
    package let base: String
    /// Whether files lie there by their own path and version, not by their hash.
    package let isVersionAware: Bool
    /// Whether the remote holds the files of the newest version as a plain folder.
    package let isWorktree: Bool
    /// Where the configuration gives the URL.
    let source: Source
    let options: [String: DVCConfig.Setting]

    /// The remote of a name, or the default one for nil.
    ///
    /// Source: dvc/data_cloud.py, dvc/fs/__init__.py, and `infer_storage_options` in fsspec/utils.py.
    ///
    /// - Throws: `dvc-remote-unknown`; `storage-unsupported` for other kinds of storage; `dvc-config-invalid`.
    package init(
        _ name: String?,
        in config: DVCConfig,
        environment: Environment,
    ) throws(DVCModelError) {
        let section = try config.remote(name, environment: environment)
        let url = StorageURL(section.url.value)
        self.name = section.name
        source = section.url.source
        options = section.options
        switch url.scheme {
        case "http", "https": (kind, base) = (.http, url.text)
        case "s3": (kind, base) = (.s3, url.host + url.path)
        case "azure":
            (kind, base) = (.azure, url.host.isEmpty ? "" : url.host + url.path)
        case let scheme where DVCConfigSchema.remote(scheme: scheme) != nil && !scheme.isEmpty:
            throw .storageUnsupported(scheme, section.name, at: section.url.source.location)
        default: (kind, base) = (.local, url.text)
        }
        isWorktree = options.flag("worktree") ?? false
        let isAware = options.flag("version_aware")
        guard !isWorktree || isAware != false else {
            throw .worktreeNotVersionAware(section.name, at: options["version_aware"]?.source.location)
        }
        let versionKey = kind == .s3 ? "versionId" : kind == .azure ? "versionid" : nil
        isVersionAware = isAware ?? (isWorktree || versionKey.map { url.queryNames.contains($0) } ?? false)
    }
}

extension DVCRemote {
    /// Where an object lies, below the same base. `.dir` listings are objects like others.
    ///
    /// Source: `Remote.odb` and `legacy_odb` in dvc/data_cloud.py; `oid_to_path` in dvc_objects/db.py and, for local
    /// folders, in dvc_data/hashfile/db/local.py, which joins without looking for a slash.
    func path(of id: ObjectID) -> String {
        switch (kind, id.rule) {
        case (.local, .md5Dos2unix): "\(base)/\(id.relativePath)"
        case (_, .md5Dos2unix): Path.join(base, id.relativePath)
        case (_, .md5): Path.join(isWorktree ? Path.join(base, ".dvc") : base, id.relativePath)
        }
    }

    /// The address as DVC writes it; what a user can look for in his storage. No secret but for user info in the URL
    /// of a http remote.
    package func uri(of id: ObjectID) -> String { prefix + path(of: id) }

    private var prefix: String {
        switch kind {
        case .local, .http: ""
        case .s3: "s3://"
        case .azure: "azure://"
        }
    }
}

extension DVCRemote: CustomStringConvertible, CustomReflectable {
    package var description: String { "DVC remote '\(name)'" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

extension [String: DVCConfig.Setting] {
    /// A boolean that the schema has looked at; nil where it is not set.
    func flag(_ key: String) -> Bool? {
        self[key].map { $0.value.lowercased() == "true" }
    }

    /// The value, nil where it is not set or empty.
    func text(_ key: String) -> String? {
        self[key].flatMap { $0.value.isEmpty ? nil : $0.value }
    }
}

/// A URL taken apart as Python's `urlsplit` does it. A path is all in ``text``.
struct StorageURL {
    let text: String
    /// In lower case; "" for a path.
    let scheme: String
    /// As it is written, without user info and port.
    let host: String
    /// With its first slash, not decoded, and with what looks like a fragment.
    let path: String
    let query: String?

    init(_ text: String) {
        self.text = text
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let rest = text.utf8[scheme.endIndex...].dropFirst()
        guard rest.starts(with: "//".utf8), let first = scheme.first, ASCII.isLetter(first),
            scheme.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "+-.".utf8.contains($0) })
        else {
            (self.scheme, host, path, query) = ("", "", text, nil)
            return
        }
        self.scheme = String(Substring(scheme)).lowercased()
        let authority = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        let hostAndPort =
            Substring(authority).split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        host = hostAndPort.lastIndex(of: ":").map { String(hostAndPort[..<$0]) } ?? String(hostAndPort)
        let tail = rest[authority.endIndex...]
        let beforeFragment = tail.prefix { $0 != UInt8(ascii: "#") }
        let fragment = tail[beforeFragment.endIndex...]
        let path = beforeFragment.prefix { $0 != UInt8(ascii: "?") }
        let query = beforeFragment[path.endIndex...].dropFirst()
        self.path =
            String(Substring(path)) + String(Substring(fragment.count > 1 ? fragment : fragment.prefix(0)))
        self.query = query.isEmpty ? nil : String(Substring(query))
    }

    var queryNames: [String] {
        (query ?? "").split(separator: "&").compactMap { $0.split(separator: "=").first.map { String($0) } }
    }
}

extension DVCModelError {
    static func storageUnsupported(_ scheme: String, _ name: String, at place: ErrorLocation?) -> Self {
        .init(
            .storageUnsupported,
            "the DVC remote '\(name)' is on '\(scheme)' storage, which these tools cannot fetch from",
            at: place,
            hint: "dvc artifacts get . NAME   (with dvc-\(scheme) installed)"
        )
    }

    fileprivate static func worktreeNotVersionAware(_ name: String, at place: ErrorLocation?) -> Self {
        .init(
            .dvcConfigInvalid,
            "the DVC remote '\(name)' has 'worktree = true', which goes only with 'version_aware = true'",
            at: place,
            hint: "dvc remote modify \(name.shellQuoted) version_aware true"
        )
    }
}
