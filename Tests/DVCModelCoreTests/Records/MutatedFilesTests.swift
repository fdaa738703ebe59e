import DVCModelCore
import TestSupport
import Testing

/// Records with random bytes changed: anything may come of it but a crash.
@Suite struct MutatedFilesTests {
    private static let files: [String: String] = [
        "m.dvc": """
        wdir: .
        deps:
        - {path: d, repo: {url: u, rev_lock: l}}
        outs:
        - md5: 0cc175b9c0f1b6a831c399e269772661
          size: 1
          hash: md5
          path: m.bin
        """,
        "f.dvc": """
        outs:
        - {md5: 8d9e4fc969421e5a1e712a7fd6ae2b1c.dir, nfiles: 1, hash: md5, path: f}
        - {hash: md5, path: c, files: [{relpath: a/b, md5: 0cc175b9c0f1b6a831c399e269772661}]}
        """,
        "dvc.yaml": """
        vars: [{n: [1, 2], m: {a: {b: c}}}]
        stages:
          s: {cmd: x, wdir: w, outs: ['${m.a.b}', {p: {cache: false}}]}
          t: {foreach: '${n}', do: {cmd: x, outs: ['${item}/../t${item}']}}
          u: {matrix: {a: [x, y], b: '${n}'}, cmd: x, plots: ['${key}-${item.a}']}
        """,
        "dvc.lock": """
        schema: '2.0'
        stages:
          s: {cmd: x, outs: [{path: c, md5: 0cc175b9c0f1b6a831c399e269772661, hash: md5}]}
          t@1: {cmd: x, outs: [{path: 1/../t1, md5: 0cc175b9c0f1b6a831c399e269772661}]}
        """,
        ".dvcignore": "a/**/b\n!c\n[x-z]\n/d/\n",
    ]

    @Test(arguments: files.keys.sorted())
    func `a damaged record is read or refused`(damaged: String) throws {
        var random = SeededRandom(seed: UInt64(damaged.utf8.count))
        let whole = Array(try #require(Self.files[damaged]).utf8)
        var codes: Set<ErrorCode> = []
        for _ in 0..<400 {
            var commit = CommitFiles(Self.files)
            commit[damaged] = mutated(whole, &random)
            let reader = try RecordReader(commit)
            for path in ["m.bin", "f/a", "c", "w/c", "t1", ""] {
                do throws(DVCModelError) {
                    _ = try reader.record(at: path).files { (_) throws(DVCModelError) in
                        try DirListing(files: [], rule: .md5)
                    }
                } catch {
                    codes.insert(error.code)
                }
            }
        }
        #expect(codes.isSubset(of: [.recordMissing, .recordInvalid]))
        #expect(codes.contains(.recordMissing))
    }

    @Test func `a damaged listing is read or refused`() throws {
        let whole = Array(
            """
            [{"md5": "0cc175b9c0f1b6a831c399e269772661", "relpath": "a/\\u00e9\\ud83d\\ude00\\n"}, \
            {"md5": "92eb5ffee6ae2fec3ad71c777531578f", "relpath": "b"}]
            """.utf8
        )
        var random = SeededRandom(seed: 7)
        var refusals = 0
        for _ in 0..<5_000 {
            do throws(DVCModelError) {
                let listing = try DirListing.parse(mutated(whole, &random), rule: .md5)
                // What was understood is written so that it is understood alike.
                #expect(try DirListing.parse(listing.bytes, rule: .md5) == listing)
            } catch {
                refusals += 1
                #expect(error.code == .recordInvalid)
            }
        }
        #expect((1..<5_000).contains(refusals))
    }

    private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.number(1...3) {
            let place = random.number(0...(bytes.count - 1))
            switch random.number(0...3) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.insert(random.pick(Array("{}[]\"':,-.&*!|>%@`$\\/\n\t #0aé".utf8)), at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1...4)))
            default: bytes += bytes[place...].prefix(random.number(1...40))
            }
            if bytes.isEmpty { bytes = [UInt8(ascii: "x")] }
        }
        return bytes
    }
}
