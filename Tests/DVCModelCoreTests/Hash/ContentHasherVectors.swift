import DVCModelCore
import Foundation
import TestSupport
import Testing

/// `md5.json`: what DVC 3 and DVC 2 hash contents to.
@Suite struct ContentHasherVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Segment: Decodable, Sendable {
            let base64: String
            let `repeat`: Int
        }

        let id: String
        let base64: String?
        let segments: [Segment]?
        let md5: String
        let md5_dos2unix: String
        let md5_written_by_dvc2: String

        var testDescription: String { id }

        func contents() throws -> Data {
            if let base64 { return try #require(Data(base64Encoded: base64)) }
            return try #require(segments).reduce(into: Data()) { contents, segment in
                let piece = try #require(Data(base64Encoded: segment.base64))
                for _ in 0..<segment.repeat { contents.append(piece) }
            }
        }
    }

    @Test(arguments: try Vectors.cases("md5", as: Case.self), [1 << 20, 1_000])
    func `contents hash as DVC hashes them, in pieces of any size`(vector: Case, pieceByteCount: Int) throws {
        let contents = try vector.contents()
        var hasher = try ContentHasher(.md5Dos2unix)
        var offset = 0
        while offset < contents.count {
            let end = min(offset + pieceByteCount, contents.count)
            contents[offset..<end].withUnsafeBytes { hasher.update($0) }
            offset = end
        }
        let digests = hasher.finish()
        #expect(digests.md5.description == vector.md5)
        #expect(digests.md5Dos2unix.map(\.description) == [vector.md5_written_by_dvc2, vector.md5_dos2unix])
    }
}
