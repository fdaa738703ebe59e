import Testing

@testable import DVCModelCore

/// What Git records against what Studio answers.
@Suite struct GitJoinTests {
    private func digest(_ text: String) throws -> MD5Digest { try MD5.digest(of: text.utf8) }

    private func id(_ text: String, _ rule: ExpectedMD5.Rule = .md5) throws -> ObjectID {
        try #require(ObjectID(recorded: digest(text).description, rule: rule))
    }

    private func file(
        _ path: String,
        _ text: String?,
        size: Int64? = nil,
        dvcRoot: String = "",
    ) throws -> FileRecord {
        FileRecord(
            path: path,
            source: text == nil ? .git : .dvcRemote(nil),
            objectID: try text.map { try id($0) },
            byteCount: size,
            isExecutable: false,
            dvcRoot: dvcRoot,
            version: nil,
        )
    }

    private func folder(_ path: String, _ listing: DirListing, within: String = "") throws -> FolderRecord {
        FolderRecord(
            path: path,
            within: within,
            listingID: try listing.objectID(),
            source: .dvcRemote(nil),
            dvcRoot: "",
            heldByGit: SortedPaths(sorted: []),
        )
    }

    /// As Studio names an object: by an address that carries its hash, or one that does not.
    private func object(_ path: String, _ text: String?) throws -> RemoteObject {
        RemoteObject(
            path: path,
            url: SignedURL("https://h/\(path)"),
            expectedMD5: try text.map { ExpectedMD5(try digest($0), from: .url) }
        )
    }

    private func listing(_ files: [String: String]) throws -> DirListing {
        try DirListing(files: files.map { (path: $0.key, digest: try digest($0.value)) }, rule: .md5)
    }

    private func join(
        _ entries: [RecordEntry],
        _ objects: [RemoteObject],
        cached: DirListing? = nil,
    ) throws -> [RemoteObject] {
        try GitJoin(ModelRecord(path: "m", entries: entries)) { _ in cached }.join(objects)
    }

    private func disagreement(
        _ entries: [RecordEntry],
        _ objects: [RemoteObject],
        cached: DirListing? = nil,
    ) throws -> DVCModelError? {
        let error = #expect(throws: DVCModelError.self) { try join(entries, objects, cached: cached) }
        #expect(error?.code == .hashSourcesDisagree)
        return error
    }

    @Test func `Git's word counts, and brings the size`() throws {
        let joined = try join([.file(file("m", "1", size: 7))], [object("m", "1")])
        #expect(joined.map(\.expectedMD5) == [ExpectedMD5(try digest("1"), from: .git)])
        #expect(joined.map(\.byteCount) == [7])
    }

    @Test func `an address without a hash gets Git's`() throws {
        let joined = try join([.file(file("m", "1"))], [object("m", nil)])
        #expect(joined.map(\.expectedMD5?.source) == [.git])
    }

    @Test func `an address of other bytes is refused`() throws {
        let error = try disagreement([.file(file("m", "1"))], [object("m", "2")])
        #expect(
            error?.what == "'m' has the MD5 \(try digest("1")) in Git's records,"
                + " and Studio's answer leads to \(try digest("2"))"
        )
    }

    @Test func `a file too many and one missing are named`() throws {
        let entries: [RecordEntry] = [.file(try file("m/a", "1")), .file(try file("m/b", "2"))]
        #expect(try disagreement(entries, [object("m/a", "1")])?.paths == ["m/b"])
        let all = [try object("m/a", "1"), try object("m/b", "2"), try object("m/c", "3")]
        #expect(try disagreement(entries, all)?.paths == ["m/c"])
    }

    @Test func `a file that Git holds may be missing`() throws {
        let entries: [RecordEntry] = [.file(try file("m/a", "1")), .file(try file("m/b", nil))]
        #expect(try join(entries, [object("m/a", "1")]).map(\.path) == ["m/a"])
    }

    @Test(arguments: ["sub/m", "m"])
    func `a file of a subrepository may be named from either root`(path: String) throws {
        let entries: [RecordEntry] = [.file(try file("sub/m", "1", dvcRoot: "sub"))]
        let joined = try join(entries, [object(path, "1")])
        #expect(joined.map(\.path) == ["sub/m"])
        #expect(joined.map(\.expectedMD5?.source) == [.git])
    }

    @Test func `a listing at hand decides about each file`() throws {
        let listing = try listing(["a": "1", "b": "2"])
        let entries: [RecordEntry] = [.folder(try folder("m", listing))]
        let objects = [try object("m/a", "1"), try object("m/b", "2")]
        #expect(try join(entries, objects, cached: listing).map(\.expectedMD5?.source) == [.git, .git])
        let swapped = [try object("m/a", "2"), try object("m/b", "1")]
        #expect(try disagreement(entries, swapped, cached: listing)?.what.hasPrefix("'m/a' has") == true)
        #expect(try disagreement(entries, [objects[0]], cached: listing)?.paths == ["m/b"])
    }

    @Test func `a listing that is not at hand is rebuilt from the addresses`() throws {
        let entries: [RecordEntry] = [.folder(try folder("m", listing(["a": "1", "x/b": "2"])))]
        let joined = try join(entries, [object("m/a", "1"), object("m/x/b", "2")])
        #expect(joined.map(\.expectedMD5?.source) == [.git, .git])
    }

    @Test func `two addresses exchanged make another listing`() throws {
        let entries: [RecordEntry] = [.folder(try folder("m", listing(["a": "1", "b": "2"])))]
        let error = try disagreement(entries, [object("m/a", "2"), object("m/b", "1")])
        #expect(error?.what.contains("its 2 files do not make up the listing") == true)
    }

    @Test func `a missing file and an extra one make another listing`() throws {
        let entries: [RecordEntry] = [.folder(try folder("m", listing(["a": "1", "b": "2"])))]
        _ = try disagreement(entries, [object("m/a", "1")])
        _ = try disagreement(entries, [object("m/a", "1"), object("m/b", "2"), object("m/c", "3")])
    }

    @Test func `addresses without hashes leave a folder as unproven as it was`() throws {
        let entries: [RecordEntry] = [.folder(try folder("m", listing(["a": "1"])))]
        #expect(try join(entries, [object("m/a", nil)]).map(\.expectedMD5) == [nil])
    }

    @Test func `a part of a folder is as unproven as its addresses`() throws {
        let entries: [RecordEntry] = [.folder(try folder("m", listing(["x/a": "1", "b": "2"]), within: "x"))]
        #expect(try join(entries, [object("m/x/a", "1")]).map(\.expectedMD5?.source) == [.url])
    }
}
