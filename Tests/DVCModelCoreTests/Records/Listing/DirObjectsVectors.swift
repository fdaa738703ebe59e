import DVCModelCore
import Foundation
import TestSupport
import Testing

/// `dir-objects.json`: the `.dir` objects that DVC 3 and DVC 2 wrote for a folder.
@Suite struct DirObjectsVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct File: Decodable, Sendable {
            let path: String
            let base64: String?
            let directory: Bool?
        }

        struct Written: Decodable, Sendable {
            let hash: String
            let json: String
        }

        let id: String
        let files: [File]
        let dvcignore: String?
        let dvc: Written
        let legacy_dos2unix: Written

        var testDescription: String { id }
    }

    @Test(arguments: try Vectors.cases("dir-objects", as: Case.self), [ExpectedMD5.Rule.md5, .md5Dos2unix])
    func `a folder's files give the listing and the name that DVC gave it`(
        recorded: Case,
        rule: ExpectedMD5.Rule,
    ) throws {
        let expected = rule == .md5 ? recorded.dvc : recorded.legacy_dos2unix
        // Which files DVC leaves out is its business when it adds a folder; there is no telling from the listing.
        let ignored = recorded.dvcignore == "*.tmp\n" ? ".tmp" : "/never/"
        let files = try recorded.files.filter { $0.directory != true && !$0.path.hasSuffix(ignored) }.map {
            file in
            (path: file.path, digest: try digest(of: file, rule))
        }
        let listing = try DirListing(files: files, rule: rule)
        #expect(String(decoding: listing.bytes, as: UTF8.self) == expected.json)
        #expect(try listing.objectID() == ObjectID(recorded: expected.hash, rule: rule))
    }

    @Test(arguments: try Vectors.cases("dir-objects", as: Case.self))
    func `a listing that DVC wrote is read and written back as it was`(recorded: Case) throws {
        let id = try #require(ObjectID(recorded: recorded.dvc.hash, rule: .md5))
        let bytes = Array(recorded.dvc.json.utf8)
        #expect(try DirListing.read(bytes, of: id).bytes == bytes)
    }

    private func digest(of file: Case.File, _ rule: ExpectedMD5.Rule) throws -> MD5Digest {
        let contents = try #require(Data(base64Encoded: file.base64 ?? ""))
        var hasher = try ContentHasher(rule)
        contents.withUnsafeBytes { hasher.update($0) }
        let digests = hasher.finish()
        return rule == .md5 ? digests.md5 : try #require(digests.md5Dos2unix.first)
    }
}
