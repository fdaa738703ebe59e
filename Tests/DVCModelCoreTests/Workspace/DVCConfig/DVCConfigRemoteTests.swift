import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DVCConfigRemoteTests {
    let bed: RemoteBed

    init() throws {
        bed = try RemoteBed()
    }

    private func write(_ text: String, to place: String = "w/.dvc/config") throws {
        try bed.folder.write(text, to: place)
    }

    private func remote(_ name: String? = nil, in config: DVCConfig? = nil) throws -> DVCRemoteSection {
        try (config ?? bed.config()).remote(name, environment: bed.environment)
    }

    @Test func `the default remote is the one that core.remote names`() throws {
        try write("[core]\nremote = A\n['remote \"a\"']\nurl = s3://b\n['remote \"c\"']\nurl = s3://d\n")
        #expect(try remote().name == "a")
        #expect(try remote("C").url.value == "s3://d")
    }

    @Test func `options come from all files, each with its place`() throws {
        try write("['remote \"A\"']\nurl = s3://b\njobs = 1\nregion = x\n")
        try write("[ remote  \"a\" ]\njobs = 2\n", to: "w/.dvc/config.local")
        let remote = try remote("a")
        #expect(remote.options.mapValues(\.value) == ["jobs": "2", "region": "x"])
        #expect(remote.options["region"]?.source == .file(bed.folder.path("w/.dvc/config"), line: 4))
        #expect(remote.options["jobs"]?.source == .file(bed.folder.path("w/.dvc/config.local"), line: 2))
        #expect(remote.options["jobs"]?.level == .local)
    }

    @Test func `without a default remote the error names those there are`() throws {
        try write("['remote \"b\"']\nurl = /x\n['remote \"a\"']\nurl = /x\n")
        let error = #expect(throws: DVCModelError.self) { try remote() }
        #expect(error?.code == .dvcRemoteUnknown)
        #expect(error?.what == "no DVC remote is the default one")
        #expect(error?.hint == "dvc remote default a, or --remote a   (configured: a, b)")
    }

    @Test func `a default remote that is not defined is an error with its place`() throws {
        try write("[core]\nremote = gone\n['remote \"a\"']\nurl = /x\n")
        let error = #expect(throws: DVCModelError.self) { try remote() }
        #expect(error?.code == .dvcRemoteUnknown)
        #expect(error?.what == "there is no DVC remote 'gone'")
        #expect(error?.location == .file(bed.folder.path("w/.dvc/config"), line: 2))
        #expect(error?.hint == "--remote a   (configured: a)")
    }

    @Test func `remotes that refer to each other in a circle are an error`() throws {
        try write("['remote \"a\"']\nurl = remote://b/1\n['remote \"b\"']\nurl = remote://A/2\n")
        let error = #expect(throws: DVCModelError.self) { try remote("a") }
        #expect(error?.code == .dvcConfigInvalid)
        #expect(error?.what.hasSuffix("refer to each other in a circle: 'a' -> 'b' -> 'a'") == true)
    }

    @Test func `an option that does not go with what a remote refers to is an error`() throws {
        try write("['remote \"a\"']\nurl = remote://b/1\nregion = x\n['remote \"b\"']\nurl = https://h\n")
        let error = #expect(throws: DVCModelError.self) { try remote("a") }
        #expect(error?.what.hasSuffix("DVC knows no setting 'remote.a.region'") == true)
        #expect(error?.location == .file(bed.folder.path("w/.dvc/config"), line: 3))
    }

    @Test(arguments: [
        ("$HOME/x", "w/.dvc/$HOME/x"), ("~nobody-of-that-name/x", "w/.dvc/~nobody-of-that-name/x"),
        ("~/x", "home/x"), ("../x/../y", "w/y"),
    ])
    func `a path is relative to the folder of its file, and only a tilde is put in`(
        url: String,
        path: String
    ) throws {
        try write("['remote \"a\"']\nurl = \(url)\n")
        #expect(try remote("a").url.value == bed.folder.path(path))
    }

    @Test func `at a commit its own file holds, and the local file over it`() throws {
        try write("['remote \"a\"']\nurl = /new\n['remote \"c\"']\nurl = /c\n")
        try write("['remote \"b\"']\nprofile = mine\n", to: "w/.dvc/config.local")
        let old = "[core]\nremote = b\n['remote \"b\"']\nurl = s3://old\n['remote \"a\"']\nurl = ../old\n"
        #expect(throws: DVCModelError.self) { try bed.config() }
        try write("['remote \"b\"']\nurl = s3://today\n")
        let config = try bed.config().atRevision(Array(old.utf8), shownPath: "1a2b3c4:.dvc/config")
        let remote = try remote(in: config)
        #expect(remote.url.value == "s3://old")
        #expect(remote.url.source == .file("1a2b3c4:.dvc/config", line: 4))
        #expect(remote.options.mapValues(\.value) == ["profile": "mine"])
        // Relative to the work tree's own folder.
        #expect(try self.remote("a", in: config).url.value == bed.folder.path("w/old"))
        #expect(config.level(of: remote.url.source) == .repo)
    }

    @Test func `at a commit the work tree's default remote is laid over, key by key`() throws {
        try write("[core]\nremote = a\n['remote \"a\"']\nurl = s3://today\nregion = eu-west-1\n")
        let old = "[core]\nremote = a\n['remote \"a\"']\nurl = s3://old\nprofile = p\nuse_ssl = false\n"
        let config = try bed.config().atRevision(Array(old.utf8), shownPath: "x:.dvc/config")
        let remote = try remote(in: config)
        #expect(remote.url.value == "s3://today")
        #expect(remote.options.mapValues(\.value) == ["region": "eu-west-1", "profile": "p"])
        #expect(config.level(of: remote.url.source) == .repo)
    }

    @Test func `where the default remote moved to another kind of storage, today's stands alone`() throws {
        try write("[core]\nremote = a\n['remote \"a\"']\nurl = https://today\n")
        let old = "[core]\nremote = a\n['remote \"a\"']\nurl = s3://old\nprofile = p\n"
        let config = try bed.config().atRevision(Array(old.utf8), shownPath: "x:.dvc/config")
        #expect(try remote(in: config).url.value == "https://today")
        #expect(try remote(in: config).options == [:])
    }

    @Test func `a commit without a configuration has today's default remote all the same`() throws {
        try write("[core]\nremote = a\n['remote \"a\"']\nurl = /today\n")
        let config = try bed.config().atRevision(nil, shownPath: "x:.dvc/config")
        #expect(try remote("a", in: config).url.value == "/today")
        #expect(throws: DVCModelError.self) { try remote(in: config) }
    }

    @Test func `a broken configuration of a commit is an error that names the commit`() throws {
        let error = #expect(throws: DVCModelError.self) {
            try bed.config().atRevision(Array("[core]\nx = 1\n".utf8), shownPath: "1a2b3c4:.dvc/config")
        }
        #expect(error?.location == .file("1a2b3c4:.dvc/config", line: 2))
    }
}
