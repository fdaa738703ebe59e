import Foundation
import Synchronization
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

    // MARK: Many files at once

    private func survey(_ paths: [String], rule: (Int) -> ExpectedMD5.Rule?, hasSHA256: Bool = false) throws
        -> (states: [FileState], events: [FileSurvey.Event])
    {
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        let digest = try MD5.digest(of: [])
        let objects = paths.indices.map { index in
            RemoteObject(
                path: paths[index],
                location: .unasked,
                expectedMD5: rule(index).map { ExpectedMD5(digest, rule: $0, from: .git) }
            )
        }
        let events = Mutex<[FileSurvey.Event]>([])
        let states = try FileSurvey.look(
            at: try paths.map { try SafePath($0) },
            of: objects,
            in: folder,
            hasSHA256: hasSHA256,
            cancellation: Cancellation(),
            emit: { event in events.withLock { $0.append(event) } }
        )
        return (states, events.withLock { $0 })
    }

    /// Files of many sizes, some in folders of their own, some of them rather large.
    private func makeTree() throws -> [(path: String, contents: Data)] {
        var random = SeededRandom(seed: 7)
        let sizes =
            (0..<150).map { _ in random.number(0...300) } + [100_000, 40_000, 3_000_000, 32_768, 65_536]
        return try sizes.enumerated().map { index, size in
            let path = ["a", "b/c", "b/d"][index % 3] + "/\(index)"
            let contents = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ index) })
            try scratch.write(contents, to: path)
            return (path, contents)
        }
    }

    @Test(arguments: [false, true])
    func `many files have the hashes that each of them has alone`(hasSHA256: Bool) throws {
        let tree = try makeTree()
        let rules: [ExpectedMD5.Rule?] = [.md5, .md5, .md5Dos2unix, .md5, nil]
        let states = try survey(tree.map(\.path), rule: { rules[$0 % 5] }, hasSHA256: hasSHA256).states
        let expected = try tree.enumerated().map { index, file -> FileState in
            let digests = try rules[index % 5].map { rule in
                var hasher = try ContentHasher(rule, hasSHA256: hasSHA256)
                file.contents.withUnsafeBytes { hasher.update($0) }
                return hasher.finish()
            }
            return .file(byteCount: Int64(file.contents.count), digests: digests)
        }
        #expect(states == expected)
    }

    @Test func `all that is read is told, once`() throws {
        let tree = try makeTree()
        let events = try survey(tree.map(\.path) + ["none"], rule: { _ in .md5 }).events
        let total = tree.map { Int64($0.contents.count) }.saturatingSum
        #expect(events.first == .began(fileCount: tree.count, byteCount: total))
        var (fileCount, byteCount) = (0, Int64(0))
        for case .advanced(let files, let bytes) in events {
            fileCount += files
            byteCount += bytes
        }
        #expect((fileCount, byteCount) == (tree.count, total))
    }

    @Test func `where nothing is to be read nothing is told`() throws {
        #expect(try survey(["none"], rule: { _ in .md5 }).events == [])
    }

    @Test func `it stops in the middle of the files`() throws {
        let tree = try makeTree()
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        let anything = ExpectedMD5(try MD5.digest(of: []), from: .git)
        let cancellation = Cancellation()
        let error = #expect(throws: DVCModelError.self) {
            try FileSurvey.examine(
                try tree.map { try SafePath($0.path) },
                of: tree.map { RemoteObject(path: $0.path, location: .unasked, expectedMD5: anything) },
                in: folder,
                linkFolders: [],
                cancellation: cancellation,
                emit: { _ in cancellation.cancel(signal: SIGTERM) }
            )
        }
        #expect(error?.code == .interrupted)
    }

    @Test func `folders whose names differ only in Unicode form are two folders`() throws {
        let paths = ["\u{E9}/a", "e\u{301}/b"]
        for path in paths { try scratch.write(path, to: path) }
        let states = try survey(paths, rule: { _ in .md5 }).states
        #expect(
            states == (try paths.map { .file(byteCount: Int64($0.utf8.count), digests: try digests($0)) })
        )
    }

    // MARK: Whatever is there

    private func examine(_ paths: String..., linkFolders: [String] = []) throws -> [FileState] {
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        let anything = ExpectedMD5(try MD5.digest(of: []), from: .git)
        return try FileSurvey.examine(
            try paths.map { try SafePath($0) },
            of: paths.map { RemoteObject(path: $0, location: .unasked, expectedMD5: anything) },
            in: folder,
            linkFolders: linkFolders,
            cancellation: Cancellation()
        )
    }

    @Test func `what cannot be read is a state beside the others`() throws {
        try scratch.link("b", to: "b")
        try scratch.write("abc", to: "a")
        let shown = scratch.path("b")
        let words = "too many levels of symbolic links"
        #expect(
            try examine("a", "b", "c") == [
                .file(byteCount: 3, digests: try digests("abc")),
                .unreadable(
                    reason: "cannot be read: \(words)",
                    error: DVCModelError(
                        .fileUnreadable,
                        "cannot read '\(shown)': \(words)",
                        at: .file(shown)
                    )
                ),
                .absent,
            ]
        )
    }

    @Test func `what is behind a folder that is a link cannot be read`() throws {
        let outside = try TemporaryFolder()
        try outside.write("abc", to: "a")
        try scratch.link("models", to: outside.path)
        guard case .unreadable(let reason, let error) = try examine("models/a").first else {
            Issue.record("it was read")
            return
        }
        #expect(error.code == .destinationUnsafe)
        #expect(reason == error.what)
    }

    @Test func `a link is followed to where links may lead`() throws {
        let (cache, outside) = (try TemporaryFolder(), try TemporaryFolder())
        for folder in [scratch, cache, outside] { try folder.write("abc", to: "x") }
        try scratch.link("inside", to: "x")
        try scratch.link("cached", to: cache.path("x"))
        try scratch.link("foreign", to: outside.path("x"))
        // Another folder, although its path begins alike.
        try FileManager.default.createDirectory(atPath: "\(cache.path)-2", withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: "\(cache.path)-2") }
        try Data("abc".utf8).write(to: URL(filePath: "\(cache.path)-2/x"))
        try scratch.link("beside", to: "\(cache.path)-2/x")
        let file = FileState.file(byteCount: 3, digests: try digests("abc"))
        func refused(_ target: String) -> FileState {
            .obstacle("a link to '\(target)', which is neither here nor in DVC's cache")
        }
        #expect(
            try examine("inside", "cached", "foreign", "beside", linkFolders: [cache.path]) == [
                file, file, refused(outside.path("x")), refused("\(cache.path)-2/x"),
            ]
        )
    }

    @Test func `a link to a folder or a pipe is an obstacle as these are`() throws {
        try scratch.makeFolder("folder")
        #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
        try scratch.link("a", to: "folder")
        try scratch.link("b", to: "pipe")
        #expect(try examine("a", "b") == [.obstacle("a folder"), .obstacle("no regular file")])
    }
}
