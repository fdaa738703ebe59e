import Foundation
import TestSupport
import Testing

protocol RecordedCase: Decodable, Sendable, CustomTestStringConvertible {
    var id: String { get }
}

extension RecordedCase {
    var testDescription: String { id }
}

/// What `Tests/Servers/make_signatures.py` records of botocore, azure-storage-blob and their helpers: several hundred
/// generated questions of each kind, with the answers. Made once and kept in `.test-env` until that program changes.
struct Recorded: Decodable, Sendable {
    let s3: [S3Case]
    let blobs: [BlobCase]
    let credentials: [CredentialsCase]
    let urls: [URLCase]
    let ini: [INICase]
    /// A command line and its words.
    let words: [WordsCase]
    /// A netrc file, and in it the name and the password for `h.example`.
    let netrc: [WordsCase]

    struct S3Case: RecordedCase {
        let id: String
        let bucket, key, region, access_key, secret_key: String
        let token, version_id, endpoint, style: String?
        let expires: Int
        let seconds: Int64
        let secure: Bool
        let answer: String
    }

    struct BlobCase: RecordedCase {
        let id: String
        let container, blob, account, key: String
        let version_id, connection_string: String?
        let expires: Int
        let seconds: Int64
        let answer: String?
    }

    struct CredentialsCase: RecordedCase {
        let id: String
        struct Answer: Decodable, Sendable {
            let error, method, access_key, secret_key, token, region, endpoint, style: String?
        }

        let environment, options, files: [String: String]
        let answer: Answer
    }

    struct URLCase: RecordedCase {
        let id: String
        let url, answer: String
    }

    struct INICase: RecordedCase {
        let id: String
        let text: String
        let answer: [JSONValue]?
    }

    struct WordsCase: RecordedCase {
        let id: String
        let text: String
        let answer: [String]?
    }

    static let made = Result {
        let script = TestEnvironment.servers.appending(path: "make_signatures.py").path
        let cache = TestEnvironment.folder.appending(path: "signatures").path
        let result = try Program.run(
            TestEnvironment.python(),
            [script, "--cached", cache],
            in: TestEnvironment.folder.path
        )
        guard result.status == 0 else { throw TestSupportFailure(result.errorOutput) }
        let path = result.output.trimmingCharacters(in: .newlines)
        return try JSONDecoder().decode(Recorded.self, from: Data(contentsOf: URL(filePath: path)))
    }
}
