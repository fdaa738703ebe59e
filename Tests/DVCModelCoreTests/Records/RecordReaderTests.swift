import DVCModelCore
import TestSupport
import Testing

private let md5 = "0cc175b9c0f1b6a831c399e269772661"

private func dvcFile(_ path: String, _ more: String = "", md5: String = md5) -> String {
    "outs:\n- {md5: \(md5), hash: md5, path: \(path)\(more)}\n"
}

/// What lies where, when it is not DVC's index that decides; that is in `OutsVectors` and `RandomTreesTests`.
@Suite struct RecordReaderTests {
    private func record(at path: String, in files: [String: String]) throws(DVCModelError) -> ModelRecord {
        try RecordReader(CommitFiles(files)).record(at: path)
    }

    private func failure(at path: String, in files: [String: String]) -> DVCModelError? {
        #expect(throws: DVCModelError.self) { try record(at: path, in: files) }
    }

    @Test func `a tracked file is one record with all that is known of it`() throws {
        let files = [
            "sub/.dvc/config": "",
            "sub/m.dvc": dvcFile("m", ", size: 5, isexec: true, remote: r, push: false"),
        ]
        let expected = FileRecord(
            path: "sub/m",
            source: .dvcRemote("r"),
            objectID: ObjectID(recorded: md5, rule: .md5),
            byteCount: 5,
            isExecutable: true,
            dvcRoot: "sub",
        )
        #expect(try record(at: "sub/m", in: files) == ModelRecord(path: "sub/m", entries: [.file(expected)]))
        #expect(expected.pathInDVCRepository == "m")
        #expect(expected.expectedMD5?.source == .git)
    }

    @Test func `a tracked folder names its listing, and the part that is asked for`() throws {
        let files = ["a/d.dvc": dvcFile("d", ", size: 9, nfiles: 2", md5: "\(md5).dir")]
        let folder = try #require(record(at: "a/d/x/y", in: files).folders.first)
        #expect(folder.path == "a/d")
        #expect(folder.within == "x/y")
        #expect(folder.listingID == ObjectID(recorded: "\(md5).dir", rule: .md5))
    }

    @Test(arguments: ["m.bin", "./m.bin", "m.bin/", "/m.bin", "a/../m.bin", "../m.bin", ".//m.bin/."])
    func `a path is counted from the git root and never leaves it`(path: String) throws {
        #expect(try record(at: path, in: ["m.dvc": dvcFile("m.bin")]).path == "m.bin")
    }

    @Test func `a file of Git wins over an output, and no record is read for it`() throws {
        let files = ["m.bin": "Git's", "m.bin.dvc": "{", "dvc.yaml": "{"]
        let expected = FileRecord(path: "m.bin", source: .git, objectID: nil, dvcRoot: "")
        #expect(try record(at: "m.bin", in: files).entries == [.file(expected)])
    }

    @Test func `a folder holds outputs and Git's files, but not DVC's own`() throws {
        let files = [
            "m/a.dvc": dvcFile("a"), "m/d.dvc": dvcFile("d", md5: "\(md5).dir"), "m/sub/b.dvc": dvcFile("b"),
            "m/dvc.yaml": "stages: {}", "m/dvc.lock": "schema: '2.0'", "m/.dvcignore": "", "m/.gitignore": "",
            "m/readme": "", "m/nested/.dvc/config": "", "m/nested/other.txt": "", "m/x.dvc.txt": "", "n": "",
        ]
        let entries = try record(at: "m", in: files).entries
        #expect(
            entries.map(\.path)
                == ["m/.gitignore", "m/a", "m/d", "m/dvc.lock", "m/readme", "m/sub/b", "m/x.dvc.txt"]
        )
    }

    @Test func `a file of Git hides a listed file, and whatever cannot lie beside it`() throws {
        let files = ["d.dvc": dvcFile("d", md5: "\(md5).dir"), "d/a": "", "d/b": "", "d/c/x": ""]
        let digest = try #require(MD5Digest(hex: md5))
        let listing = try DirListing(
            files: ["a", "a.b", "b/y", "c", "e"].map { (path: $0, digest: digest) },
            rule: .md5,
        )
        let found = try record(at: "d", in: files).files { (_) throws(DVCModelError) in listing }
        #expect(found.map(\.path) == ["d/a", "d/a.b", "d/b", "d/c/x", "d/e"])
        #expect(found.filter(\.isHeldByGit).map(\.path) == ["d/a", "d/b", "d/c/x"])
    }

    @Test func `names in composed and decomposed form are two`() throws {
        let files = ["1.dvc": dvcFile("\"caf\\u00e9\""), "2.dvc": dvcFile("\"cafe\\u0301\"", ", size: 2")]
        #expect(try record(at: "cafe\u{301}", in: files).entries.map(\.path.utf8.count) == [6])
        #expect(try record(at: "", in: files).entries.count == 2)
    }

    @Test func `what is asked for and not there is an error that names the commit`() {
        let error = failure(at: "m/x", in: ["m/y.dvc": dvcFile("y")])
        #expect(
            error
                == DVCModelError(
                    .recordMissing,
                    "neither DVC nor Git tracks 'm/x' at this commit",
                    at: .file("1a2b3c4:m/x"),
                )
        )
    }

    @Test(arguments: [
        (["dvc.yaml": "stages: {s: {cmd: x, outs: [m]}}"], "1a2b3c4:dvc.yaml:1", "was never run"),
        (["m.dvc": "outs:\n- {path: m}"], "1a2b3c4:m.dvc:2", "its hash was never recorded"),
        (
            ["m.dvc": "outs:\n- {path: m, md5: \(md5), cache: false}"], "1a2b3c4:m.dvc:2",
            "only Git can have it"
        ),
    ])
    func `an output without an object is an error that says why`(
        files: [String: String],
        place: String,
        why: String
    ) {
        let error = failure(at: "m", in: files)
        #expect(error?.code == .recordMissing)
        #expect(error?.location?.description == place)
        #expect(error?.what.contains(why) ?? false)
    }

    @Test(arguments: [
        ("md5: abc", "md5 'abc'"),
        ("md5: 12345678901234567890123456789012, hash: md5", "a number for want of quotes"),
        ("md5: \(md5), hash: sha256", "hash 'sha256'"),
    ])
    func `a hash that names no object is an error that shows it`(hash: String, shown: String) {
        let error = failure(at: "m", in: ["m.dvc": "outs:\n- {path: m, \(hash)}"])
        #expect(error?.code == .recordInvalid)
        #expect(error?.what.contains(shown) ?? false)
    }

    @Test func `what Git cannot give is no broken record`() {
        struct Unreadable: RevisionFiles {
            static let failure = DVCModelError(.gitFailed, "git ended", at: .file("/repo/.git"))
            func shown(_ path: String) -> String { "1a2b3c4:\(path)" }
            func paths() throws(DVCModelError) -> [String] { ["m.dvc"] }
            func contents(_ path: String) throws(DVCModelError) -> [UInt8]? { throw Self.failure }
        }
        let error = #expect(throws: DVCModelError.self) { try RecordReader(Unreadable()).record(at: "m") }
        #expect(error == Unreadable.failure)
    }

    @Test func `nothing can be below a file`() {
        #expect(failure(at: "m/x", in: ["m.dvc": dvcFile("m")])?.what.contains("is a file") ?? false)
        #expect(failure(at: "m/x", in: ["m": "", "x.dvc": dvcFile("m/x")])?.code == .recordMissing)
    }
}

