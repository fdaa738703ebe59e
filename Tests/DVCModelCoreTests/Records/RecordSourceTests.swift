import DVCModelCore
import Testing

/// Outputs whose data is not in this repository's remotes.
@Suite struct RecordSourceTests {
    private static let md5 = "0cc175b9c0f1b6a831c399e269772661"

    private func source(of text: String) throws(DVCModelError) -> [RecordSource] {
        try RecordReader(CommitFiles(["m.dvc": text])).record(at: "m").entries.map(\.source)
    }

    @Test func `what dvc import made is kept by the repository it came from`() throws {
        let text = """
            frozen: true
            deps:
            - path: data/m
              repo: {url: 'https://ana:secret@git.example.com/r.git', rev: main, rev_lock: abc123}
            outs:
            - {md5: \(Self.md5), hash: md5, path: m}
            """
        let expected = ImportSource(
            repoURL: "https://ana:secret@git.example.com/r.git",
            path: "data/m",
            revision: "abc123",
        )
        #expect(try source(of: text) == [.elsewhere(expected)])
        #expect(
            expected.failure(for: "m")
                == DVCModelError(
                    .recordMissing,
                    "'m' was imported, and only 'https://git.example.com/r.git' has it: 'data/m' at revision 'abc123'",
                    hint: "dvc get https://git.example.com/r.git data/m --rev abc123",
                )
        )
    }

    @Test(arguments: [
        "outs: [{path: m, hash: md5}]", "outs: [{path: m, md5: ''}]",
        "outs: [{path: m, md5: \(md5), hash: md5}]\nmeta: versioned",
    ])
    func `what import-url never downloaded, or left to a versioned source, is only there`(outs: String) throws
    {
        let version = outs.contains("versioned") ? ", version_id: v1" : ""
        let text = "deps: [{path: 's3://b/m', etag: abc\(version)}]\n\(outs)\n"
        let expected = ImportSource(
            repoURL: nil,
            path: "s3://b/m",
            revision: version.isEmpty ? nil : "v1",
        )
        #expect(try source(of: text) == [.elsewhere(expected)])
        #expect(expected.failure(for: "m").hint == "dvc get-url s3://b/m")
    }

    @Test func `what import-url downloaded is on the remote`() throws {
        let text =
            "deps: [{path: 's3://b/m', etag: abc, size: 7}]\nouts: [{path: m, md5: \(Self.md5), hash: md5}]\n"
        #expect(try source(of: text) == [.dvcRemote(nil)])
        let record = try RecordReader(CommitFiles(["m.dvc": text])).record(at: "m")
        #expect(record.entries.count == 1)
        guard case .file(let file)? = record.entries.first else { return }
        #expect(file.byteCount == 7)
    }
}
