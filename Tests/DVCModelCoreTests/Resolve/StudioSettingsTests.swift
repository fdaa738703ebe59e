import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct StudioSettingsTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("w/.dvc")
    }

    /// Settings in `w`, from the texts of DVC's files by level.
    private func settings(
        _ files: [DVCConfig.Level: String] = [:],
        _ variables: [String: String] = [:],
        options: StudioSettings.Options = .init(),
    ) throws -> StudioSettings {
        let places: [DVCConfig.Level: String] = [
            .system: "s/config", .global: "g/config", .repo: "w/.dvc/config", .local: "w/.dvc/config.local",
        ]
        for (level, text) in files { try folder.write("[studio]\n\(text)\n", to: #require(places[level])) }
        let own = ["DVC_SYSTEM_CONFIG_DIR": folder.path("s"), "DVC_GLOBAL_CONFIG_DIR": folder.path("g")]
        let environment = Environment(own.merging(variables) { _, new in new })
        let config = try DVCConfig(for: folder.path("w"), environment: environment)
        return try StudioSettings(options: options, environment: environment, config: config)
    }

    private func endpoint(
        _ files: [DVCConfig.Level: String] = [:],
        _ variables: [String: String] = [:],
        options: StudioSettings.Options = .init(),
        isLocalTracked: Bool = false,
    ) throws -> String {
        let found = try settings(files, variables, options: options).endpoint { path throws(DVCModelError) in
            #expect(path == folder.path("w/.dvc/config.local"))
            return isLocalTracked
        }
        return "\(found.base.origin)\(found.base.path) \(found.token.value.text)"
    }

    private func code(_ body: () throws -> Any) -> ErrorCode? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? DVCModelError)?.code
        }
    }

    private let token = ["DVC_STUDIO_TOKEN": "t"]

    @Test func `an option wins over the environment, that over the files, and the built-in address is last`()
        throws
    {
        let files: [DVCConfig.Level: String] = [.global: "url = https://file"]
        let variables = token.merging(["DVC_STUDIO_URL": "https://env"]) { _, new in new }
        let option = StudioSettings.Options(studioURL: "https://option", repoURL: nil)
        #expect(try endpoint(files, variables, options: option) == "https://option/ t")
        #expect(try endpoint(files, variables, options: .init(studioURL: "")) == "https://env/ t")
        #expect(try endpoint(files, token) == "https://file/ t")
        #expect(try endpoint([.global: "url ="], token) == "https://studio.datachain.ai/ t")
    }

    @Test func `values know where they come from`() throws {
        let files: [DVCConfig.Level: String] = [.global: "token = f\noffline = true"]
        let settings = try settings(files, ["STUDIO_TOKEN": "t", "DVC_STUDIO_TOKEN": ""])
        #expect(settings.token?.source == .environment("STUDIO_TOKEN"))
        #expect(settings.offline == .file(folder.path("g/config"), line: 3))
        #expect(try self.settings(files).token?.source == .file(folder.path("g/config"), line: 2))
    }

    @Test func `no token and switched off are errors of their own`() throws {
        #expect(code { try endpoint() } == .studioTokenMissing)
        let expected = DVCModelError(
            .studioOffline,
            "Studio is switched off",
            at: .environment("DVC_STUDIO_OFFLINE"),
            hint: "unset DVC_STUDIO_OFFLINE",
        )
        #expect(throws: expected) { try endpoint([:], ["DVC_STUDIO_OFFLINE": "yes"]) }
    }

    @Test func `a token that cannot be sent is an error that names its place`() {
        let expected = DVCModelError(
            .settingInvalid,
            "the Studio token holds a control character, perhaps the end of a line",
            at: .file(folder.path("g/config"), line: 2),
            hint: "set it again, without a line end",
        )
        #expect(throws: expected) { try settings([.global: "token = '''a\nb'''"]) }
    }

    @Test(arguments: [
        "studio.example.com", "localhost:8000", "//h/x", "ftp://h", "https://h ost", "file:///x", "https://",
    ])
    func `an address must be a whole http or https URL`(url: String) {
        #expect(
            code { try endpoint([:], token.merging(["DVC_STUDIO_URL": url]) { _, new in new }) }
                == .studioURLInvalid
        )
    }

    @Test func `an invalid address is shown without its secrets`() {
        let expected = DVCModelError(
            .studioURLInvalid,
            "'ftp://h/x?…' is not an http or https URL",
            at: .environment("DVC_STUDIO_URL"),
            hint: "write it whole, such as https://studio.datachain.ai",
        )
        #expect(throws: expected) {
            try endpoint([:], ["DVC_STUDIO_TOKEN": "t", "DVC_STUDIO_URL": "ftp://u:p@h/x?k=v"])
        }
    }

    // MARK: Where the token may go

    private static let tracked = "url = https://cfg/x"

    @Test func `a token from elsewhere does not go to an address that only a tracked file names`() {
        let expected = DVCModelError(
            .studioURLUntrusted,
            """
            the repository asks for the token from DVC_STUDIO_TOKEN to be sent to 'https://cfg': 'studio.url' stands \
            in a file that Git tracks, the token does not
            """,
            at: .file(folder.path("w/.dvc/config"), line: 2),
            hint: "dvc config --local studio.url https://cfg/x",
        )
        #expect(throws: expected) { try endpoint([.repo: Self.tracked], token) }
    }

    @Test(arguments: [DVCConfig.Level.system, .global, .local])
    func `nor does a token from the user's own files`(level: DVCConfig.Level) {
        #expect(code { try endpoint([.repo: Self.tracked, level: "token = t"]) } == .studioURLUntrusted)
    }

    @Test func `a command in a hint is quoted`() {
        let hostile = "url = \"https://cfg/$(touch x);'\""
        let found = #expect(throws: DVCModelError.self) { try endpoint([.repo: hostile], token) }
        #expect(found?.hint == #"dvc config --local studio.url 'https://cfg/$(touch%20x);'"'"''"#)
    }

    @Test func `a token that stands in the tracked file too may go there`() throws {
        #expect(try endpoint([.repo: "token = t\n" + Self.tracked]) == "https://cfg/x t")
    }

    @Test(arguments: [
        [DVCConfig.Level.global: "url = https://cfg"], [.system: "url = https://CFG:443/other"],
        [.local: "url = https://cfg/y"],
    ])
    func `an origin that the user's own file names too is his own`(files: [DVCConfig.Level: String]) throws {
        let found = try endpoint(files.merging([.repo: Self.tracked]) { own, _ in own }, token)
        #expect(found.hasPrefix("https://cfg/"))
    }

    @Test(arguments: ["http://cfg", "https://cfg:8443", "https://sub.cfg", "https://cfg.evil"])
    func `another scheme, port or host is another origin`(url: String) {
        #expect(
            code { try endpoint([.repo: Self.tracked, .global: "url = \(url)"], token) }
                == .studioURLUntrusted
        )
    }

    @Test func `a tracked file may name the built-in address`() throws {
        let found = try endpoint([.repo: "url = https://studio.datachain.ai/"], token)
        #expect(found == "https://studio.datachain.ai/ t")
    }

    @Test func `a local file that Git tracks is as good as any tracked file`() {
        let files: [DVCConfig.Level: String] = [.local: Self.tracked]
        #expect(code { try endpoint(files, token) } == nil)
        #expect(code { try endpoint(files, token, isLocalTracked: true) } == .studioURLUntrusted)
        #expect(code { try endpoint([.local: Self.tracked + "\ntoken = t"], isLocalTracked: true) } == nil)
    }

    @Test func `a user may choose http, a tracked file only on this machine`() throws {
        let plain = "token = t\nurl = http://cfg"
        #expect(try endpoint([.global: plain]) == "http://cfg/ t")
        #expect(try endpoint([.local: plain]) == "http://cfg/ t")
        #expect(
            try endpoint([:], token.merging(["DVC_STUDIO_URL": "http://cfg"]) { _, new in new })
                == "http://cfg/ t"
        )
        #expect(try endpoint([:], token, options: .init(studioURL: "http://cfg")) == "http://cfg/ t")
    }

    @Test(arguments: [
        ("127.0.0.1:80", true), ("127.1.2.3", true), ("localhost", true), ("[::1]:9", true), ("cfg", false),
        ("127.0.0.1.evil", false), ("10.0.0.1", false), ("localhost.evil", false), ("[::2]", false),
    ])
    func `http from a tracked file stays on this machine`(host: String, isAllowed: Bool) {
        let found = code { try endpoint([.repo: "token = t\nurl = http://\(host)"]) }
        #expect(found == (isAllowed ? nil : .studioURLInsecure))
    }

    // MARK: The repository's URL

    private func repoURL(
        _ files: [DVCConfig.Level: String] = [:],
        _ variables: [String: String] = [:],
        options: StudioSettings.Options = .init(),
        remote: String? = "https://u:p@h/inferred",
    ) throws -> Sourced<RepoURL> {
        if let remote {
            try Program.git("init", "-q", "-b", "main", "w", in: folder.path)
            try folder.write("[remote \"origin\"]\nurl = \(remote)\n", to: "w/.git/config")
        }
        let layout = try GitLayout.find(from: folder.path("w"))
        let environment = Environment(["HOME": folder.path("h")])
        return try settings(files, variables, options: options).repoURL(in: layout, environment: environment)
    }

    @Test func `the repository is what the user says, else what git says`() throws {
        let files: [DVCConfig.Level: String] = [.repo: "repo_url = o/file"]
        let variables = ["DVC_STUDIO_REPO_URL": "o/env", "STUDIO_REPO_URL": "o/old"]
        #expect(try repoURL(files, variables, options: .init(repoURL: "o/option")).value.text == "o/option")
        #expect(try repoURL(files, variables).value.text == "o/env")
        #expect(try repoURL(files, ["STUDIO_REPO_URL": "o/old"]).value.text == "o/old")
        #expect(try repoURL(files).source == .file(folder.path("w/.dvc/config"), line: 2))
    }

    @Test func `git's answer comes without user name and password, with its place`() throws {
        let found = try repoURL()
        #expect(found.value.text == "https://h/inferred")
        #expect(found.source == .file(folder.path("w/.git/config"), line: 2))
    }

    @Test func `an empty repo_url means that nothing is to be inferred`() {
        let expected = DVCModelError(
            .repoURLMissing,
            "'studio.repo_url' is empty",
            at: .file(folder.path("w/.dvc/config"), line: 2),
            hint: "give --repo URL, or set DVC_STUDIO_REPO_URL, to the address that Studio knows",
        )
        #expect(throws: expected) { try repoURL([.repo: "repo_url ="]) }
    }

    @Test func `without a repository the user has to say it`() {
        #expect(code { try repoURL(remote: nil) } == .repoURLMissing)
        #expect(code { try repoURL([:], ["DVC_STUDIO_REPO_URL": "o/r"], remote: nil) } == nil)
    }

    @Test func `a broken git configuration is no obstacle when the user names the repository`() {
        #expect(code { try repoURL(remote: "x\n[") } == .gitConfigInvalid)
        #expect(code { try repoURL([:], ["DVC_STUDIO_REPO_URL": "o/r"], remote: "x\n[") } == nil)
    }
}
