import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

struct GitTagsTests {
    private typealias Tag = GitTags.Tag

    private let one = String(repeating: "1", count: 40)
    private let two = String(repeating: "2", count: 40)

    private static func tags(_ repository: GitRepository) throws -> [GitTags.Tag] {
        try GitTags(repository.layout, environment: .tests).tags
    }

    @Test func `a repository without tags has none`() throws {
        #expect(try Self.tags(GitRepository()) == [])
    }

    @Test(arguments: [false, true])
    func `tags are read loose and packed`(isPacked: Bool) throws {
        let repository = try GitRepository()
        let commit = try repository.commit()
        let object = try repository.tag("nlp=model@v1.0.0")
        let nested = try repository.tag("a/b/c=model#prod#1")
        try repository.git("tag", "light")
        if isPacked { try repository.git("pack-refs", "--all") }
        #expect(
            try Self.tags(repository) == [
                Tag(name: "a/b/c=model#prod#1", object: nested),
                Tag(name: "light", object: commit),
                Tag(name: "nlp=model@v1.0.0", object: object),
            ]
        )
    }

    @Test func `a loose tag hides the packed one of its name`() throws {
        let repository = try GitRepository()
        try repository.folder.write(
            "\(one) refs/tags/a\n\(one) refs/tags/b\n",
            to: "repository/.git/packed-refs"
        )
        try repository.folder.write("\(two)\n", to: "repository/.git/refs/tags/a")
        #expect(try Self.tags(repository) == [Tag(name: "a", object: two), Tag(name: "b", object: one)])
    }

    @Test(arguments: [
        "", "\n", "garbage\n", "0123456789\n", "\(String(repeating: "g", count: 40))\n", "ref: refs/tags/b\n",
        "ref: refs/heads/../../x\n", "ref: \n", "ref: refs/tags/no-such\n",
        String(repeating: "a", count: 5000),
    ])
    func `a broken tag is passed over, as git does`(content: String) throws {
        let repository = try GitRepository()
        try repository.folder.write("\(one) refs/tags/b\n", to: "repository/.git/packed-refs")
        try repository.folder.write(content, to: "repository/.git/refs/tags/b")
        try repository.folder.write("\(two)\n", to: "repository/.git/refs/tags/c")
        #expect(try Self.tags(repository) == [Tag(name: "c", object: two)])
    }

    @Test func `what is no ref is passed over`() throws {
        let repository = try GitRepository()
        try repository.folder.write("\(one)\n", to: "repository/.git/refs/tags/model@v1.0.0-rc.lock")
        try repository.folder.write("\(one)\n", to: "repository/.git/refs/tags/.hidden")
        try repository.folder.makeFolder("repository/.git/refs/tags/empty/folder")
        try repository.folder.link("repository/.git/refs/tags/loop", to: ".")
        #expect(mkfifo("\(repository.path)/.git/refs/tags/fifo", 0o600) == 0)
        #expect(try Self.tags(repository) == [])
    }

    @Test func `lines of packed-refs that are no tags are passed over`() throws {
        let repository = try GitRepository()
        let text = """
            # pack-refs with: peeled fully-peeled sorted
            \(one) refs/heads/main
            \(one) refs/tags/a
            ^\(two)
            \(one)
            garbage refs/tags/b
            \(two.uppercased()) refs/tags/c
             refs/tags/d
            \(one) refs/tagsx/e
            \(two) refs/tags/f
            """
        try repository.folder.write(text, to: "repository/.git/packed-refs")
        #expect(
            try Self.tags(repository) == [
                Tag(name: "a", object: one), Tag(name: "c", object: two), Tag(name: "f", object: two),
            ]
        )
    }

    @Test func `a name that is no UTF-8 does no harm`() throws {
        let repository = try GitRepository()
        let line = Data("\(one) refs/tags/a".utf8) + [0xFF, 0x0A]
        try repository.folder.write(line, to: "repository/.git/packed-refs")
        #expect(try Self.tags(repository).map(\.object) == [one])
    }

    @Test func `a tag that names another ref is what that one is`() throws {
        let repository = try GitRepository()
        let commit = try repository.commit()
        let object = try repository.tag("a")
        try repository.git("pack-refs", "--all")
        try repository.git("symbolic-ref", "refs/tags/b", "refs/tags/a")
        try repository.git("symbolic-ref", "refs/tags/c", "refs/tags/b")
        try repository.git("symbolic-ref", "refs/tags/d", "refs/heads/main")
        #expect(
            try Self.tags(repository) == [
                Tag(name: "a", object: object), Tag(name: "b", object: object),
                Tag(name: "c", object: object),
                Tag(name: "d", object: commit),
            ]
        )
    }

    @Test func `a linked worktree has the tags of its repository`() throws {
        let repository = try GitRepository()
        try repository.commit()
        let object = try repository.tag("a")
        try repository.git("worktree", "add", "-q", "../linked")
        let layout = try #require(try GitLayout.find(from: repository.folder.path("linked")))
        #expect(try GitTags(layout, environment: .tests).tags == [Tag(name: "a", object: object)])
    }

    @Test func `each tag is asked about once, and its file is read only when it is wanted`() throws {
        let repository = try GitRepository()
        try repository.folder.write(
            "\(one) refs/tags/a\n\(one) refs/tags/b\n",
            to: "repository/.git/packed-refs"
        )
        try repository.folder.write("\(two)\n", to: "repository/.git/refs/tags/a")
        try repository.folder.write("broken", to: "repository/.git/refs/tags/c")
        var asked: [String] = []
        let tags = try GitTags(repository.layout, environment: .tests) { name in
            asked.append(name)
            return name == "a"
        }
        #expect(asked.sorted() == ["a", "b", "c"])
        #expect(tags.tags == [Tag(name: "a", object: two)])
    }

    @Test func `ids of SHA-256 are read`() throws {
        let repository = try GitRepository("--object-format=sha256")
        let commit = try repository.commit()
        let object = try repository.tag("a")
        #expect(object.count == 64)
        #expect(try Self.tags(repository) == [Tag(name: "a", object: object)])
        #expect(try repository.objects().commit("a")?.id == commit)
    }

    @Test(.enabled(if: GitTagsTests.knowsReftable, "this git does not know the format"))
    func `tags in a reftable are asked of git`() throws {
        let repository = try GitRepository("--ref-format=reftable")
        try repository.commit()
        let object = try repository.tag("a")
        #expect(try Self.tags(repository) == [Tag(name: "a", object: object)])
    }

    @Test(.enabled(if: !GitTagsTests.knowsReftable, "this git knows the format"))
    func `a git that does not know reftables is an error`() throws {
        let repository = try GitRepository()
        try repository.git("config", "core.repositoryFormatVersion", "1")
        try repository.git("config", "extensions.refStorage", "reftable")
        let error = try #require(throws: DVCModelError.self) { try Self.tags(repository) }
        #expect(error.code == .gitFailed)
        #expect(error.hint == "install git 2.45 or later")
        #expect(
            error.causes.first?.hasSuffix("'fatal: unknown repository extension found: refstorage'") == true
        )
    }

    private static var knowsReftable: Bool { (try? GitRepository("--ref-format=reftable")) != nil }
}
