import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct FilesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `a file is read byte for byte`() throws {
        let bytes = Data((0...255).map { UInt8($0) } + [UInt8](repeating: 7, count: 100_000))
        let path = try folder.write(bytes, to: "a")
        #expect(try Files.read(path) == Array(bytes))
    }

    @Test(arguments: ["none", "none/at/all", "file/below", "with\u{0}nul"])
    func `what does not exist is nil`(relative: String) throws {
        try folder.write("", to: "file")
        #expect(try Files.read(folder.path(relative)) == nil)
        #expect(Files.kind(folder.path(relative)) == nil)
    }

    @Test func `a folder is an error`() {
        #expect(throws: DVCModelError.fileUnreadable(folder.path, "it is a folder")) {
            try Files.read(folder.path)
        }
    }

    @Test func `a FIFO is an error and is not waited for`() throws {
        let path = folder.path("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(Files.kind(path) == .other)
        #expect(throws: DVCModelError.fileUnreadable(path, "it is not a regular file")) {
            try Files.read(path)
        }
    }

    @Test func `a loop of links is an error in the system's words`() throws {
        try folder.link("loop", to: "loop")
        let path = folder.path("loop")
        #expect(throws: DVCModelError.fileUnreadable(path, "too many levels of symbolic links")) {
            try Files.read(path)
        }
    }

    @Test(arguments: [(9, false), (10, true)])
    func `a file beyond the limit is an error`(limit: Int, isRead: Bool) throws {
        let path = try folder.write("0123456789", to: "a")
        #expect(((try? Files.read(path, limit: limit)) != nil) == isRead)
    }

    @Test func `a link to a file is a file`() throws {
        try folder.write("x", to: "a")
        try folder.link("b", to: "a")
        #expect(Files.kind(folder.path("b")) == .file)
        #expect(try Files.text(folder.path("b")) == "x")
        #expect(Files.resolved(folder.path("b")) == folder.path("a"))
    }

    @Test func `text that is not UTF-8 is an error that names the file`() throws {
        let path = try folder.write(Data([0x61, 0xFF]), to: "a")
        #expect(throws: DVCModelError.fileUnreadable(path, "it is not UTF-8 text")) { try Files.text(path) }
    }

    @Test func `text keeps CRLF and the byte order mark`() throws {
        let path = try folder.write("\u{FEFF}a\r\nb", to: "a")
        #expect(try Files.text(path).map { Array($0.utf8) } == Array("\u{FEFF}a\r\nb".utf8))
    }
}
