/// What DVC's options, the environment and the Azure command line's own settings say.
///
/// An option comes first, then a variable, then `[storage]` in `~/.azure/config`; an empty value is none.
/// Source: `_prepare_credentials` in dvc_azure/__init__.py, knack/config.py, adlfs/spec.py.
struct AzureSettings {
    let connectionString: String?
    let accountName: String?
    let accountKey: String?
    let sharedAccessSignature: String?
    /// Of the command line's settings; for a URL that names none.
    let container: String?
    let isAnonymous: Bool
    let hasServicePrincipal: Bool

    /// - Throws: `setting-invalid`, `file-unreadable`: about `~/.azure/config`.
    init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        let environment = context.environment
        let folder = environment["AZURE_CONFIG_DIR"] ?? "~/.azure"
        let path = HomeFolder.expanding(folder, in: environment).map {
            Path.join(context.workingFolder, Path.join($0, "config"))
        }
        let stored =
            try path.flatMap { path throws(DVCModelError) in try INIFile.read(path) }?["storage"] ?? [:]

        func value(_ option: String, _ name: String, _ others: String...) -> String? {
            if let own = remote.options.text(option) { return own }
            if let exported = environment["AZURE_STORAGE_\(name)"] { return exported }
            // Its reader wants a percent sign written twice.
            if let stored = stored[name.lowercased()], !stored.isEmpty {
                return stored.replacing("%%", with: "%")
            }
            return others.lazy.compactMap { environment[$0] }.first
        }
        connectionString = value("connection_string", "CONNECTION_STRING")
        accountName = value("account_name", "ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME")
        accountKey = value("account_key", "KEY", "AZURE_STORAGE_ACCOUNT_KEY")
        sharedAccessSignature = value("sas_token", "SAS_TOKEN")
        container = value("container_name", "CONTAINER_NAME")
        isAnonymous = remote.options.flag("allow_anonymous_login") ?? false
        hasServicePrincipal =
            remote.options.text("client_id") != nil || environment["AZURE_STORAGE_CLIENT_ID"] != nil
    }
}
