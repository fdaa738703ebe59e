/// The keys that requests to AWS are signed with.
struct AWSCredentials: Sendable, Equatable {
    let accessKeyID: String
    let secretAccessKey: Secret
    /// Beside temporary keys.
    var sessionToken: Secret?

    /// Those that DVC's client would use.
    ///
    /// In this order: the remote's own options; the environment, unless the remote names a profile; then of the
    /// profile the credentials file, `credential_process`, the config file. What comes in between in AWS's own chain
    /// (assumed roles, web identity, SSO, containers, instance roles) asks a server of AWS and is refused with the way
    /// round it. Source: `create_credential_resolver` in botocore/credentials.py.
    ///
    /// - Throws: `storage-credentials-missing`, `setting-invalid`.
    static func find(
        _ remote: DVCRemote,
        _ settings: AWSSettings,
        secondsSince1970 now: Int64,
    ) throws(DVCModelError) -> AWSCredentials {
        if let own = try ofRemote(remote) { return own }
        if !settings.isProfileOfRemote, let exported = try ofEnvironment(settings.environment, remote, now) {
            return exported
        }
        if let way = settings.wayOfAWS {
            // The way round that the error names must work for a remote with a profile, too.
            if let exported = try ofEnvironment(settings.environment, remote, now) { return exported }
            throw .wayUnsupported(way, settings, remote)
        }
        if let stored = try ofSection(settings.credentialsSection, remote) { return stored }
        if settings.profile["login_session"] != nil {
            throw .wayUnsupported("'aws login'", settings, remote)
        }
        if let command = settings.profile["credential_process"] {
            return try ofProcess(command, settings.environment, remote)
        }
        if let stored = try ofSection(settings.configSection, remote) { return stored }
        throw .credentialsMissing(settings, remote)
    }

    private static func ofRemote(_ remote: DVCRemote) throws(DVCModelError) -> AWSCredentials? {
        let (id, secret) = (
            remote.options["access_key_id"]?.value, remote.options["secret_access_key"]?.value
        )
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            throw .credentialIncomplete(
                id == nil ? "access_key_id" : "secret_access_key",
                of: "its options",
                remote
            )
        }
        let token = remote.options.text("session_token")
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init)
        )
    }

    private static func ofEnvironment(
        _ environment: Environment,
        _ remote: DVCRemote,
        _ now: Int64,
    ) throws(DVCModelError) -> AWSCredentials? {
        guard let id = environment["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw .credentialIncomplete("AWS_SECRET_ACCESS_KEY", of: "the environment", remote)
        }
        if let end = environment["AWS_CREDENTIAL_EXPIRATION"], let seconds = SigningTime.seconds(end),
            seconds <= now
        {
            throw .credentialsExpired(end, remote)
        }
        let token = environment.first(of: "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")?.value
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init)
        )
    }

    private static func ofSection(
        _ section: [String: String]?,
        _ remote: DVCRemote,
    ) throws(DVCModelError) -> AWSCredentials? {
        guard let section, let id = section["aws_access_key_id"] else { return nil }
        guard let secret = section["aws_secret_access_key"] else {
            throw .credentialIncomplete("aws_secret_access_key", of: "the AWS profile", remote)
        }
        let token = section["aws_security_token"] ?? section["aws_session_token"]
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init)
        )
    }

    /// Source: `ProcessProvider` in botocore/credentials.py.
    private static func ofProcess(
        _ command: String,
        _ environment: Environment,
        _ remote: DVCRemote,
    ) throws(DVCModelError) -> AWSCredentials {
        guard let words = ShellWords.split(command), !words.isEmpty else {
            throw .processFailed("a quote in it is not closed, or it is empty", remote)
        }
        let said: [UInt8]
        do throws(PipedProcess.Failure) {
            let variables = environment.variables.map { "\($0.key)=\($0.value)" }
            // It may have to ask the user something, or to tell.
            said = try PipedProcess(words[0], words, variables: variables, takesErrors: false)
                .output(limit: 1 << 20)
        } catch {
            throw .processFailed(error.why, remote)
        }
        let reply = try? JSONReader.read(said)
        guard case .object(let members)? = reply else {
            throw .processFailed("it did not say a JSON object", remote)
        }
        func text(_ key: String) -> String? {
            guard case .string(let text)? = members.last(where: { $0.key == key })?.value else { return nil }
            return text
        }
        guard members.contains(where: { $0.key == "Version" && $0.value == .number("1") }) else {
            throw .processFailed("its reply has no 'Version' 1", remote)
        }
        guard let id = text("AccessKeyId"), let secret = text("SecretAccessKey") else {
            throw .processFailed("its reply lacks 'AccessKeyId' or 'SecretAccessKey'", remote)
        }
        let token = text("SessionToken").map(Secret.init)
        return AWSCredentials(accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token)
    }
}

extension AWSSettings {
    /// How AWS itself would get the credentials before it looks for stored ones; nil when it would not.
    fileprivate var wayOfAWS: String? {
        let hasTokenFile = profile["web_identity_token_file"] != nil
        if profile["role_arn"] != nil, !hasTokenFile { return "assuming a role ('role_arn')" }
        let isTokenExported = !isProfileOfRemote && environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil
        if hasTokenFile || isTokenExported { return "a web identity token" }
        if profile["sso_account_id"] != nil || profile["sso_role_name"] != nil { return "SSO" }
        return nil
    }

    fileprivate var exportCommand: String {
        let profile = profileName.map { " --profile \($0.shellQuoted)" } ?? ""
        return
            "eval \"$(aws configure export-credentials\(profile) --format env)\", or dvc artifacts get . NAME"
    }
}

extension DVCModelError {
    private static func missing(_ what: String, _ remote: DVCRemote, hint: String) -> Self {
        .init(
            .storageCredentialsMissing,
            "DVC remote '\(remote.name)': \(what)",
            at: remote.source.location,
            hint: hint
        )
    }

    fileprivate static func credentialsMissing(_ settings: AWSSettings, _ remote: DVCRemote) -> Self {
        let container = settings.environment.first(
            of: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        )
        let role = container == nil ? "an instance's role" : "a container's role"
        return missing(
            "no AWS credentials in its options, the environment (AWS_ACCESS_KEY_ID) or the AWS files; \(role) is not asked for them",
            remote,
            hint: settings.exportCommand
        )
    }

    fileprivate static func wayUnsupported(_ way: String, _ settings: AWSSettings, _ remote: DVCRemote)
        -> Self
    {
        missing(
            "the AWS profile '\(settings.profileName ?? "default")' gets its credentials by \(way), which these tools do not do",
            remote,
            hint: settings.exportCommand
        )
    }

    fileprivate static func credentialIncomplete(_ name: String, of place: String, _ remote: DVCRemote)
        -> Self
    {
        missing(
            "\(place) lack '\(name)', which goes with the other half of the key",
            remote,
            hint: "set '\(name)'"
        )
    }

    fileprivate static func credentialsExpired(_ end: String, _ remote: DVCRemote) -> Self {
        var error = missing(
            "the AWS credentials of the environment expired at '\(end)'",
            remote,
            hint: "eval \"$(aws configure export-credentials --format env)\""
        )
        error.location = .environment("AWS_CREDENTIAL_EXPIRATION")
        return error
    }

    fileprivate static func processFailed(_ why: String, _ remote: DVCRemote) -> Self {
        missing(
            "the 'credential_process' of its AWS profile failed: \(why)",
            remote,
            hint: "run that command to see more"
        )
    }
}
