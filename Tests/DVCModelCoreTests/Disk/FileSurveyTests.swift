import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct FileSurveyTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    private func look(
        _ paths: String...,
        md5: String? = nil,
        size: Int64? = nil,
        cancellation: Cancellation = Cancellation(),
    ) throws -> [FileState] {
        let expected = try md5.map { ExpectedMD5(try MD5.digest(of: $0.utf8), from: .url) }
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        let objects = paths.map { path in
            RemoteObject(path: path, url: SignedURL("https://h/"), expectedMD5: expected, byteCount: size)
        }
        let places = try paths.map { try SafePath($0) }
        return try FileSurvey.look(at: places, of: objects, in: folder, cancellation: cancellation)
    }

    private func digests(_ text: String) throws -> ContentDigests {
        ContentDigests(md5: try MD5.digest(of: text.utf8))
    }

    @Test func `each place has its state, in order`() throws {
        try scratch.write("abc", to: "models/a")
        try scratch.write("", to: "empty")
        try scratch.makeFolder("folder")
        #expect(
            try look("models/a", "none", "no/folder/x", "folder", "empty", md5: "abc") == [
                .file(byteCount: 3, digests: try digests("abc")), .absent, .absent, .obstacle("a folder"),
                .file(byteCount: 0, digests: try digests("")),
            ]
        )
    }

    @Test func `a file is read only where that can tell something`() throws {
        try scratch.write("abc", to: "a")
        #expect(try look("a") == [.file(byteCount: 3, digests: nil)])
        #expect(try look("a", md5: "abcd", size: 4) == [.file(byteCount: 3, digests: nil)])
        #expect(try look("a", md5: "abd", size: 3) == [.file(byteCount: 3, digests: try digests("abc"))])
    }

    @Test(arguments: [(1 << 20) - 1, 1 << 20, (1 << 20) + 1])
    func `a file of any size is read whole`(byteCount: Int) throws {
        let text = String(repeating: "x", count: byteCount)
        try scratch.write(text, to: "a")
        #expect(try look("a", md5: text) == [.file(byteCount: Int64(byteCount), digests: try digests(text))])
    }

    @Test func `a link to a file counts as the file`() throws {
        try scratch.write("abc", to: "cache")
        try scratch.link("a", to: "cache")
        #expect(try look("a", md5: "abc") == [.file(byteCount: 3, digests: try digests("abc"))])
    }

    @Test func `what is no file is an obstacle, and is not waited for`() throws {
        try scratch.link("broken", to: "nowhere")
        #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
        #expect(
            try look("broken", "pipe", md5: "") == [.brokenLink, .obstacle("no regular file")]
        )
    }

    @Test func `a link on the way is refused`() throws {
        let outside = try TemporaryFolder()
        try outside.write("abc", to: "a")
        try scratch.link("models", to: outside.path)
        let error = #expect(throws: DVCModelError.self) { try look("models/a", md5: "abc") }
        #expect(error?.code == .destinationUnsafe)
    }

    @Test func `the first of several errors in order is told`() throws {
        try scratch.link("b", to: "b")
        try scratch.link("a", to: "a")
        let error = #expect(throws: DVCModelError.self) { try look("none", "b", "a", md5: "") }
        #expect(error?.location == .file(scratch.path("b")))
    }

    @Test func `it stops on request`() throws {
        try scratch.write("abc", to: "a")
        let cancellation = Cancellation()
        cancellation.cancel(signal: SIGINT)
        let error = #expect(throws: DVCModelError.self) {
            try look("a", md5: "abc", cancellation: cancellation)
        }
        #expect(error?.code == .interrupted)
    }

    @Test func `thousands of files are looked at with few descriptors`() throws {
        let paths = (0..<3_000).map { "d/\($0)" }
        for path in paths { try scratch.write(path, to: path) }
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        let objects = try paths.map { path in
            RemoteObject(
                path: path,
                url: SignedURL("https://h/"),
                expectedMD5: ExpectedMD5(try MD5.digest(of: path.utf8), from: .url)
            )
        }
        let places = try paths.map { try SafePath($0) }
        let states = try FileSurvey.look(at: places, of: objects, in: folder, cancellation: Cancellation())
        #expect(
            states == (try paths.map { .file(byteCount: Int64($0.utf8.count), digests: try digests($0)) })
        )
    }
}
