import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct GitConfigTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Program.git("init", "-q", "-b", "main", "r", in: folder.path)
    }

    private func config(_ text: String, in work: String = "r", home: String? = nil) throws -> GitConfig {
        try folder.write(text, to: "r/.git/config")
        let layout = try #require(try GitLayout.find(from: folder.path(work)))
        return try GitConfig(layout, environment: Environment(["HOME": home ?? folder.path("home")]))
    }

    /// The values of `hit.by`, in order.
    private func hits(_ text: String, in work: String = "r", home: String? = nil) throws -> [String?] {
        try config(text, in: work, home: home).entries("hit", nil, "by").map(\.value)
    }

    @Test func `all values of a key are given in order, with their places`() throws {
        let config = try config("[remote \"o\"]\nurl = 1\n[Remote \"O\"]\nurl = 2\n[remote \"o\"]\nURL = 3\n")
        let path = folder.path("r/.git/config")
        #expect(config.entries("remote", "o", "url").map(\.value) == ["1", "3"])
        #expect(config.entries("remote", "o", "url").map(\.source) == [2, 6].map { .file(path, line: $0) })
        #expect(config.subsections(of: "remote") == ["o", "O"])
    }

    @Test func `a repository without a config file has no settings`() throws {
        _ = try config("")
        try Program.git("config", "--file", "r/.git/config", "a.b", "c", in: folder.path)
        #expect(try hits("") == [])
    }

    @Test func `an included file counts where its include stands`() throws {
        try folder.write("[hit]\nby = extra\n[include]\npath = sub/more\n", to: "r/.git/extra")
        try folder.write("[hit]\nby = more\n", to: "r/.git/sub/more")
        #expect(
            try hits("[hit]\nby = 1\n[include]\npath = extra\n[hit]\nby = 2\n") == [
                "1", "extra", "more", "2",
            ]
        )
    }

    @Test func `includes may be absolute, in the home folder, or missing`() throws {
        try folder.write("[hit]\nby = absolute\n", to: "a")
        try folder.write("[hit]\nby = home\n", to: "home/h")
        let text = "[include]\npath = \(folder.path("a"))\npath = ~/h\npath = none\npath = none/none\n"
        #expect(try hits(text) == ["absolute", "home"])
    }

    @Test(arguments: ["[include]\npath\n", "[includeIf \"onbranch:main\"]\npath\n"])
    func `an include without a path is an error`(text: String) throws {
        let line = DVCModelError.gitConfigInvalid(
            "an include needs a path",
            at: .file(folder.path("r/.git/config"), line: 2)
        )
        #expect(throws: line) { try config(text) }
    }

    @Test func `an include below the home of nobody is an error`() throws {
        let expected = DVCModelError.gitConfigInvalid(
            "there is no home folder for '~nobody-of-that-name/x'",
            at: .file(folder.path("r/.git/config"), line: 2),
        )
        #expect(throws: expected) { try config("[include]\npath = ~nobody-of-that-name/x\n") }
    }

    @Test func `a syntax error in an included file names that file`() throws {
        let path = try folder.write("\n[oops\n", to: "r/.git/extra")
        let expected = DVCModelError.gitConfigInvalid(
            "a section's header must end on its line",
            at: .file(path, line: 2)
        )
        #expect(throws: expected) { try config("[include]\npath = extra\n") }
    }

    @Test func `a file that includes itself is an error`() throws {
        let expected = DVCModelError.gitConfigInvalid(
            "includes are more than 10 files deep; do files include each other?",
            at: .file(folder.path("r/.git/config")),
        )
        #expect(throws: expected) { try config("[include]\npath = config\n") }
    }

    @Test(arguments: [
        ("gitdir:ROOT/r/.git", true), ("gitdir:ROOT/r/.git/", false), ("gitdir:ROOT/r/", true),
        ("gitdir:ROOT/R/", false), ("gitdir/i:ROOT/R/", true), ("gitdir:r/.git", true), ("gitdir:r/", true),
        ("gitdir:**/.git", true), ("gitdir:x/", false), ("gitdir:./", false), ("gitdir:./config", false),
        ("gitdir:.", false), ("gitdir:~/", false), ("gitdir:*/r/.git", true), ("gitdir:", true),
        ("onbranch:main", true), ("onbranch:m*", true), ("onbranch:dev", false), ("onbranch:main/", false),
        ("onbranch:**", true), ("GITDIR:r/", false), ("nonsense:x", false), ("nonsense", false),
        ("hasconfig:remote.*.url:**", false), ("hasconfig:remote.origin.url:**", false),
    ])
    func `an include may hang on the git folder or the branch`(condition: String, isMet: Bool) throws {
        try folder.write("[hit]\nby = it\n", to: "r/.git/extra")
        let written = condition.replacing("ROOT", with: folder.path)
        let text = "[includeIf \"\(written)\"]\npath = extra\n"
        #expect(try hits(text) == (isMet ? ["it"] : []))
        let git = try Program.run("git", ["config", "--get-all", "hit.by"], in: folder.path("r"))
        #expect((git.output == "it\n") == isMet)
    }

    @Test(arguments: [("https://host/**", ["it"]), ("*", []), ("https://other/**", [])])
    func `an include may hang on a remote's URL, wherever that stands`(pattern: String, values: [String])
        throws
    {
        try folder.write("[hit]\nby = it\n", to: "r/.git/extra")
        try folder.write("[remote \"x\"]\nurl = https://host/a/b\n", to: "r/.git/late")
        let text = "[includeIf \"hasconfig:remote.*.url:\(pattern)\"]\npath = extra\n[include]\npath = late\n"
        #expect(try hits(text) == values)
    }

    @Test func `a file that hangs on a remote's URL must not set one, nor one that it includes`() throws {
        let path = try folder.write("[remote \"y\"]\nurl = z\n", to: "r/.git/deep")
        try folder.write("[include]\npath = deep\n", to: "r/.git/extra")
        let expected = DVCModelError.gitConfigInvalid(
            "a file that 'hasconfig' includes must not set a remote's URL",
            at: .file(path, line: 2)
        )
        let text = "[remote \"x\"]\nurl = u\n[includeIf \"hasconfig:remote.*.url:u\"]\npath = extra\n"
        #expect(throws: expected) { try config(text) }
    }

    @Test func `a home folder that is a link is followed in a condition`() throws {
        try folder.link("home", to: ".")
        try folder.write("[hit]\nby = it\n", to: "r/.git/extra")
        let text = "[includeIf \"gitdir:~/r/\"]\npath = extra\n"
        #expect(try hits(text) == ["it"])
        #expect(try hits(text, home: "/nonexistent") == [])
    }

    @Test func `a dot in a condition is the folder of the config file, taken literally`() throws {
        try Program.git("init", "-q", "-b", "main", "a*", in: folder.path)
        try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: folder.path("a*"))
        try Program.git("worktree", "add", "-q", "../w", in: folder.path("a*"))
        try folder.write("[hit]\nby = it\n", to: "a*/.git/extra")
        try folder.write("[includeIf \"gitdir:./worktrees/*\"]\npath = extra\n", to: "a*/.git/config")
        let layout = try #require(try GitLayout.find(from: folder.path("w")))
        let config = try GitConfig(layout, environment: Environment([:]))
        #expect(config.entries("hit", nil, "by").map(\.value) == ["it"])
    }

    @Test func `onbranch does not hold on a detached HEAD`() throws {
        try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: folder.path("r"))
        try Program.git("checkout", "-q", "--detach", in: folder.path("r"))
        try folder.write("[hit]\nby = it\n", to: "r/.git/extra")
        #expect(try hits("[includeIf \"onbranch:**\"]\npath = extra\n") == [])
    }

    @Test(arguments: [
        ("true", ["common", "own"]), ("1", ["common", "own"]), ("no", ["common"]), ("", ["common"]),
    ])
    func `a worktree's own config counts where the extension is on`(value: String, values: [String]) throws {
        try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: folder.path("r"))
        try Program.git("worktree", "add", "-q", "../w", in: folder.path("r"))
        try folder.write("[hit]\nby = own\n", to: "r/.git/worktrees/w/config.worktree")
        #expect(try hits("[extensions]\nworktreeConfig = \(value)\n[hit]\nby = common\n", in: "w") == values)
    }

    @Test func `the extension does not count in an included file`() throws {
        try folder.write("[extensions]\nworktreeConfig = true\n", to: "r/.git/extra")
        try folder.write("[hit]\nby = own\n", to: "r/.git/config.worktree")
        #expect(try hits("[include]\npath = extra\n") == [])
    }
}
