import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DVCConfigTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("w/.dvc")
    }

    private var environment: [String: String] {
        ["DVC_SYSTEM_CONFIG_DIR": folder.path("s"), "DVC_GLOBAL_CONFIG_DIR": folder.path("g")]
    }

    private func read(_ environment: [String: String]? = nil, in place: String = "w") throws -> DVCConfig {
        try DVCConfig(for: folder.path(place), environment: Environment(environment ?? self.environment))
    }

    private func source(_ path: String, _ line: Int) -> Source { .file(folder.path(path), line: line) }

    @Test func `later levels win key by key, and every value knows its place`() throws {
        try folder.write("[studio]\ntoken = s\nurl = s\n", to: "s/config")
        try folder.write("[studio]\ntoken = g\nrepo_url = g\n", to: "g/config")
        try folder.write("[core]\nremote = R\n[STUDIO]\nToken = r\n", to: "w/.dvc/config")
        try folder.write("[studio]\n\ntoken = l\n", to: "w/.dvc/config.local")
        let config = try read()
        typealias Setting = DVCConfig.Setting
        let local = Setting(value: "l", level: .local, source: source("w/.dvc/config.local", 3))
        #expect(config.setting("studio", "token") == local)
        let url = Setting(value: "s", level: .system, source: source("s/config", 3))
        #expect(config.setting("studio", "url") == url)
        #expect(config.setting("studio", "repo_url")?.level == .global)
        #expect(config.setting("core", "remote")?.value == "R")
        #expect(config.allSettings("studio", "token").map(\.value) == ["s", "g", "r", "l"])
        #expect(config.level(of: source("w/.dvc/config", 9)) == .repo)
        #expect(config.level(of: .environment("X")) == nil)
    }

    @Test func `no files are no settings`() throws {
        let config = try read()
        #expect(config.root == folder.path("w"))
        #expect(config.setting("core", "remote") == nil)
    }

    @Test func `the DVC root is the nearest folder upward with a .dvc folder`() throws {
        try folder.makeFolder("w/a/.dvc")
        try folder.makeFolder("w/a/b")
        try folder.write("", to: "w/a/b/.dvc")
        try folder.link("link", to: "w/a/b")
        #expect(DVCConfig.root(above: folder.path("w/a/b")) == folder.path("w/a"))
        #expect(DVCConfig.root(above: folder.path("link")) == folder.path("w/a"))
        #expect(DVCConfig.root(above: folder.path("none")) == nil)
    }

    @Test func `outside of a DVC repository the user's files alone count`() throws {
        try folder.makeFolder("x")
        try folder.write("[studio]\ntoken = g\n", to: "g/config")
        let config = try read(in: "x")
        #expect(config.root == nil)
        #expect(config.setting("studio", "token")?.value == "g")
    }

    @Test func `an empty value is a value`() throws {
        try folder.write("[studio]\nurl = x\n", to: "g/config")
        try folder.write("[studio]\nurl =\n", to: "w/.dvc/config")
        #expect(try read().setting("studio", "url")?.value == "")
    }

    @Test(arguments: [
        (["XDG_CONFIG_DIRS": "rel:ROOT/x1:ROOT/x2", "HOME": "ROOT/h"], "x1/dvc/config"),
        (["XDG_CONFIG_HOME": "ROOT/x3", "HOME": "ROOT/h"], "x3/dvc/config"),
        (["DVC_SYSTEM_CONFIG_DIR": "ROOT/x4", "XDG_CONFIG_DIRS": "ROOT/x1", "HOME": "ROOT/h"], "x4/config"),
        (["DVC_GLOBAL_CONFIG_DIR": "x5", "HOME": "ROOT/h"], "w/x5/config"),
    ])
    func `the user's files lie where DVC looks for them`(variables: [String: String], path: String) throws {
        try folder.write("[studio]\ntoken = t\n", to: path)
        let environment = variables.mapValues { $0.replacing("ROOT", with: folder.path) }
        #expect(try read(environment).setting("studio", "token")?.source == source(path, 2))
    }

    #if !os(macOS)
        @Test(arguments: [
            [:], ["XDG_CONFIG_HOME": ""], ["XDG_CONFIG_HOME": "relative"], ["DVC_GLOBAL_CONFIG_DIR": ""],
        ])
        func `by default the user's file is below the home folder`(variables: [String: String]) throws {
            try folder.write("[studio]\ntoken = t\n", to: "h/.config/dvc/config")
            let environment = variables.merging(["HOME": folder.path("h")]) { own, _ in own }
            #expect(try read(environment).setting("studio", "token")?.value == "t")
        }
    #endif

    @Test(arguments: [("true", true), ("TRUE", true), ("False", false)])
    func `a flag may be written in any case`(text: String, value: Bool) throws {
        try folder.write("[studio]\noffline = \(text)\n", to: "w/.dvc/config")
        let flag = try read().flag("studio", "offline")
        #expect(flag?.value == value)
        #expect(flag?.source == source("w/.dvc/config", 2))
    }

    @Test(arguments: [
        ("[studio]\n\nfoo = 1\n", 3, "DVC knows no setting 'studio.foo'"),
        ("[foo]\nbar = 1\n", 1, "DVC knows no section 'foo'"),
        ("foo = 1\n", 1, "DVC knows no setting 'foo'"),
        ("core = 1\n", 1, "'core' must be a section"),
        ("[core]\n[[remote]]\n", 2, "'core.remote' must be a value"),
        ("['remote \"r\"']\nregion = x\n", 1, "'remote.r' needs a 'url'"),
        ("['remote \"r\"']\nurl = foo://h/x\n", 2, "'remote.r.url' has the unknown scheme 'foo'"),
        ("['remote \"r\"']\nurl = a, b\n", 2, "'remote.r.url' must be one text"),
        ("['remote \"r\"']\nurl = https://h\nregion = x\n", 3, "DVC knows no setting 'remote.r.region'"),
        ("remote = x\n['remote \"r\"']\nurl = x\n", 1, "'remote' must be a section"),
        (
            "[studio]\ntoken = s3cr3t,x\n", 2,
            "'studio.token' must be one text, not a list: put a value with a comma in quotes"
        ),
        ("[studio]\noffline = yes\n", 2, "'studio.offline' must be true or false, not 'yes'"),
        ("[core]\nchecksum_jobs = x\n", 2, "'core.checksum_jobs' must be a whole number, not 'x'"),
        ("[core]\nchecksum_jobs = 0\n", 2, "'core.checksum_jobs' must be at least 1, not '0'"),
        ("[state]\nrow_cleanup_quota = 101\n", 2, "'state.row_cleanup_quota' must be at most 100, not '101'"),
        (
            "[cache]\ntype = reflink, x\n", 2,
            "'cache.type' must be of 'reflink', 'hardlink', 'symlink', 'copy', not 'x'"
        ),
        (
            "[parsing]\nlist = x\n", 2, "'parsing.list' must be one of 'nargs', 'append', not 'x'"
        ),
        (
            "[hydra]\nconfig_dir = a\nconfig_module = b\n", 1,
            "'hydra.config_dir' and 'config_module' exclude each other"
        ),
    ])
    func `what DVC's schema refuses is an error with its place`(text: String, line: Int, why: String) throws {
        let path = try folder.write(text, to: "w/.dvc/config")
        #expect(throws: DVCModelError.dvcConfigInvalid(why, at: .file(path, line: line))) { try read() }
    }

    @Test func `a wrong value that another file overrides does no harm`() throws {
        try folder.write("[studio]\noffline = yes\n", to: "g/config")
        try folder.write("[studio]\noffline = true\n", to: "w/.dvc/config")
        #expect(try read().flag("studio", "offline")?.value == true)
    }

    @Test func `unknown features are passed over`() throws {
        try folder.write("[feature]\nnew = 1\n[[inner]]\nx = y\n", to: "w/.dvc/config")
        #expect(try read().setting("feature", "new")?.value == "1")
    }

    @Test func `of two names that are the same in lower case the later one counts`() throws {
        try folder.write(
            "[core]\nremote = a\n[CORE]\nanalytics = true\nAnalytics = false\n",
            to: "w/.dvc/config"
        )
        #expect(try read().setting("core", "remote") == nil)
        #expect(try read().flag("core", "analytics")?.value == false)
    }

    @Test func `a file that is not UTF-8 is an error that names it`() throws {
        let path = try folder.write(Data([0xFF]), to: "g/config")
        #expect(throws: DVCModelError.dvcConfigInvalid("it is not UTF-8 text", at: .file(path))) {
            try read()
        }
    }
}
