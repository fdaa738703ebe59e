package import DVCModelCore

/// What `dvc-model-verify --json` prints.
package struct VerifyReport: ToolReport {
    package static let schema = 1

    package var models: [ModelReport]
    package var files: [File]
    /// Paths in a folder model that the model does not have.
    package var extra: [String]

    /// What became of a file's check.
    package enum Result: String, Encodable, Sendable, CaseIterable {
        case ok
        case failed
        case missing
        /// It is there, and nobody says what its MD5 must be.
        case unverified
    }

    /// One file of a model.
    package struct File: Encodable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        package let path: String
        package let result: Result
        /// What the file here has; null when it is missing.
        @Nullable package var md5: String?
        @Nullable package var expected: String?
        /// `md5`, or `md5-dos2unix` for an object of DVC 2.
        @Nullable package var md5Rule: String?
        /// Who says what is expected: `git`, `url` or `header`.
        @Nullable package var md5Source: String?

        package init(model: String, path: String, result: Result, md5: MD5Digest?, expected: ExpectedMD5?) {
            self.model = model
            self.path = path
            self.result = result
            self.md5 = md5?.description
            self.expected = expected?.digest.description
            md5Rule = expected?.rule.rawValue
            md5Source = expected?.source.rawValue
        }

        /// The file's line on stdout: `path: OK`.
        package var line: String {
            switch result {
            case .ok: "\(path): OK"
            case .failed: "\(path): FAILED (md5 \(md5 ?? "unknown"), expected \(expected ?? "unknown"))"
            case .missing: "\(path): MISSING"
            case .unverified: "\(path): UNVERIFIED"
            }
        }
    }

    package init() {
        models = []
        files = []
        extra = []
    }

    private enum Key: String, CodingKey {
        case models, files, extra, summary
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(models, forKey: .models)
        try container.encode(files, forKey: .files)
        try container.encode(extra, forKey: .extra)
        try container.encode(summary, forKey: .summary)
    }

    /// How many files came to each result; every result has a key.
    private var summary: [String: Int] {
        let none = Dictionary(uniqueKeysWithValues: Result.allCases.map { ($0.rawValue, 0) })
        return files.reduce(into: none.merging(["extra": extra.count]) { $1 }) { counts, file in
            counts[file.result.rawValue, default: 0] += 1
        }
    }
}
