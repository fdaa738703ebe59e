import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct GitLayoutTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Program.git("init", "-q", "-b", "main", "r", in: folder.path)
    }

    private func commit() throws {
        try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: folder.path("r"))
    }

    private func layout(
        _ workTree: String?,
        _ gitFolder: String,
        common: String? = nil,
        head: GitHead = .branch("main"),
    ) -> GitLayout {
        GitLayout(
            workTree: workTree.map(folder.path),
            gitFolder: folder.path(gitFolder),
            commonFolder: folder.path(common ?? gitFolder),
            head: head,
        )
    }

    @Test func `a plain checkout is found from its top and from below`() throws {
        try folder.makeFolder("r/a/b")
        #expect(try GitLayout.find(from: folder.path("r")) == layout("r", "r/.git"))
        #expect(try GitLayout.find(from: folder.path("r/a/b")) == layout("r", "r/.git"))
    }

    @Test func `a folder reached through a link belongs to the repository that it lies in`() throws {
        try folder.makeFolder("r/a")
        try folder.link("link", to: "r/a")
        #expect(try GitLayout.find(from: folder.path("link")) == layout("r", "r/.git"))
    }

    @Test func `a linked worktree has its own git folder and shares the common one`() throws {
        try commit()
        try Program.git("worktree", "add", "-q", "-b", "wt", "../w", in: folder.path("r"))
        let expected = layout("w", "r/.git/worktrees/w", common: "r/.git", head: .branch("wt"))
        #expect(try GitLayout.find(from: folder.path("w")) == expected)
    }

    @Test func `a submodule has a repository of its own`() throws {
        try commit()
        try Program.git("init", "-q", "-b", "main", "super", in: folder.path)
        try Program.git(
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "add",
            "-q",
            "../r",
            "sub",
            in: folder.path("super"),
        )
        let expected = layout("super/sub", "super/.git/modules/sub")
        #expect(try GitLayout.find(from: folder.path("super/sub")) == expected)
    }

    @Test func `a bare repository has no work tree`() throws {
        try Program.git("init", "-q", "-b", "main", "--bare", "b.git", in: folder.path)
        #expect(try GitLayout.find(from: folder.path("b.git")) == layout(nil, "b.git"))
        #expect(try GitLayout.find(from: folder.path("b.git/refs")) == layout(nil, "b.git"))
    }

    @Test func `inside the git folder there is no work tree`() throws {
        #expect(try GitLayout.find(from: folder.path("r/.git/hooks")) == layout(nil, "r/.git"))
    }

    @Test func `no repository is nil`() throws {
        #expect(try GitLayout.find(from: folder.path) == nil)
        #expect(try GitLayout.find(from: folder.path("none")) == nil)
    }

    @Test func `an empty .git folder is passed over`() throws {
        try folder.makeFolder("r/a/.git")
        #expect(try GitLayout.find(from: folder.path("r/a")) == layout("r", "r/.git"))
    }

    @Test(arguments: [
        ("gitdir: /nonexistent\n", "it names '/nonexistent', which is no git folder"),
        ("gitdir: \n", "it names no folder"),
        ("gitdir:x", "it does not begin with 'gitdir: '"),
        ("", "it does not begin with 'gitdir: '"),
    ])
    func `a broken .git file ends the walk`(content: String, why: String) throws {
        let path = try folder.write(content, to: "r/a/.git")
        let expected = DVCModelError(
            .noGitRepository,
            "'\(path)' does not lead to a git repository: \(why)",
            at: .file(path),
            hint: "git worktree repair, or git submodule update --init",
        )
        #expect(throws: expected) { try GitLayout.find(from: folder.path("r/a")) }
    }

    @Test func `a .git file may name its folder with a relative path and end in CRLF`() throws {
        try folder.write("gitdir: ../r/.git\r\n", to: "c/.git")
        #expect(try GitLayout.find(from: folder.path("c")) == layout("c", "r/.git"))
    }

    @Test(arguments: [
        ("ref: refs/heads/feature/x.y\n", GitHead.branch("feature/x.y")),
        ("ref:\trefs/heads/a", .branch("a")),
        ("ref: refs/remotes/origin/main\n", .otherRef("refs/remotes/origin/main")),
        ("ref: refs/heads/../heads/a\n", .branch("../heads/a")),
        ("0123456789abcdef0123456789abcdef01234567\n", .detached),
        ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", .detached),
    ])
    func `HEAD names a branch, another ref, or a commit`(content: String, head: GitHead) throws {
        try folder.write(content, to: "r/.git/HEAD")
        #expect(try GitLayout.find(from: folder.path("r"))?.head == head)
    }

    @Test(arguments: ["", "ref: HEAD\n", "refs/heads/main\n", "0123456789\n"])
    func `a folder with a meaningless HEAD is no repository`(content: String) throws {
        try folder.write(content, to: "r/.git/HEAD")
        #expect(try GitLayout.find(from: folder.path("r")) == nil)
    }

    @Test func `a branch that names another branch is that other branch`() throws {
        try Program.git("symbolic-ref", "refs/heads/alias", "refs/heads/dev", in: folder.path("r"))
        try Program.git("symbolic-ref", "HEAD", "refs/heads/alias", in: folder.path("r"))
        #expect(try GitLayout.find(from: folder.path("r"))?.head == .branch("dev"))
    }

    @Test func `branches that name each other come to an end`() throws {
        try folder.write("ref: refs/heads/b\n", to: "r/.git/refs/heads/a")
        try folder.write("ref: refs/heads/a\n", to: "r/.git/refs/heads/b")
        try folder.write("ref: refs/heads/a\n", to: "r/.git/HEAD")
        #expect(try GitLayout.find(from: folder.path("r"))?.head == .branch("a"))
    }

    @Test func `HEAD may be a symbolic link`() throws {
        try FileManager.default.removeItem(atPath: folder.path("r/.git/HEAD"))
        try folder.link("r/.git/HEAD", to: "refs/heads/main")
        #expect(try GitLayout.find(from: folder.path("r"))?.head == .branch("main"))
    }
}
