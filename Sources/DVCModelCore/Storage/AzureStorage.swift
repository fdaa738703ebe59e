/// Azure's blobs: URLs with a shared access signature, made here from an account's key or taken as given.
///
/// Source: dvc_azure/__init__.py, adlfs/spec.py, azure/storage/blob.
struct AzureStorage: Storage {
    private let account: AzureAccount
    private let container: String
    /// How many bytes of a path the container and its slash take.
    private let prefixLength: Int
    private let expiry: String
    private let access: HTTPAccess

    init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        let settings = try AzureSettings(remote, context)
        let inURL = String(remote.base.prefix { $0 != "/" })
        guard let container = inURL.isEmpty ? settings.container : inURL else {
            throw remote.invalid("its URL names no container")
        }
        self.container = container
        prefixLength = inURL.isEmpty ? 0 : inURL.utf8.count + 1
        expiry = SigningTime.extended(context.secondsSince1970 + Int64(context.lifetime))
        account = try AzureAccount(remote, settings, container: container, expiry: expiry)
        access = HTTPAccess(
            connectTimeout: remote.timeout("connection_timeout"),
            stallTimeout: remote.timeout("read_timeout")
        )
    }

    func location(of path: String, versionID: String?) throws(DVCModelError) -> ObjectLocation {
        let blob = String(Substring(path.utf8.dropFirst(prefixLength)))
        let encoded = PercentEncoding.encode("\(container)/\(blob)") {
            PercentEncoding.isUnreserved($0) || $0 == ASCII.slash
        }
        let version = versionID.map { "versionid=\(PercentEncoding.encode($0))" }
        var signature: String?
        switch account.credential {
        case .key(let key):
            signature = try key.signature(
                container: container,
                blob: blob,
                versionID: versionID,
                expiry: expiry
            )
        case .signature(let given): signature = given.text
        case .none: break
        }
        let query = [version, signature].compactMap(\.self).joined(separator: "&")
        return .url(SignedURL("\(account.endpoint)/\(encoded)\(query.isEmpty ? "" : "?\(query)")"), access)
    }
}

/// A storage account: where its blobs are and what opens them.
struct AzureAccount: Sendable {
    enum Credential: Sendable, Equatable {
        case key(AzureKey)
        /// A shared access signature, without its `?`.
        case signature(Secret)
        /// Anybody may read.
        case none
    }

    /// `https://account.blob.core.windows.net`: without a final slash.
    let endpoint: String
    let credential: Credential

    /// A connection string comes first; else the account's name with its key, or else with a shared access signature.
    /// Source: `do_connect` in adlfs/spec.py.
    ///
    /// - Throws: `storage-credentials-missing`, `setting-invalid`.
    init(
        _ remote: DVCRemote,
        _ settings: AzureSettings,
        container: String,
        expiry: String,
    ) throws(DVCModelError) {
        if let text = settings.connectionString {
            self = try AzureConnectionString(text, remote).account
            return
        }
        guard let name = settings.accountName else { throw remote.accountMissing }
        guard name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") })
        else {
            throw remote.invalid(
                "the account's name '\(name)' is no name of an account",
                option: "account_name"
            )
        }
        endpoint = "https://\(name).blob.core.windows.net"
        if let key = settings.accountKey {
            credential = .key(try AzureKey(account: name, key, remote))
        } else if let signature = settings.sharedAccessSignature {
            credential = .signature(Secret(Self.withoutMark(signature)))
        } else if settings.isAnonymous {
            credential = .none
        } else {
            let way = settings.hasServicePrincipal ? "a service principal" : "Azure's default credentials"
            throw remote.azureWayUnsupported(way, account: name, container: container, expiry: expiry)
        }
    }

    init(endpoint: String, credential: Credential) {
        self.endpoint = endpoint
        self.credential = credential
    }

    static func withoutMark(_ signature: String) -> String {
        String(Substring(signature.utf8.drop { $0 == UInt8(ascii: "?") }))
    }
}

extension DVCRemote {
    fileprivate var accountMissing: DVCModelError {
        DVCModelError(
            .storageCredentialsMissing,
            "DVC remote '\(name)': neither 'account_name' nor 'connection_string' is set",
            at: source.location,
            hint: "dvc remote modify \(name.shellQuoted) account_name ACCOUNT"
        )
    }

    fileprivate func azureWayUnsupported(
        _ way: String,
        account: String,
        container: String,
        expiry: String,
    ) -> DVCModelError {
        let words = [
            "az", "storage", "container", "generate-sas", "--account-name", account, "--name", container,
            "--permissions", "r", "--expiry", expiry, "--auth-mode", "login", "--as-user", "--output", "tsv",
        ]
        let command = words.map(\.shellQuoted).joined(separator: " ")
        return DVCModelError(
            .storageCredentialsMissing,
            "DVC remote '\(name)': it is opened by \(way), which these tools do not do",
            at: source.location,
            hint: "export AZURE_STORAGE_SAS_TOKEN=\"$(\(command))\", or dvc artifacts get . NAME"
        )
    }
}
