import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

struct GitObjectsTests {
    @Test func `a file's bytes are those that were committed`() throws {
        let repository = try GitRepository()
        try repository.commit(["a": "one\r\n\n"])
        let id = try repository.git("rev-parse", "HEAD:a")
        let expected = GitObject(id: id, kind: .blob, bytes: Array("one\r\n\n".utf8))
        #expect(try repository.objects().read(id) == expected)
    }

    @Test(arguments: [("HEAD", GitObject.Kind.commit), ("HEAD^{tree}", .tree), ("v1", .tag)])
    func `every kind of object is told`(name: String, kind: GitObject.Kind) throws {
        let repository = try GitRepository()
        try repository.commit(["a": "one"])
        try repository.tag("v1")
        #expect(try repository.objects().read(repository.git("rev-parse", name))?.kind == kind)
    }

    @Test(arguments: ["0123456789012345678901234567890123456789", "HEAD", "HEAD:a", "", "a\nb"])
    func `what is no object's id is not here`(name: String) throws {
        let repository = try GitRepository()
        try repository.commit(["a": "one"])
        #expect(try repository.objects().read(name) == nil)
    }

    @Test func `more objects than a pipe holds come in the order in which they were asked for`() throws {
        let repository = try GitRepository()
        let texts = (0..<4000).map { "\($0) " + String(repeating: "x", count: 500) }
        try repository.fastImport(
            texts.map { "blob\ndata \($0.utf8.count)\n\($0)\n" }.joined()
        )
        let known = try repository.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
        let ids = known.split(separator: "\n").map { String($0) } + [String(repeating: "0", count: 40)]
        let objects = try repository.objects().read(ids)
        #expect(objects.map { $0?.id } == ids.dropLast() + [nil])
        #expect(
            Set(objects.compactMap { $0.map { String(decoding: $0.bytes, as: UTF8.self) } }) == Set(texts)
        )
    }

    @Test func `a large object comes whole`() throws {
        let repository = try GitRepository()
        let text = String(repeating: "0123456789abcde\n", count: 500_000)
        let id = try repository.write(text, as: "blob")
        let objects = try repository.objects().read([id, id])
        #expect(objects.map { $0?.bytes.elementsEqual(text.utf8) } == [true, true])
    }

    @Test(arguments: ["HEAD", "main", "refs/heads/main", "v1", "refs/tags/v1", "light", "again", "a b", "~"])
    func `a revision is a commit by any of its names`(name: String) throws {
        let repository = try GitRepository()
        let id = try repository.commit()
        try repository.tag("v1")
        try repository.tag("again", "v1")
        try repository.git("tag", "light")
        let expected = ["a b", "~"].contains(name) ? nil : id
        #expect(try repository.objects().commit(name)?.id == expected)
        #expect(try repository.objects().commit(String(id.prefix(9)))?.id == id)
    }

    @Test(arguments: [
        "", "no-such", "HEAD\n", "HEAD^{tree}", "HEAD:a", "0123456789012345678901234567890123456789",
    ])
    func `what names no commit does not spoil later answers`(name: String) throws {
        let repository = try GitRepository()
        let id = try repository.commit(["a": "one"])
        let objects = try repository.objects()
        #expect(try objects.commit(name) == nil)
        #expect(try objects.read(String(repeating: "0", count: 40)) == nil)
        #expect(try objects.commit("HEAD")?.id == id)
    }

    @Test(arguments: ["GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_NAMESPACE"])
    func `variables that a hook runs with lead nowhere else`(name: String) throws {
        let repository = try GitRepository()
        let id = try repository.commit()
        let elsewhere = try GitRepository()
        let objects = try repository.objects(.tests([name: elsewhere.path + "/.git"]))
        #expect(try objects.commit("HEAD")?.id == id)
    }

    @Test func `a replacement does not replace`() throws {
        let repository = try GitRepository()
        let one = try repository.write("one", as: "blob")
        try repository.git("replace", one, repository.write("two", as: "blob"))
        #expect(try repository.objects().read(one)?.bytes == Array("one".utf8))
    }

    @Test(arguments: [Data("damaged".utf8), Data()])
    func `a broken object is an error, and the next one is read`(bytes: Data) throws {
        let repository = try GitRepository()
        let broken = try repository.write("broken", as: "blob")
        let whole = try repository.write("whole", as: "blob")
        try repository.damage(broken, bytes)
        let objects = try repository.objects()
        let error = try #require(throws: DVCModelError.self) { try objects.read([whole, broken, whole]) }
        #expect(error.code == .gitFailed)
        #expect(error.what.contains(String(broken.dropFirst(2))))
        #expect(try objects.read(whole)?.bytes == Array("whole".utf8))
    }

    @Test func `a partial clone starts nothing to fetch what is missing`() throws {
        let repository = try GitRepository()
        try repository.commit(["a": "one"])
        let id = try repository.git("rev-parse", "HEAD:a")
        let mark = repository.folder.path("mark")
        for (key, value) in [
            "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin",
            "remote.origin.promisor": "true", "remote.origin.url": "ext::sh -c 'touch% \(mark)'",
            "protocol.ext.allow": "always", "core.fsmonitor": "touch \(mark)",
        ] { try repository.git("config", key, value) }
        let object = "\(repository.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        try FileManager.default.removeItem(atPath: object)
        // Newer gits call it missing, older ones fail.
        let found = try? repository.objects().read(id)
        #expect(found == nil)
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test func `a missing git is an error that says so`() throws {
        let repository = try GitRepository()
        let objects = try repository.objects(Environment(["PATH": "\(repository.path):relative"]))
        let error = try #require(throws: DVCModelError.self) { try objects.commit("HEAD") }
        #expect(error.code == .gitFailed)
        #expect(error.location == .environment("PATH"))
    }

    @Test func `a program that is no git is an error`() throws {
        let repository = try GitRepository()
        for (index, script) in ["exit 3", "echo nonsense; cat", "echo fatal: no >&2"].enumerated() {
            let program = try repository.folder.write("#!/bin/sh\n\(script)\n", to: "bin\(index)/git")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            let path = repository.folder.path("bin\(index)") + ":/usr/bin:/bin"
            let objects = try repository.objects(Environment(["PATH": path]))
            let error = try #require(throws: DVCModelError.self) { try objects.commit("HEAD") }
            #expect(error.code == .gitFailed)
        }
    }

    @Test func `git's own words are told`() throws {
        let repository = try GitRepository()
        let error = try #require(throws: DVCModelError.self) {
            try repository.objects().ask(["cat-file", "-p", "no"])
        }
        #expect(error.what.hasSuffix("failed: git says 'fatal: Not a valid object name no'"))
    }

    @Test func `git ends with the value`() throws {
        let repository = try GitRepository()
        let process: pid_t
        do {
            let running = try GitProgram.start(["cat-file", "--batch"], in: repository.layout, .tests)
            process = running.process
            #expect(kill(process, 0) == 0)
        }
        #expect(kill(process, 0) == -1)
    }
}
