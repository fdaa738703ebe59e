/// Which sections and keys DVC knows, and what a value may be. Source: dvc/config_schema.py, version 3.67.1.
enum DVCConfigSchema {
    enum Value: Hashable {
        case text
        /// `true` or `false`, in any case.
        case boolean
        case integer(atLeast: Int? = nil, atMost: Int? = nil)
        /// A number of at least 0.
        case duration
        case number
        /// One of these words, in any case.
        case choice([String])
        /// A list of link types, in one text or as a list.
        case linkTypes
        /// DVC's schema asks for a type that no file can hold.
        case impossible
    }

    typealias Keys = [String: Value]

    enum Section {
        case keys(Keys)
        /// Only the known keys are looked at.
        case open(Keys)
        /// Any number of named parts, each with these keys.
        case named(Keys)
        /// Named parts whose keys depend on the scheme of their `url`.
        case remotes
    }

    static let sections: [String: Section] = [
        "core": .keys(
            keys([
                .text: "remote site_cache_dir machine",
                .integer(atLeast: 1): "checksum_jobs",
                .boolean: "interactive analytics hardlink_lock no_scm autostage experiments check_update",
            ])
        ),
        "cache": .keys(local + keys([.text: "local s3 gs hdfs webhdfs ssh azure dir"])),
        "remote": .remotes,
        "state": .keys(
            keys([
                .text: "dir",
                .integer(atLeast: 1): "row_limit",
                .integer(atLeast: 0, atMost: 100): "row_cleanup_quota",
            ])
        ),
        "index": .keys(keys([.text: "dir"])),
        "machine": .named(
            keys([
                .choice(["aws", "azure"]): "cloud",
                .choice(["us-west", "us-east", "eu-west", "eu-north"]): "region",
                .text: "image instance_type instance_gpu ssh_private startup_script setup_script",
                .boolean: "spot",
                .number: "spot_price",
                .integer(): "instance_hdd_size",
            ])
        ),
        "feature": .open(keys([.boolean: "machine"])),
        "plots": .keys(keys([.text: "html_template out_dir", .boolean: "auto_open"])),
        "exp": .keys(
            keys([
                .text: "code data models metrics params plots live git_remote", .boolean: "auto_push",
            ])
        ),
        "parsing": .keys(
            keys([
                .choice(["store_true", "boolean_optional"]): "bool", .choice(["nargs", "append"]): "list",
            ])
        ),
        "hydra": .keys(
            keys([.text: "config_dir config_module config_name plugins_path", .boolean: "enabled"])
        ),
        "studio": .keys(keys([.text: "token url repo_url", .boolean: "offline"])),
        "db": .named(keys([.text: "url username password"])),
    ]

    /// Keys that exclude each other, by section.
    static let exclusive = ["hydra": ["config_dir", "config_module"]]

    /// A remote's keys by the scheme of its URL, "" for a path; nil for a scheme that DVC does not know.
    static func remote(scheme: String) -> Keys? {
        switch scheme {
        case "": local + common
        case "s3": s3
        case "gs":
            common
                + keys([
                    .text: "projectname credentialpath endpointurl", .boolean: "verify allow_anonymous_login",
                ])
        case "ssh": ssh
        case "hdfs": common + keys([.text: "user kerb_ticket", .impossible: "replication"])
        case "webhdfs": webHDFS
        case "azure": azure
        case "oss": common + keys([.text: "oss_key_id oss_key_secret oss_endpoint", .boolean: "verify"])
        case "gdrive": googleDrive
        case "http", "https": http
        case "webdav", "webdavs": webDAV
        default: nil
        }
    }

    private static let common = keys([
        .text: "url",
        .integer(atLeast: 1): "checksum_jobs jobs",
        .boolean: "worktree no_traverse version_aware",
    ])

    private static let local = keys([
        .linkTypes: "type", .choice(["group"]): "shared", .boolean: "protected slow_link_warning verify",
    ])

    private static let s3 =
        common
        + keys([
            .text: """
            region profile credentialpath configpath endpointurl access_key_id secret_access_key session_token \
            ssl_verify sse sse_kms_key_id sse_customer_algorithm sse_customer_key acl grant_read grant_read_acp \
            grant_write_acp grant_full_control
            """,
            .boolean: "listobjects use_ssl allow_anonymous_login verify",
            .integer(): "read_timeout connect_timeout",
            .impossible: "cache_regions",
        ])

    private static let ssh =
        common
        + keys([
            .linkTypes: "type",
            .text: "user password passphrase keyfile",
            .boolean: "ask_password ask_passphrase gss_auth allow_agent verify",
            .integer(): "port timeout max_sessions",
        ])

    private static let webHDFS =
        common
        + keys([
            .text: "kerberos_principal proxy_to ssl_verify token user password data_proxy_target",
            .boolean: "kerberos use_https verify",
        ])

    private static let azure =
        common
        + keys([
            .text: """
            connection_string sas_token account_name account_key tenant_id client_id client_secret
            """,
            .boolean: """
            allow_anonymous_login exclude_environment_credential exclude_visual_studio_code_credential \
            exclude_shared_token_cache_credential exclude_managed_identity_credential verify
            """,
            .integer(): "timeout read_timeout connection_timeout",
        ])

    private static let googleDrive =
        common
        + keys([
            .text: """
            profile gdrive_client_id gdrive_client_secret gdrive_user_credentials_file \
            gdrive_service_account_user_email gdrive_service_account_json_file_path
            """,
            .boolean: "gdrive_use_service_account gdrive_trash_only gdrive_acknowledge_abuse verify",
        ])

    private static let http =
        common
        + keys([
            .choice(["basic", "digest", "custom"]): "auth",
            .text: "custom_auth_header user password ssl_verify method",
            .boolean: "ask_password verify",
            .duration: "connect_timeout read_timeout",
        ])

    private static let webDAV =
        common
        + keys([
            .text:
                "user password token bearer_token_command custom_auth_header cert_path key_path ssl_verify",
            .boolean: "ask_password verify",
            .integer(): "timeout",
        ])

    /// From a table of names, parted by blanks.
    private static func keys(_ table: [Value: String]) -> Keys {
        var keys: Keys = [:]
        for (value, names) in table {
            for name in names.split(separator: " ") { keys[String(name)] = value }
        }
        return keys
    }
}

private func + (one: DVCConfigSchema.Keys, other: DVCConfigSchema.Keys) -> DVCConfigSchema.Keys {
    one.merging(other) { _, new in new }
}
