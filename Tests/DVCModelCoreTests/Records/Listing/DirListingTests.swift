import DVCModelCore
import Testing

/// What cannot be a listing; what DVC writes is in `DirObjectsVectors`.
@Suite struct DirListingTests {
    private static let md5 = "0cc175b9c0f1b6a831c399e269772661"

    private func listing(_ paths: [String]) throws(DVCModelError) -> DirListing {
        let entries = paths.map { path in
            let escaped = path.utf8.map { $0 == 0 ? "\\u0000" : String(Unicode.Scalar($0)) }.joined()
            return "{\"md5\": \"\(Self.md5)\", \"relpath\": \"\(escaped)\"}"
        }
        return try DirListing.parse(Array("[\(entries.joined(separator: ", "))]".utf8), rule: .md5)
    }

    @Test(arguments: ["", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/./b", "a\u{0}b"])
    func `a path that leads out of the folder, or nowhere, is refused`(path: String) {
        #expect(throws: DVCModelError.self) { try listing([path]) }
    }

    @Test(arguments: [["a", "a"], ["a", "a/b"], ["a/b", "a", "a.b"], ["a/b/c", "a/b", "a/b.c"]])
    func `files that cannot lie side by side are refused`(paths: [String]) {
        #expect(throws: DVCModelError.self) { try listing(paths) }
    }

    @Test(arguments: [["a.", "a/b", "a!"], ["...", ".a", "a..b"], ["a", "a b", "ab/c"]])
    func `names that only look dangerous are kept, in the order of code points`(paths: [String]) throws {
        #expect(
            try listing(paths).entries.map(\.path)
                == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
    }

    @Test(arguments: [
        ("[", "is not JSON"), ("{}", "must be an array, not an object"), ("[1]", "no 'relpath' or no 'md5'"),
        (#"[{"relpath": "a"}]"#, "no 'relpath' or no 'md5'"), (#"[{"relpath": "a", "md5": "12"}]"#, "'12'"),
        (
            #"[{"relpath": "a", "md5": "0cc175b9c0f1b6a831c399e269772661.dir"}]"#,
            "no MD5 of 32 hex digits for 'a'"
        ),
        (#"[{"relpath": "\udc80", "md5": "0cc175b9c0f1b6a831c399e269772661"}]"#, "is not JSON"),
    ])
    func `what is no listing is an error that says why`(text: String, why: String) {
        let error = #expect(throws: DVCModelError.self) { try DirListing.parse(Array(text.utf8), rule: .md5) }
        #expect(error?.code == .recordInvalid)
        #expect(error?.what.contains(why) ?? false)
    }

    @Test func `any spelling of the JSON gives the same listing`() throws {
        let own = #"[{"md5": "0CC175B9C0F1B6A831C399E269772661", "relpath": "\u00e9\ud83d\ude00\\\"\t/x"}]"#
        let other = """
            [ {"size": 1, "relpath":"é😀\\\\\\"\\t\\/x",\n"md5" : "0CC175B9C0F1B6A831C399E269772661"} ]\n
            """
        let listing = try DirListing.parse(Array(other.utf8), rule: .md5Dos2unix)
        #expect(listing == (try DirListing.parse(Array(own.utf8), rule: .md5Dos2unix)))
        #expect(listing.entries.map(\.objectID.relativePath) == ["0C/C175B9C0F1B6A831C399E269772661"])
        #expect(String(decoding: listing.bytes, as: UTF8.self) == own)
    }

    @Test func `a listing that is not the object that was asked for is refused`() throws {
        let listing = try listing(["a"])
        let other = try self.listing(["b"]).objectID()
        let error = #expect(throws: DVCModelError.self) { try DirListing.read(listing.bytes, of: other) }
        #expect(error?.code == .md5Mismatch)
        #expect(try DirListing.read(listing.bytes, of: listing.objectID()) == listing)
    }
}
