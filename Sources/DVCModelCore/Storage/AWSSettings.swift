/// What the AWS command line's files and the environment say for one profile.
///
/// Source: botocore/session.py, botocore/configprovider.py, botocore/configloader.py.
struct AWSSettings {
    let environment: Environment
    /// As the user named it; nil for the default one.
    let profileName: String?
    /// Whether DVC's configuration names the profile. Then the environment's credentials do not count.
    let isProfileOfRemote: Bool
    /// The profile's section of the config file, and over it the one of the credentials file.
    let profile: [String: String]
    let configSection: [String: String]?
    let credentialsSection: [String: String]?
    private let services: [String: [String: String]]

    /// - Throws: `setting-invalid` where a profile is named that neither file has, or a file is malformed;
    ///   `file-unreadable`.
    init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        environment = context.environment
        let ofRemote = remote.options.text("profile")
        profileName = ofRemote ?? environment.first(of: "AWS_DEFAULT_PROFILE", "AWS_PROFILE")?.value
        isProfileOfRemote = ofRemote != nil

        let config = try Self.file(
            "AWS_CONFIG_FILE",
            remote.options.text("configpath"),
            "config",
            context
        )
        let credentials = try Self.file(
            "AWS_SHARED_CREDENTIALS_FILE",
            remote.options.text("credentialpath"),
            "credentials",
            context
        )
        let name = profileName ?? "default"
        var configSection: [String: String]?
        var services: [String: [String: String]] = [:]
        for (title, options) in config?.sections ?? [] {
            let words = ShellWords.split(title) ?? []
            if title == name, name == "default" { configSection = options }
            if title.hasPrefix("profile"), words.count == 2, words[1] == name { configSection = options }
            if title.hasPrefix("services"), words.count == 2 { services[words[1]] = options }
        }
        self.configSection = configSection
        self.services = services
        credentialsSection = credentials?[name]
        profile = (configSection ?? [:]).merging(credentialsSection ?? [:]) { _, new in new }
        if let profileName, configSection == nil, credentialsSection == nil {
            throw .profileUnknown(profileName, remote)
        }
    }

    /// Without a variable of its own, and only then, DVC puts the remote's option in. Source: dvc_s3/__init__.py.
    private static func file(
        _ variable: String,
        _ option: String?,
        _ name: String,
        _ context: StorageContext,
    ) throws(DVCModelError) -> INIFile? {
        let path = context.environment.variables[variable] ?? option ?? "~/.aws/\(name)"
        guard let expanded = HomeFolder.expanding(path, in: context.environment), !expanded.isEmpty else {
            return nil
        }
        return try INIFile.read(expanded)
    }

    /// From a variable, else from the profile.
    func value(_ variable: String, _ option: String) -> String? {
        environment[variable] ?? profile[option].flatMap { $0.isEmpty ? nil : $0 }
    }

    func flag(_ variable: String, _ option: String) -> Bool {
        value(variable, option)?.lowercased() == "true"
    }

    var region: String? { value("AWS_DEFAULT_REGION", "region") }

    /// `auto`, `path` or `virtual`.
    var addressingStyle: String? { INIFile.nested(profile["s3"])?["addressing_style"] }

    /// Where S3 is to be found; nil for AWS's own servers.
    ///
    /// Source: `ConfiguredEndpointProvider` in botocore/configprovider.py.
    ///
    /// - Throws: `setting-invalid` where the profile names a section of services that is not there.
    func endpoint() throws(DVCModelError) -> String? {
        if flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") { return nil }
        if let exported = environment.first(of: "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") {
            return exported.value
        }
        if let name = profile["services"] {
            guard let service = services[name] else { throw .servicesUnknown(name) }
            if let url = INIFile.nested(service["s3"])?["endpoint_url"] { return url }
        }
        return profile["endpoint_url"]
    }
}

extension DVCModelError {
    fileprivate static func profileUnknown(_ profile: String, _ remote: DVCRemote) -> Self {
        let isOfRemote = remote.options.text("profile") != nil
        return remote.invalid(
            "there is no AWS profile '\(profile)'",
            option: isOfRemote ? "profile" : nil,
            hint: isOfRemote
                ? "aws configure --profile \(profile.shellQuoted)" : "unset AWS_PROFILE AWS_DEFAULT_PROFILE"
        )
    }

    fileprivate static func servicesUnknown(_ name: String) -> Self {
        .init(
            .settingInvalid,
            "the AWS profile's 'services = \(name)' names a section that the AWS config file does not have",
            hint: "add '[services \(name)]'"
        )
    }
}
