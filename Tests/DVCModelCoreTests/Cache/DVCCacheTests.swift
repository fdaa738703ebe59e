import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DVCCacheTests {
    private let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
        try scratch.makeFolder("w/.dvc")
    }

    private func cache(_ config: String = "") throws -> DVCCache {
        try scratch.write(config, to: "w/.dvc/config")
        let environment = Environment(["DVC_SYSTEM_CONFIG_DIR": "/none", "DVC_GLOBAL_CONFIG_DIR": "/none"])
        let read = try DVCConfig(for: scratch.path("w"), environment: environment)
        let path = read.cacheFolder(environment: environment)
        return DVCCache(root: scratch.path("w"), path: path, config: read)
    }

    private func id(_ text: String, _ rule: ExpectedMD5.Rule = .md5) throws -> ObjectID {
        try #require(ObjectID(recorded: text, rule: rule))
    }

    private static let digits = "0123456789abcdef0123456789abcdef"

    @Test func `a repository without settings has its cache in its own folder`() throws {
        let cache = try cache()
        #expect(cache.folder == scratch.path("w/.dvc/cache"))
        #expect(cache.links == [.reflink, .copy])
        #expect(!cache.isShared)
    }

    @Test func `a relative folder is the configuration's own neighbour`() throws {
        #expect(try cache("[cache]\ndir = ../../shared\n").folder == scratch.path("shared"))
    }

    @Test(arguments: ["hardlink,symlink", "'hardlink, symlink'"])
    func `the ways to link come in their order`(types: String) throws {
        #expect(try cache("[cache]\ntype = \(types)\n").links == [.hardlink, .symlink])
    }

    @Test func `a shared cache is the group's`() throws {
        #expect(try cache("[cache]\nshared = group\n").isShared)
    }

    @Test func `objects of DVC 3 and of DVC 2 have their own places`() throws {
        let cache = try cache()
        let below = "01/23456789abcdef0123456789abcdef"
        #expect(try cache.path(of: id(Self.digits)) == scratch.path("w/.dvc/cache/files/md5/\(below)"))
        #expect(
            try cache.path(of: id("\(Self.digits).dir", .md5Dos2unix))
                == scratch.path("w/.dvc/cache/\(below).dir")
        )
    }

    @Test func `an object is found where it is`() throws {
        let cache = try cache()
        let id = try id(Self.digits)
        #expect(cache.find(id) == nil)
        try scratch.write("x", to: "w/.dvc/cache/\(id.relativePath)")
        #expect(cache.find(id) == cache.path(of: id))
    }

    @Test func `a damaged listing is none`() throws {
        let cache = try cache()
        let digest = try MD5.digest(of: "[]".utf8)
        let id = try id("\(digest).dir")
        #expect(try cache.listing(id) == nil)
        try scratch.write("[]", to: "w/.dvc/cache/\(id.relativePath)")
        #expect(try cache.listing(id) == Array("[]".utf8))
        try scratch.write("[ ]", to: "w/.dvc/cache/\(id.relativePath)")
        #expect(try cache.listing(id) == nil)
    }
}
