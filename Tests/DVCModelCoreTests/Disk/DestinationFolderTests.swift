import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DestinationFolderTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    private func opened(_ path: String = "") throws -> DestinationFolder {
        try #require(try DestinationFolder.open(scratch.path(path), making: false))
    }

    private func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: scratch.path(path), isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    @Test func `a folder that is not there is nil, or made with its parents`() throws {
        #expect(try DestinationFolder.open(scratch.path("a/b/c"), making: false) == nil)
        #expect(!isFolder("a"))
        #expect(try DestinationFolder.open(scratch.path("a/b/c"), making: true) != nil)
        #expect(isFolder("a/b/c"))
        #expect(try DestinationFolder.open(scratch.path("a/b/c/"), making: true) != nil)
    }

    @Test func `folders that are made for a group are the group's, whatever the umask`() throws {
        try scratch.makeFolder("cache")
        let opened = try DestinationFolder.open(scratch.path("cache"), making: false, isGroupWritable: true)
        _ = try #require(opened).folder(of: try SafePath("files/md5/x"), making: true)
        for path in ["cache/files", "cache/files/md5"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path(path))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o2775)
        }
    }

    @Test func `a small file is written whole, and takes another's place only when told`() throws {
        let folder = try opened()
        let place = try SafePath("a/b")
        try folder.write("one".utf8, to: place, replacing: false)
        #expect(throws: DVCModelError.self) { try folder.write("two".utf8, to: place, replacing: false) }
        try folder.write("two".utf8, to: place, .cacheObject, replacing: true)
        #expect(FileManager.default.contents(atPath: scratch.path("a/b")) == Data("two".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("a")) == ["b"])
    }

    @Test func `links in the user's own path are followed`() throws {
        try scratch.makeFolder("real")
        try scratch.link("link", to: "real")
        let folder = try #require(try DestinationFolder.open(scratch.path("link/sub"), making: true))
        #expect(isFolder("real/sub"))
        #expect(folder.path == scratch.path("link/sub"))
    }

    @Test(arguments: [true, false])
    func `a file in place of the folder is an error`(making: Bool) throws {
        try scratch.write("x", to: "file")
        #expect(throws: DVCModelError.self) {
            try DestinationFolder.open(scratch.path("file"), making: making)
        }
        #expect(throws: DVCModelError.self) {
            try DestinationFolder.open(scratch.path("file/sub"), making: making)
        }
    }

    @Test func `folders below are made only on request`() throws {
        let folder = try opened()
        #expect(try folder.folder(of: SafePath("a/b/m"), making: false) == nil)
        #expect(!isFolder("a"))
        #expect(try folder.folder(of: SafePath("a/b/m"), making: true) != nil)
        #expect(isFolder("a/b"))
        #expect(!isFolder("a/b/m"))
    }

    @Test(arguments: ["link", "file", "broken"], [true, false])
    func `a link or a file on the way is refused`(name: String, making: Bool) throws {
        let outside = try TemporaryFolder()
        try scratch.link("link", to: outside.path)
        try scratch.link("broken", to: "nowhere")
        try scratch.write("x", to: "file")
        let folder = try opened()
        let error = #expect(throws: DVCModelError.self) {
            try folder.folder(of: SafePath("\(name)/sub/m"), making: making)
        }
        #expect(error?.code == .destinationUnsafe)
        #expect(error?.location == .file(scratch.path(name)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
    }

    @Test func `a folder that was renamed meanwhile is still the one that was opened`() throws {
        let folder = try #require(try DestinationFolder.open(scratch.path("a"), making: true))
        try FileManager.default.moveItem(atPath: scratch.path("a"), toPath: scratch.path("b"))
        #expect(try folder.folder(of: SafePath("sub/m"), making: true) != nil)
        #expect(isFolder("b/sub"))
        #expect(!isFolder("a"))
    }

    @Test func `free space is told`() throws {
        #expect(try #require(try opened().freeByteCount) > 0)
    }

    @Test func `two folder values of one place lock each other out, until one goes`() throws {
        var first: DestinationFolder? = try opened()
        let second = try opened()
        #expect(first?.tryLock() == .locked)
        #expect(first?.tryLock() == .locked)
        #expect(second.tryLock() == .busy)
        first = nil
        #expect(second.tryLock() == .locked)
    }

    @Test func `a failed call is told in the system's words`() {
        #expect(
            DVCModelError.system(.fileUnwritable, "cannot write 'm'", at: "m", EACCES)
                == DVCModelError(.fileUnwritable, "cannot write 'm': permission denied", at: .file("m"))
        )
    }

    @Test(arguments: [ENOSPC, EDQUOT])
    func `a full disk is told as that, whatever failed`(error: Int32) {
        let failure = DVCModelError.system(.fileUnwritable, "cannot write 'm'", error)
        #expect(failure.code == .diskFull)
        #expect(failure.hint == "free some space and run the same command again")
    }

    @Test func `the error's number is taken before anything else is done`() {
        func path() -> String {
            errno = EEXIST
            return "m"
        }
        errno = EACCES
        let failure = DVCModelError.system(.fileUnwritable, "cannot write '\(path())'", at: path())
        #expect(failure.what == "cannot write 'm': permission denied")
    }
}
