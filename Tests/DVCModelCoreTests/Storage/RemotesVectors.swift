import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// From DVC's configuration to the remote in use, the places of its objects and what its client is given.
@Suite struct RemotesVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let config_files: [String: String]
        let env: [String: String]?
        let remote: String?
        let `protocol`: String?
        let path: String?
        let worktree: Bool?
        let options: [String: JSONValue]?
        let version_aware: Bool?
        let object: String?
        let dir_object: String?
        let legacy_object: String?
        let client: JSONValue?
        let error: String?

        var testDescription: String { id }
    }

    /// What a case's files become on this machine.
    struct Setting {
        let folder: TemporaryFolder
        let environment: Environment
        let config: DVCConfig

        init(_ vector: Case) throws {
            folder = try TemporaryFolder()
            try folder.makeFolder("w/.dvc")
            let places = [
                "system": "s/config", "global": "g/config", "repo": "w/.dvc/config",
                "local": "w/.dvc/config.local",
            ]
            for (level, text) in vector.config_files {
                try folder.write(text.replacing("<root>", with: folder.path), to: try #require(places[level]))
            }
            let fixed = [
                "HOME": folder.path("home"), "DVC_SYSTEM_CONFIG_DIR": folder.path("s"),
                "DVC_GLOBAL_CONFIG_DIR": folder.path("g"),
            ]
            environment = Environment(fixed.merging(vector.env ?? [:]) { fixed, _ in fixed })
            config = try DVCConfig(for: folder.path("w"), environment: environment)
        }

        func remote(_ name: String?) throws -> DVCRemote {
            try DVCRemote(name, in: config, environment: environment)
        }

        func access(_ remote: DVCRemote) throws -> StorageAccess {
            let context = StorageContext(
                environment: environment,
                workingFolder: folder.path("w"),
                secondsSince1970: 1_767_225_600
            )
            return try StorageAccess(remote, context)
        }
    }

    static let digits = "0123456789abcdef0123456789abcdef"

    static func id(_ recorded: String, _ rule: ExpectedMD5.Rule = .md5) throws -> ObjectID {
        try #require(ObjectID(recorded: recorded, rule: rule))
    }

    @Test(arguments: try Vectors.cases("remotes", as: Case.self))
    func `the remote, its options and its objects are DVC's`(vector: Case) throws {
        if vector.error != nil {
            #expect(throws: DVCModelError.self) {
                let setting = try Setting(vector)
                _ = try setting.access(setting.remote(vector.remote))
            }
            return
        }
        let setting = try Setting(vector)
        let remote = try setting.remote(vector.remote)
        func shown(_ path: String) -> String { path.replacing(setting.folder.path, with: "<root>") }

        #expect(Self.protocolName(remote) == vector.protocol)
        #expect(shown(remote.base) == vector.path)
        #expect(remote.isWorktree == vector.worktree)
        #expect(remote.isVersionAware == vector.version_aware)
        #expect(shown(remote.uri(of: try Self.id(Self.digits))) == vector.object)
        #expect(shown(remote.uri(of: try Self.id("\(Self.digits).dir"))) == vector.dir_object)
        #expect(shown(remote.uri(of: try Self.id(Self.digits, .md5Dos2unix))) == vector.legacy_object)
        try expect(remote.options.mapValues { shown($0.value) }, toMean: try #require(vector.options), remote)
    }

    private static func protocolName(_ remote: DVCRemote) -> String {
        switch remote.kind {
        case .local: "local"
        case .http: remote.base.hasPrefix("https:") ? "https" : "http"
        case .s3: "s3"
        case .azure: "azure"
        }
    }

    /// DVC's checked options hold defaults as well, and values of their types.
    private func expect(
        _ options: [String: String],
        toMean expected: [String: JSONValue],
        _ remote: DVCRemote,
    ) throws {
        let defaults: [String: JSONValue] = [
            "verify": .bool(false), "protected": .bool(false), "slow_link_warning": .bool(true),
            "listobjects": .bool(false), "use_ssl": .bool(true), "allow_anonymous_login": .bool(false),
            "version_aware": .bool(remote.isVersionAware),
            "bucket": .string(String(remote.base.prefix { $0 != "/" })),
        ]
        // These DVC's http client takes out; they are looked at as the client's.
        let taken = remote.kind == .http ? ["connect_timeout", "read_timeout", "ssl_verify"] : []
        let written = options.filter { !taken.contains($0.key) }
        #expect(Set(written.keys).isSubset(of: expected.keys))
        for (key, value) in expected {
            guard let text = written[key] else {
                #expect(value == defaults[key], "\(key)")
                continue
            }
            switch value {
            case .bool(let flag): #expect(text.lowercased() == "\(flag)", "\(key)")
            case .integer(let number): #expect(Int(text) == number, "\(key)")
            case .number(let number): #expect(Double(text) == number, "\(key)")
            case .string(let word):
                #expect(key == "auth" ? text.lowercased() == word : text == word, "\(key)")
            default: Issue.record("an option of another type: \(key)")
            }
        }
    }

    @Test(arguments: try Vectors.cases("remotes", as: Case.self).filter { $0.client != nil })
    func `the credentials are those that DVC gives its client`(vector: Case) throws {
        let setting = try Setting(vector)
        let remote = try setting.remote(vector.remote)
        let client = try #require(vector.client)
        switch remote.kind {
        case .local:
            guard remote.base.hasPrefix("/") else {
                // DVC looks below its working folder for `file://…`, where nothing ever is.
                #expect(throws: DVCModelError.self) { try setting.access(remote) }
                return
            }
            let location = try setting.access(remote).location(of: Self.id(Self.digits))
            #expect(
                location
                    == .file(
                        "\(remote.base)\(remote.base.hasSuffix("/") ? "" : "/")files/md5/01/23456789abcdef\(Self.digits.prefix(16))"
                    )
            )
        case .http: try expectHTTP(try setting.access(remote), client, setting.folder.path("w"))
        case .s3: try expectS3(remote, setting, client)
        case .azure: try expectAzure(remote, setting, client)
        }
    }

    private func expectHTTP(_ access: StorageAccess, _ client: JSONValue, _ folder: String) throws {
        guard case .url(let url, let http) = try access.location(of: Self.id(Self.digits)) else {
            Issue.record("no URL")
            return
        }
        let given = try #require(client["client_kwargs"])
        var headers: [HTTPAccess.Header] = []
        if case .object(let custom)? = given["headers"] {
            headers = custom.map { HTTPAccess.Header(name: $0.key, value: $0.value.string ?? "") }
        }
        if let login = given["auth"]?["login"]?.string, let password = given["auth"]?["password"]?.string {
            headers = [Self.basic("\(login):\(password)")]
        }
        if access.remote.base.contains("@") { headers = [Self.basic("u:p")] }
        #expect(http.headers == headers)
        #expect(!url.text.contains("@"))
        #expect(http.connectTimeout == Self.duration(given["connect_timeout"]))
        #expect(http.stallTimeout == Self.duration(given["read_timeout"]))
        switch given["ssl_verify"] {
        case .bool(false): #expect(http.trust == .anybody)
        case .string(let path): #expect(http.trust == .file("\(folder)/\(path)"))
        default: #expect(http.trust == .common)
        }
    }

    private static func basic(_ text: String) -> HTTPAccess.Header {
        HTTPAccess.Header(name: "Authorization", value: "Basic \(Data(text.utf8).base64EncodedString())")
    }

    /// DVC's own default, 60 seconds, is left to the run's settings; 0 means no limit to DVC.
    private static func duration(_ value: JSONValue?) -> Duration? {
        switch value {
        case .number(let seconds) where seconds > 0: .seconds(seconds)
        case .integer(let seconds) where seconds > 0 && seconds != 60: .seconds(seconds)
        default: nil
        }
    }

    private func expectS3(_ remote: DVCRemote, _ setting: Setting, _ client: JSONValue) throws {
        if let profile = client["profile"]?.string { #expect(remote.options.text("profile") == profile) }
        guard client["key"] != nil || client["anon"] == .bool(true) else {
            let error = #expect(throws: DVCModelError.self) { try setting.access(remote) }
            // There are no AWS files here, so that a profile is unknown.
            let code: ErrorCode = client["profile"] == nil ? .storageCredentialsMissing : .settingInvalid
            #expect(error?.code == code)
            return
        }
        guard
            case .url(let signed, let access) = try setting.access(remote).location(of: Self.id(Self.digits))
        else {
            Issue.record("no URL")
            return
        }
        let url = try #require(HTTPURL(signed.text))
        let items = Dictionary(url.queryItems.map { ($0.name, $0.value) }) { _, new in new }
        let given = client["client_kwargs"]
        if client["anon"] == .bool(true) {
            #expect(url.query == nil)
        } else {
            let region = given?["region_name"]?.string ?? "us-east-1"
            let key = client["key"]?.string ?? ""
            #expect(items["X-Amz-Credential"] == "\(key)/20260101/\(region)/s3/aws4_request")
            #expect(items["X-Amz-Security-Token"] == client["token"]?.string)
        }
        if let endpoint = given?["endpoint_url"]?.string {
            #expect(url.origin == HTTPURL(endpoint)?.origin)
        } else {
            #expect(url.scheme == (client["use_ssl"] == .bool(false) ? "http" : "https"))
        }
        #expect(access.trust == (given?["verify"] == .bool(false) ? .anybody : .common))
    }

    private func expectAzure(_ remote: DVCRemote, _ setting: Setting, _ client: JSONValue) throws {
        let isClosed = client["error"] != nil || client["credential"] != nil
        guard !isClosed else {
            let error = #expect(throws: DVCModelError.self) { try setting.access(remote) }
            #expect(error?.code == .storageCredentialsMissing)
            return
        }
        guard case .url(let signed, _) = try setting.access(remote).location(of: Self.id(Self.digits)) else {
            Issue.record("no URL")
            return
        }
        let url = try #require(HTTPURL(signed.text))
        let account = client["account_name"]?.string ?? "a"
        #expect(url.host == "\(account).blob.core.windows.net")
        if let signature = client["sas_token"]?.string {
            #expect(url.query == signature)
        } else {
            #expect(url.queryItems.map(\.name) == ["se", "sp", "sv", "sr", "sig"])
        }
    }
}
