import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct FileLinkTests {
    private let scratch: TemporaryFolder
    private let folder: DestinationFolder
    private let target: String

    init() throws {
        scratch = try TemporaryFolder()
        target = try scratch.write("object", to: "cache/ab")
        folder = try #require(try DestinationFolder.open(scratch.makeFolder("w"), making: false))
    }

    private func contents(_ path: String) -> String? {
        FileManager.default.contents(atPath: scratch.path(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path("w/m")).sorted() }
    }

    private func link(_ kind: FileLink, replacing: Bool = false) throws -> Bool {
        try folder.link(try SafePath("m/a"), to: target, kind, replacing: replacing)
    }

    private func inode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.systemFileNumber] as? NSNumber).intValue
    }

    @Test func `a hard link is the object itself`() throws {
        #expect(try link(.hard))
        #expect(try inode(scratch.path("w/m/a")) == inode(target))
        #expect(try names == ["a"])
    }

    @Test func `a symbolic link leads to the object`() throws {
        #expect(try link(.symbolic))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("w/m/a")) == target)
        #expect(try names == ["a"])
    }

    @Test func `a file in the way stays unless it may go`() throws {
        try scratch.write("mine", to: "w/m/a")
        #expect(throws: DVCModelError.self) { try link(.symbolic) }
        #expect(contents("w/m/a") == "mine")
        #expect(try link(.symbolic, replacing: true))
        #expect(contents("w/m/a") == "object")
    }

    @Test func `a hard link over a hard link to the same object leaves one name`() throws {
        #expect(try link(.hard))
        #expect(try link(.hard, replacing: true))
        #expect(try names == ["a"])
    }

    @Test func `a link that cannot be made is told`() throws {
        let place = try SafePath("m/a")
        #expect(try !folder.link(place, to: scratch.path("none"), .hard, replacing: false))
    }
}
