import TestSupport
import Testing

@testable import DVCModelCore

/// Settings and request, against what DVC's Studio client makes of the same environment and files.
@Suite struct StudioConfigVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Resolved: Decodable, Sendable, Equatable {
            let token: String?
            let repo_url: String?
            let url: String?
        }
        struct Request: Decodable, Sendable {
            let url: String?
            let authorization: String?
        }

        let id: String
        let env: [String: String]
        let config_files: [String: String]
        let git_config: String?
        let name: String
        let version: String?
        let stage: String?
        let config_section: [String: JSONValue]
        /// Without members where the client refuses.
        let resolved: Resolved?
        let request: Request?

        var testDescription: String { id }
    }

    /// What is asked, or that it is refused.
    private enum Answer: Equatable {
        case asks(url: String, authorization: String)
        case refuses
    }

    /// Where we differ from the client, and why. What we answer there follows in `expected`.
    private static let onPurpose = [
        "url-path": "a base URL keeps its path without a slash at its end",
        "url-deep-path": "a base URL keeps its path without a slash at its end",
        "url-userinfo": "user info in a URL never replaces the token",
        "url-config": "the token does not go where only a tracked file sends it",
        "url-empty-env": "the token does not go where only a tracked file sends it",
    ]

    @Test(arguments: try Vectors.cases("studio-config", as: Case.self))
    func `settings and request are the client's`(vector: Case) throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("w/.dvc")
        if let text = vector.git_config {
            try Program.git("init", "-q", "-b", "main", "w", in: folder.path)
            try folder.write("[core]\n\trepositoryformatversion = 0\n" + text, to: "w/.git/config")
        }
        let places = [
            "system": "s/config", "global": "g/config", "repo": "w/.dvc/config",
            "local": "w/.dvc/config.local",
        ]
        for (level, text) in vector.config_files { try folder.write(text, to: #require(places[level])) }
        let variables = [
            "HOME": folder.path("h"), "DVC_SYSTEM_CONFIG_DIR": folder.path("s"),
            "DVC_GLOBAL_CONFIG_DIR": folder.path("g"),
        ]
        let environment = Environment(variables.merging(vector.env) { _, new in new })
        let work = folder.path("w")
        do throws(DVCModelError) {
            let config = try DVCConfig(for: work, environment: environment)
            #expect(Self.section(config) == vector.config_section)
            let answer = Self.answer(vector, config, environment, in: work)
            if let url = try? Self.onlyRemote(vector, in: work), case .asks(let asked, _) = answer {
                #expect(asked.contains("?repo=\(PercentEncoding.encode(url))&"))
                return
            }
            #expect(answer == Self.expected(vector, config))
            if Self.onPurpose[vector.id] != nil { #expect(answer != Self.client(vector)) }
        } catch {
            #expect(error.code == .dvcConfigInvalid)
            #expect(vector.config_section["error"] != nil, "\(error)")
        }
    }

    private static func section(_ config: DVCConfig) -> [String: JSONValue] {
        var section: [String: JSONValue] = [
            "offline": .bool(config.flag("studio", "offline")?.value ?? false)
        ]
        for key in ["token", "url", "repo_url"] {
            section[key] = config.setting("studio", key).map { .string($0.value) }
        }
        return section
    }

    private static func answer(
        _ vector: Case,
        _ config: DVCConfig,
        _ environment: Environment,
        in work: String,
    ) -> Answer {
        do throws(DVCModelError) {
            let settings = try StudioSettings(options: .init(), environment: environment, config: config)
            let endpoint = try settings.endpoint { _ throws(DVCModelError) in false }
            let repo = try settings.repoURL(in: try GitLayout.find(from: work), environment: environment)
            let url = try endpoint.requestURL(
                repo: repo.value,
                name: vector.name,
                version: vector.version,
                stage: vector.stage
            )
            return .asks(url: url.text, authorization: "token \(endpoint.token.value.text)")
        } catch {
            let codes: [ErrorCode] = [
                .studioOffline, .studioTokenMissing, .studioURLInvalid, .studioURLUntrusted,
                .studioURLInsecure, .settingInvalid,
                .repoURLMissing, .repoURLNotUsable, .usage,
            ]
            #expect(codes.contains(error.code))
            return .refuses
        }
    }

    /// git's answer where the client finds no remote, since the only one is not called origin.
    private static func onlyRemote(_ vector: Case, in work: String) throws -> String? {
        guard vector.resolved == Case.Resolved(token: nil, repo_url: nil, url: nil), vector.git_config != nil
        else {
            return nil
        }
        return try Program.git("ls-remote", "--get-url", in: work)
    }

    /// What the client does.
    private static func client(_ vector: Case) -> Answer {
        guard let url = vector.request?.url, let authorization = vector.request?.authorization else {
            return .refuses
        }
        return .asks(url: url, authorization: authorization)
    }

    /// What the client does, but for the differences that are meant.
    private static func expected(_ vector: Case, _ config: DVCConfig) -> Answer {
        guard case .asks(let url, _) = client(vector), let query = url.firstIndex(of: "?"),
            let token = vector.resolved?.token, let base = vector.resolved?.url.flatMap({ HTTPURL($0) }),
            let repo = vector.resolved?.repo_url, repo.contains(":") || !isInferred(vector, config),
            !["/", ".", "~", "file:"].contains(where: { repo.hasPrefix($0) }),
            !isUntrusted(base, vector, config)
        else { return .refuses }
        var path = base.path
        while path.hasSuffix("/") { path.removeLast() }
        let encodedUser = /(repo=https?%3A%2F%2F)[^%&]*(%3A[^%&]*)?%40/
        let cleanQuery = url[query...].replacing(encodedUser) { $0.output.1 }
        let text = "\(base.origin)\(path)/api/model-registry/get-download-uris\(cleanQuery)"
        return .asks(
            url: HTTPURL(text)?.text ?? text,
            authorization: "token \(token)",
        )
    }

    /// Whether the repository comes from git's configuration.
    private static func isInferred(_ vector: Case, _ config: DVCConfig) -> Bool {
        ["DVC_STUDIO_REPO_URL", "STUDIO_REPO_URL"].allSatisfy { vector.env[$0, default: ""].isEmpty }
            && config.setting("studio", "repo_url") == nil
    }

    /// Whether only the tracked file names the address, and another place the token, or no secure way.
    private static func isUntrusted(_ base: HTTPURL, _ vector: Case, _ config: DVCConfig) -> Bool {
        guard vector.env["DVC_STUDIO_URL", default: ""].isEmpty,
            config.setting("studio", "url")?.level == .repo
        else {
            return false
        }
        let own = config.allSettings("studio", "url").filter { $0.level != .repo }.map(\.value)
        let origins = (own + ["https://studio.datachain.ai"]).compactMap { HTTPURL($0)?.origin }
        let isTokenTracked =
            ["DVC_STUDIO_TOKEN", "STUDIO_TOKEN"].allSatisfy { vector.env[$0, default: ""].isEmpty }
            && config.setting("studio", "token")?.level == .repo
        return vector.resolved?.url == config.setting("studio", "url")?.value
            && (!isTokenTracked || (base.scheme == "http" && !base.isLoopback))
            && !origins.contains(base.origin)
    }
}
