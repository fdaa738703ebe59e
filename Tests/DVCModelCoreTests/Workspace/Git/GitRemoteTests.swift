import Testing

@testable import DVCModelCore

@Suite struct GitRemoteTests {
    private func remote(_ text: String, head: GitHead = .branch("main")) throws(DVCModelError) -> GitRemote {
        let entries = try GitConfigParser.entries(of: Array(text.utf8), file: "f")
        return try GitRemote(GitConfig(entries: entries), head: head)
    }

    private static let two = "[remote \"origin\"]\nurl = o\n[remote \"up\"]\nurl = u\n"

    @Test(arguments: [
        (two, GitHead.branch("main"), "origin", "o", 2),
        (two + "[branch \"main\"]\nremote = up\n", .branch("main"), "up", "u", 4),
        (two + "[branch \"main\"]\nremote = up\n", .branch("dev"), "origin", "o", 2),
        (two + "[branch \"main\"]\nremote = up\n", .detached, "origin", "o", 2),
        (two + "[branch \"main\"]\nremote = up\n", .otherRef("refs/main"), "origin", "o", 2),
        (two + "[branch \"main\"]\nremote = up\nremote = origin\n", .branch("main"), "origin", "o", 2),
        ("[remote \"up\"]\nurl = u\n", .branch("main"), "up", "u", 2),
        ("[remote \"o\"]\nfetch = x\n[remote \"o\"]\nurl = 1\nurl = 2\n", .detached, "o", "1", 4),
        ("[remote \"o\"]\nurl = 1\nurl =\nurl = 2\n", .detached, "o", "2", 4),
    ])
    func `the branch's remote counts, else origin, else the only one`(
        config: String,
        head: GitHead,
        name: String,
        url: String,
        line: Int,
    ) throws {
        let found = try remote(config, head: head)
        #expect(found.name == name)
        #expect(found.url == url)
        #expect(found.source == .file("f", line: line))
    }

    @Test func `a branch may follow a URL without a remote's name`() throws {
        let found = try remote(Self.two + "[branch \"main\"]\nremote = https://host/x\n")
        #expect(found.name == nil)
        #expect(found.url == "https://host/x")
    }

    @Test(arguments: [
        ("", ErrorCode.repoURLMissing, "this repository has no git remote", ErrorLocation?.none),
        (
            "[remote \"a\"]\nurl = a\n[remote \"b\"]\nurl = b\n", .repoURLMissing,
            "of the git remotes 'a', 'b' none is called 'origin' or followed by the branch", nil
        ),
        ("[remote \"origin\"]\nfetch = x\n", .repoURLMissing, "the git remote 'origin' has no URL", nil),
        ("[remote \"origin\"]\nurl =\n", .repoURLMissing, "the git remote 'origin' has no URL", nil),
        (
            two + "[branch \"main\"]\nremote = gone\n", .repoURLMissing,
            "the branch 'main' follows the git remote 'gone', which does not exist", .file("f", line: 6)
        ),
        (
            two + "[branch \"main\"]\nremote =\n", .repoURLMissing,
            "the branch 'main' follows the git remote '', which does not exist", .file("f", line: 6)
        ),
        (
            two + "[branch \"main\"]\nremote = .\n", .repoURLNotUsable,
            "the branch 'main' follows a branch of this very repository, not one of a remote",
            .file("f", line: 6)
        ),
    ])
    func `without a remote the error says what to give instead`(
        config: String,
        code: ErrorCode,
        what: String,
        location: ErrorLocation?,
    ) {
        let hint = "give --repo URL, or set DVC_STUDIO_REPO_URL, to the address that Studio knows"
        #expect(throws: DVCModelError(code, what, at: location, hint: hint)) { try remote(config) }
    }

    @Test(arguments: [
        ("[remote \"origin\"]\nurl\n", 2, "'remote.origin.url' needs a value"),
        ("[branch \"main\"]\nremote\n", 2, "'branch.main.remote' needs a value"),
    ])
    func `a key without a value is an error, as in git`(config: String, line: Int, why: String) {
        #expect(throws: DVCModelError.gitConfigInvalid(why, at: .file("f", line: line))) {
            try remote(config)
        }
    }
}
