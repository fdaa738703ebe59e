import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct PartFileTests {
    private let scratch: TemporaryFolder
    private let folder: FolderHandle

    init() throws {
        scratch = try TemporaryFolder()
        let opened = try DestinationFolder.open(scratch.path, making: false)
        folder = try #require(try opened?.open([]))
    }

    private func found() throws -> PartFile? { try PartFile.find("p", in: folder, shownPath: "m") }

    private func made(_ name: String = "p") throws -> PartFile {
        try PartFile.make(name, in: folder, shownPath: "m")
    }

    private func write(_ text: String, to part: PartFile, at offset: Int64 = 0) throws {
        let result = Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(DVCModelError) in try part.write(bytes, at: offset) }
        }
        try result.get()
    }

    private func contents(_ name: String) -> String? {
        FileManager.default.contents(atPath: scratch.path(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() }
    }

    @Test func `the name is made of path and MD5, and is known again`() throws {
        let digests = try ["1", "2"].map { try MD5.digest(of: $0.utf8) }
        let names = try [
            PartFile.name(for: SafePath("a/m"), expecting: ExpectedMD5(digests[0], from: .url)),
            PartFile.name(for: SafePath("a/m"), expecting: ExpectedMD5(digests[0], from: .git)),
            PartFile.name(for: SafePath("a/m"), expecting: ExpectedMD5(digests[1], from: .url)),
            PartFile.name(for: SafePath("b/m"), expecting: ExpectedMD5(digests[0], from: .url)),
            PartFile.name(for: SafePath("a/m"), expecting: nil),
        ]
        #expect(names[0] == names[1])
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy(PartFile.isName))
        #expect(!PartFile.isName("m.part"))
    }

    @Test func `one that is not there is made only on request`() throws {
        #expect(try found() == nil)
        #expect(try names == [])
        _ = try made()
        #expect(try names == ["p"])
        #expect(try found() != nil)
    }

    @Test func `bytes are written where they belong, and read back`() throws {
        let part = try made()
        try write("cd", to: part, at: 2)
        try write("ab", to: part)
        #expect(try part.byteCount == 4)
        var block = [UInt8](repeating: 0, count: 3)
        #expect(try part.read(into: &block, count: 3, at: 1) == 3)
        #expect(block == Array("bcd".utf8))
    }

    @Test func `reading past the end is an error`() throws {
        let part = try made()
        var block = [UInt8](repeating: 0, count: 1)
        let error = #expect(throws: DVCModelError.self) { try part.read(into: &block, count: 1, at: 0) }
        #expect(error?.code == .fileUnreadable)
    }

    /// A second descriptor of what an own one has open, as a program that is started in that moment has it.
    private func inherited(_ name: String) throws -> Int32 {
        var file = stat()
        try #require(stat(scratch.path(name), &file) == 0)
        let descriptor = (Int32(3)..<1_024).first { number in
            var opened = stat()
            return fstat(number, &opened) == 0 && opened.st_ino == file.st_ino && opened.st_dev == file.st_dev
        }
        return dup(try #require(descriptor))
    }

    @Test func `one that is let go of is free, though a program that was started meanwhile has it open`()
        throws
    {
        var first: PartFile? = try made()
        let other = try inherited("p")
        defer { close(other) }
        #expect(first != nil)
        first = nil
        #expect(try found() != nil)
    }

    @Test func `a second one of the same name is refused while the first lives`() throws {
        var first: PartFile? = try made()
        let error = #expect(throws: DVCModelError.self) { try made() }
        #expect(error?.what == "another process is downloading 'm'")
        withExtendedLifetime(first) {}
        first = nil
        #expect(try found() != nil)
    }

    @Test func `one that is unlocked is free for others`() throws {
        let first = try made()
        first.unlock()
        #expect(try found() != nil)
        withExtendedLifetime(first) {}
    }

    @Test func `it takes the final name`() throws {
        let part = try made()
        try write("new", to: part)
        try part.place(as: "m", .ordinary, replacing: false)
        #expect(try names == ["m"])
        #expect(contents("m") == "new")
    }

    @Test func `a file that is there by now stays`() throws {
        let part = try made()
        try scratch.write("mine", to: "m")
        let error = #expect(throws: DVCModelError.self) {
            try part.place(as: "m", .ordinary, replacing: false)
        }
        #expect(error?.code == .destinationExists)
        #expect(contents("m") == "mine")
    }

    @Test func `a file that may go is replaced, and a link is replaced and not followed`() throws {
        try scratch.write("cached", to: "cache")
        try scratch.link("m", to: "cache")
        let part = try made()
        try write("new", to: part)
        try part.place(as: "m", .ordinary, replacing: true)
        #expect(contents("m") == "new")
        #expect(contents("cache") == "cached")
        #expect(try names == ["cache", "m"])
    }

    @Test func `a folder is never replaced`() throws {
        try scratch.makeFolder("m")
        let part = try made()
        for isReplacing in [true, false] {
            #expect(throws: DVCModelError.self) { try part.place(as: "m", .ordinary, replacing: isReplacing) }
        }
        #expect(try names == ["m", "p"])
    }

    @Test func `a link in its place is not followed`() throws {
        try scratch.write("mine", to: "target")
        try scratch.link("p", to: "target")
        #expect(throws: DVCModelError.self) { try made() }
        #expect(contents("target") == "mine")
    }

    @Test func `a pipe or a folder in its place is refused`() throws {
        try scratch.makeFolder("p")
        #expect(throws: DVCModelError.self) { try made() }
        #expect(mkfifo(scratch.path("q"), 0o600) == 0)
        #expect(throws: DVCModelError.self) { try made("q") }
    }

    @Test func `discarding removes it, and a second time does no harm`() throws {
        let part = try made()
        part.discard()
        part.discard()
        #expect(try names == [])
    }
}