/// Broken files, which matter only where they could tell of the path.
@Suite struct BrokenRecordsTests {
    private func record(at path: String, in files: [String: String]) throws(DVCModelError) -> ModelRecord {
        try RecordReader(CommitFiles(files)).record(at: path)
    }

    @Test(arguments: [
        ["m.dvc": dvcFile("m"), "other.dvc": "{"], ["m.dvc": dvcFile("m"), "dvc.yaml": "stages: {s: {}}"],
        ["m.dvc": dvcFile("m"), "dvc.yaml": "stages: {s: {cmd: x, outs: [n]}}", "dvc.lock": "{"],
        ["d.dvc": "wdir: ..\nouts: [{path: m, md5: \(md5)}]", "a/b.dvc": "outs: {"],
        ["m.dvc": dvcFile("m"), "a/.dvc/config": "[", "a/m.dvc": "{"],
    ])
    func `a broken file is no obstacle to a path that another one tells`(files: [String: String]) throws {
        #expect(try record(at: "m", in: files).entries.map(\.path) == ["m"])
    }

    @Test func `a broken file that may tell of a missing path is the error`() {
        let error = #expect(throws: DVCModelError.self) {
            try record(at: "m", in: ["m.dvc": "outs:\n- {pth: m}"])
        }
        #expect(error?.code == .recordInvalid)
        #expect(error?.location == .file("1a2b3c4:m.dvc", line: 2))
        #expect(error?.what.contains("may tell of 'm'") ?? false)
        #expect(error?.what.contains("unknown key 'pth'") ?? false)
    }

    @Test func `several broken files are all named`() {
        let files = ["m.dvc": "{", "a/x.dvc": "wdir: ../..\nout: 1", "b/y.dvc": "{", "dvc.yaml": "stages: 1"]
        let error = #expect(throws: DVCModelError.self) { try record(at: "m", in: files) }
        // b/y.dvc has nothing in it that could lead out of its folder.
        #expect(error?.paths == ["1a2b3c4:dvc.yaml", "1a2b3c4:m.dvc", "1a2b3c4:a/x.dvc"])
        #expect(error?.causes.count == 3)
    }

    @Test func `a folder that a broken file may add to is not given incomplete`() {
        let files = ["m/a.dvc": dvcFile("a"), "m/b.dvc": "{\n"]
        let error = #expect(throws: DVCModelError.self) { try record(at: "m", in: files) }
        #expect(error?.code == .recordInvalid)
        #expect(error?.location == .file("1a2b3c4:m/b.dvc", line: 2))
    }

    @Test func `a dvc lock is read only where its dvc yaml has the output`() throws {
        let files = [
            "dvc.yaml": "stages: {s: {cmd: x, outs: [m]}}", "dvc.lock": "{\n", "n.dvc": dvcFile("n"),
        ]
        #expect(try record(at: "n", in: files).entries.count == 1)
        let error = #expect(throws: DVCModelError.self) { try record(at: "m", in: files) }
        #expect(error?.location == .file("1a2b3c4:dvc.lock", line: 2))
    }
}
