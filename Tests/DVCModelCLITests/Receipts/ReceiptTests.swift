import DVCModelCore
import TestSupport
import Testing

@testable import DVCModelCLI

struct ReceiptTests {
    private static let md5 = "0123456789abcdef0123456789abcdef"
    private static let sha256 = md5 + md5

    private func receipt() throws -> Receipt {
        let model = ModelReport(
            model: "nlp:bert#prod",
            name: "nlp:bert",
            repo: "git@example.com:ana/vision.git",
            version: "v1.2.0",
            stage: "prod",
            commit: "4f0c5a1d8b7c9e2f3a6b5c4d3e2f1a0b9c8d7e6f",
            latest: false,
            route: .remote,
            studioURL: nil,
        )
        let digests = ContentDigests(
            md5: try #require(MD5Digest(hex: Self.md5)),
            md5Dos2unix: [],
            sha256: Self.sha256
        )
        let file = Receipt.File(
            model: "nlp:bert#prod",
            path: "nlp/bert/a é.bin",
            place: "a é.bin",
            size: 7,
            digests: digests,
            md5Source: "git"
        )
        return Receipt([model], root: "../models", files: [file])
    }

    @Test func `a receipt is written as stored`() throws {
        let text = try receipt().text
        #expect(text == (try Golden.text("reports/receipt.json", for: text)))
    }

    @Test func `a receipt is read as it was written`() throws {
        let text = try receipt().text
        #expect(try Receipt(Array(text.utf8), at: "r.json").text == text)
    }

    @Test(arguments: [
        ("", "it has not the form of one"),
        ("{}", "it has not the form of one"),
        (#"{"schema":2,"models":[],"root":".","files":[]}"#, "its schema is 2, and this version knows 1"),
        (#"{"schema":1,"models":[],"root":".","files":[]}"#, "it names no file"),
        (
            #"{"schema":1,"models":[],"root":".","files":[{"model":"m","path":"a","place":"a","size":1,"md5":"x","#
                + #""sha256":"y","md5_source":null}]}"#,
            "the hashes of 'a' are none"
        ),
    ])
    func `what is no receipt is refused with the reason`(text: String, why: String) throws {
        let error = #expect(throws: DVCModelError.self) { try Receipt(Array(text.utf8), at: "r.json") }
        #expect(error?.code == .receiptInvalid)
        #expect(error?.what == "'r.json' is no receipt of dvc-model-pull: \(why)")
    }

    @Test func `no change of one byte crashes the reader`() throws {
        var random = SeededRandom(seed: 3)
        let bytes = Array(try receipt().text.utf8)
        for _ in 0..<2_000 {
            var broken = bytes
            broken[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? Receipt(broken, at: "r.json")
        }
    }
}
