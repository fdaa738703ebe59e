import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

struct GitRevisionTests {
    private static let names = [
        "a", "a b/c d", "line\nfeed/x\ny", "models/dvc.yaml", "über/ä", "u\u{308}ber/a\u{308}", "-x", ":x",
        "a:b",
        "tab\tname", "quo\"te", "back\\slash",
    ]

    private static func revision(_ repository: GitRepository, _ name: String = "HEAD") throws -> GitRevision {
        try #require(try GitRevision(name, in: repository.objects()))
    }

    @Test func `all files are listed by their paths' bytes, and read`() throws {
        let repository = try GitRepository()
        for name in Self.names { try repository.folder.write("in \(name)", to: "repository/\(name)") }
        try repository.commit()
        let revision = try Self.revision(repository)
        let sorted = Self.names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(try revision.paths().map { Array($0.utf8) } == sorted)
        for name in Self.names {
            #expect(try revision.contents(name).map { String(decoding: $0, as: UTF8.self) } == "in \(name)")
        }
    }

    @Test(arguments: [
        "", "/", "a", "a/", "/a/b", "./a/b", "a/./b", "a/../a/b", "a//b", "a/b/", "a/b/c", "A/b", "a/x", "\0",
        "..",
    ])
    func `nothing has another name than its own`(path: String) throws {
        let repository = try GitRepository()
        try repository.commit(["a/b": "x"])
        #expect(try Self.revision(repository).contents(path) == nil)
    }

    @Test func `the work tree and the index do not count`() throws {
        let repository = try GitRepository()
        try repository.commit(["a": "old"])
        try repository.folder.write("new", to: "repository/a")
        try repository.folder.write("new", to: "repository/b")
        try repository.git("add", "-A")
        let revision = try Self.revision(repository)
        #expect(try revision.paths() == ["a"])
        #expect(try revision.contents("a") == Array("old".utf8))
        #expect(try revision.contents("b") == nil)
    }

    @Test func `an older commit has its own files`() throws {
        let repository = try GitRepository()
        try repository.commit(["a/b": "one"])
        try repository.tag("v1")
        try repository.commit(["a/b": "two", "c": "x"])
        let revision = try Self.revision(repository, "refs/tags/v1")
        #expect(try revision.paths() == ["a/b"])
        #expect(try revision.contents("a/b") == Array("one".utf8))
    }

    @Test func `a symbolic link holds where it leads, and a submodule is no file`() throws {
        let repository = try GitRepository()
        let commit = try repository.commit(["a": "x"])
        try repository.folder.link("repository/link", to: "a")
        try repository.git("update-index", "--add", "--cacheinfo", "160000,\(commit),sub/module")
        try repository.git("add", "link")
        try repository.git("commit", "-q", "-m", "x")
        let revision = try Self.revision(repository)
        #expect(try revision.paths() == ["a", "link"])
        #expect(try revision.contents("link") == Array("a".utf8))
        #expect(try revision.contents("sub/module") == nil)
        #expect(try revision.contents("sub/module/a") == nil)
    }

    @Test func `a name that is no UTF-8 is left out`() throws {
        let repository = try GitRepository()
        let blob = try repository.write("x", as: "blob")
        try repository.fastImport(
            """
            commit refs/heads/main
            committer Test <test@example.com> 0 +0000
            data 0
            M 100644 \(blob) "a\\377"
            M 100644 \(blob) b

            """
        )
        #expect(try Self.revision(repository).paths() == ["b"])
    }

    @Test func `a commit without files has none`() throws {
        let repository = try GitRepository()
        try repository.commit()
        #expect(try Self.revision(repository).paths() == [])
    }

    @Test func `a commit that a shallow clone does not have is not here`() throws {
        let repository = try GitRepository()
        let old = try repository.commit(["a": "one"])
        let new = try repository.commit(["a": "two"])
        try repository.git("clone", "-q", "--depth", "1", "file://\(repository.path)", "../shallow")
        let layout = try #require(try GitLayout.find(from: repository.folder.path("shallow")))
        let objects = GitObjects(layout, environment: .tests)
        #expect(try GitRevision(old, in: objects) == nil)
        #expect(try GitRevision("HEAD", in: objects)?.commit == new)
        #expect(try GitRevision(new, in: objects)?.contents("a") == Array("two".utf8))
    }

    @Test(arguments: ["a/b", "a"])
    func `a file of the commit that is not here is an error`(missing: String) throws {
        let repository = try GitRepository()
        try repository.commit(["a/b": "one"])
        let id = try repository.git("rev-parse", "HEAD:\(missing)")
        let object = "\(repository.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        try FileManager.default.removeItem(atPath: object)
        let error = try #require(throws: DVCModelError.self) {
            try Self.revision(repository).contents("a/b")
        }
        #expect(error.code == .gitFailed)
        #expect(error.what.contains(id))
    }

    @Test(arguments: ["", "100644 a", "100644 a\0short", "x"])
    func `a broken folder is an error`(tree: String) throws {
        let repository = try GitRepository()
        let id = try repository.write(tree, as: "tree")
        let who = "Test <test@example.com> 0 +0000"
        let text = "tree \(id)\nauthor \(who)\ncommitter \(who)\n\nx\n"
        let commit = try repository.write(text, as: "commit")
        let revision = try Self.revision(repository, commit)
        if tree.isEmpty {
            #expect(try revision.contents("a") == nil)
        } else {
            let error = try #require(throws: DVCModelError.self) { try revision.contents("a") }
            #expect(error.code == .gitFailed)
        }
    }

    @Test func `a file is shown as git names it`() throws {
        let repository = try GitRepository()
        let commit = try repository.commit()
        #expect(try Self.revision(repository).shown("a/dvc.yaml") == "\(commit.prefix(7)):a/dvc.yaml")
    }

    @Test func `a bare repository and one of SHA-256 are read`() throws {
        let repository = try GitRepository("--object-format=sha256")
        try repository.commit(["a/b": "one"])
        try repository.git("clone", "-q", "--bare", ".", "../bare")
        let layout = try #require(try GitLayout.find(from: repository.folder.path("bare")))
        let revision = try #require(try GitRevision("main", in: GitObjects(layout, environment: .tests)))
        #expect(try revision.paths() == ["a/b"])
        #expect(try revision.contents("a/b") == Array("one".utf8))
    }
}
