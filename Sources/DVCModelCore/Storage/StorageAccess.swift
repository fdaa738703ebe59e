/// What the places of objects depend on beside the DVC remote.
package struct StorageContext {
    package var environment: Environment
    /// Absolute; what a relative `ssl_verify` belongs to.
    package var workingFolder: String
    /// When URLs are signed, in seconds since 1970.
    package var secondsSince1970: Int64
    /// How long signed URLs live, in seconds.
    package var lifetime: Int
    /// For the one question that signing may need an answer to, a bucket's region: the headers of the reply to a GET,
    /// nil where none came.
    var headers: (HTTPURL) -> HTTPHeaders?

    /// - Parameter http: called only where a server has to be asked; nil where none is to be, and the region is then what
    ///   the settings say.
    package init(
        environment: Environment,
        workingFolder: String,
        secondsSince1970: Int64,
        lifetime: Int = 3_600,
        http: @escaping () throws(DVCModelError) -> HTTPClient? = { () throws(DVCModelError) in nil },
    ) {
        // A bucket whose region cannot be asked for may still be where the settings say.
        headers = { url in
            try? http()?.get(url, headers: [], bodyLimit: 64 << 10, timeout: .seconds(10)).headers
        }
        self.environment = environment
        self.workingFolder = workingFolder
        self.secondsSince1970 = secondsSince1970
        self.lifetime = lifetime
    }
}

/// Turns the names of objects into places to fetch them from, with the credentials that DVC would use.
///
/// Made once for a run, and again when the URLs that it signed come of age.
package struct StorageAccess: Sendable {
    package let remote: DVCRemote
    private let storage: any Storage

    /// Finds the credentials; objects are not asked for.
    ///
    /// - Throws: `storage-credentials-missing`, `storage-unsupported`, `setting-invalid`, `file-unreadable`.
    package init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        self.remote = remote
        storage =
            switch remote.kind {
            case .local: try LocalStorage(remote)
            case .http: try HTTPStorage(remote, context)
            case .s3: try S3Storage(remote, context)
            case .azure: try AzureStorage(remote, context)
            }
    }

    package func location(of id: ObjectID) throws(DVCModelError) -> ObjectLocation {
        try storage.location(of: remote.path(of: id), versionID: nil)
    }

    /// Where a file of a cloud-versioned output lies: on a remote that is version-aware by its own path.
    ///
    /// - Parameter path: relative to the DVC root.
    /// - Throws: `setting-invalid` for storage that knows no versions.
    package func location(ofFile path: String, versionID: String) throws(DVCModelError) -> ObjectLocation {
        guard remote.kind == .s3 || remote.kind == .azure else { throw remote.knowsNoVersions }
        let relative = String(Substring(path.utf8.drop { $0 == ASCII.slash }))
        return try storage.location(of: Path.join(remote.base, relative), versionID: versionID)
    }
}

extension StorageAccess: CustomStringConvertible, CustomReflectable {
    package var description: String { "access to \(remote)" }
    package var customMirror: Mirror { Mirror(self, children: ["remote": remote]) }
}

/// One kind of storage, ready to give places.
protocol Storage: Sendable {
    /// - Parameters:
    ///   - path: begins with the remote's ``DVCRemote/base``.
    ///   - versionID: of the object; nil for the newest.
    func location(of path: String, versionID: String?) throws(DVCModelError) -> ObjectLocation
}

/// A folder of this machine.
struct LocalStorage: Storage {
    init(_ remote: DVCRemote) throws(DVCModelError) {
        guard Path.isAbsolute(remote.base) else { throw .notAPath(remote) }
    }

    func location(of path: String, versionID: String?) -> ObjectLocation { .file(path) }
}

extension DVCRemote {
    /// Seconds; nil for 0 as well, with which DVC's clients wait without end.
    func timeout(_ key: String) -> Duration? {
        guard let seconds = options.text(key).flatMap(DVCConfigSchema.number), seconds > 0, seconds < 1e9
        else {
            return nil
        }
        return .seconds(seconds)
    }

    /// What `ssl_verify` says; nil where it is not set. A relative path is relative to the folder DVC is started in.
    func trust(in folder: String) -> HTTPAccess.Trust? {
        guard let text = options.text("ssl_verify") else { return nil }
        switch text.lowercased() {
        case "true": return .common
        case "false": return .anybody
        default:
            let path = Path.join(folder, text)
            return Files.kind(path) == .folder ? .folder(path) : .file(path)
        }
    }

    /// The command that sets an option of this remote, in the file that Git does not track.
    func command(setting option: String, to value: String) -> String {
        "dvc remote modify --local \(name.shellQuoted) \(option) \(value)"
    }

    fileprivate var knowsNoVersions: DVCModelError {
        invalid(
            "it is version-aware, but its storage keeps no versions",
            option: "version_aware",
            hint: "dvc remote modify \(name.shellQuoted) version_aware false"
        )
    }

    func invalid(_ what: String, option: String? = nil, hint: String? = nil) -> DVCModelError {
        let source = option.flatMap { options[$0]?.source } ?? source
        return .init(.settingInvalid, "DVC remote '\(name)': \(what)", at: source.location, hint: hint)
    }
}

extension DVCModelError {
    /// DVC itself would look for it below its working folder.
    fileprivate static func notAPath(_ remote: DVCRemote) -> Self {
        let base = Redaction.url(remote.base)
        let path = remote.base.hasPrefix("file://") ? String(remote.base.dropFirst("file://".count)) : "PATH"
        return remote.invalid(
            "'\(base)' is no path of a folder, and no URL that DVC knows",
            hint: "dvc remote modify \(remote.name.shellQuoted) url \(path.shellQuoted)"
        )
    }
}
