package import DVCModelCore

/// What `dvc-model-verify --json` prints.
package struct VerifyReport: ToolReport {
    package static let schema = 1

    package var models: [ModelReport]
    package var files: [File]
    /// Files in a folder model that the model does not have.
    package var extra: [String]
    /// Of a look at the whole registry, of which ``files`` has only what is not as it should be.
    package var versions: [Version]
    /// How many files are right and not listed.
    package var unlistedCount: Int

    package init() {
        models = []
        files = []
        extra = []
        versions = []
        unlistedCount = 0
    }

    private enum Key: String, CodingKey {
        case models, files, extra, versions, summary
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(models, forKey: .models)
        try container.encode(files, forKey: .files)
        try container.encode(extra, forKey: .extra)
        try container.encode(versions, forKey: .versions)
        try container.encode(Summary(self), forKey: .summary)
    }
}

extension VerifyReport {
    /// One file of a model.
    package struct File: Encodable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        package let path: String
        /// Where it is, or should be, on this machine.
        package let destination: String
        package let result: FileVerdict.Result
        @Nullable package var size: Int64?
        /// Of the bytes that are here; null when it is missing or was not read.
        @Nullable package var md5: String?
        /// What they must have; null when nobody says so.
        @Nullable package var expected: String?
        /// `md5`, or `md5-dos2unix` for an object of DVC 2: the plain `md5` may then be another than `expected`.
        @Nullable package var md5Rule: String?
        /// Who says what is expected: `git`, `url` or `header`.
        @Nullable package var md5Source: String?
        /// Of the bytes that are here and what they must have; null unless a receipt states it.
        @Nullable package var sha256: String?
        @Nullable package var expectedSHA256: String?
        /// Why nothing can be told of the bytes, what is wrong with them in storage, or what is lacking here: `a folder`,
        /// `3 bytes, expected 4`, `not in DVC's cache here`; null where there is nothing to say.
        @Nullable package var problem: String?
        /// Where its object was looked for, without what is signed; null where only files here were looked at.
        @Nullable package var location: String?

        private init(
            _ path: String,
            _ result: FileVerdict.Result,
            _ expected: ExpectedMD5?,
            _ destination: String,
            _ model: String,
        ) {
            self.model = model
            self.path = path
            self.destination = destination
            self.result = result
            self.expected = expected?.digest.description
            md5Rule = expected?.rule.rawValue
            md5Source = expected?.source.rawValue
        }

        /// A file that is here, or should be.
        package init(_ verdict: FileVerdict, at destination: String, of model: String) {
            self.init(verdict.path, verdict.result, verdict.expected, destination, model)
            size = verdict.byteCount
            md5 = verdict.md5?.description
            sha256 = verdict.sha256
            expectedSHA256 = verdict.expectedSHA256
            problem = verdict.problem
        }

        /// What the storage has of a file.
        ///
        /// - Parameter destination: where a pull would put it.
        package init(
            _ object: RemoteObject,
            _ verdict: RemoteVerdict,
            at destination: String,
            of model: String,
        ) {
            let result: FileVerdict.Result =
                switch verdict {
                case .there: object.expectedMD5 == nil ? .unverified : .ok
                case .missing: .missing
                case .different, .refused, .unknown: .failed
                }
            self.init(object.path, result, object.expectedMD5, destination, model)
            size = object.byteCount
            location = object.location.shown
            problem = verdict.problem
            if case .there(let byteCount, let statedMD5) = verdict {
                size = byteCount ?? size
                md5 = statedMD5?.digest.description
            }
        }

        /// What is recorded of a file.
        ///
        /// - Parameter destination: where a pull would put it.
        package init(_ file: RecordedModel.File, at destination: String, of model: String) {
            let result: FileVerdict.Result = file.holder == .unrecorded ? .failed : .ok
            self.init(file.path, result, file.expectedMD5, destination, model)
            size = file.byteCount
            switch file.holder {
            case .git, .cache: break
            case .nobody: problem = "not in DVC's cache here"
            case .unrecorded: problem = "no hash is recorded"
            }
        }

        /// What stands behind the file's name on stdout: `OK`.
        package var verdict: String {
            switch result {
            case .ok: problem.map { "OK (\($0))" } ?? "OK"
            case .missing: "MISSING"
            case .unverified: "UNVERIFIED"
            case .failed: "FAILED (\(failure))"
            }
        }

        private var failure: String {
            if let problem { return problem }
            if let sha256, let expectedSHA256, md5 == expected, sha256 != expectedSHA256 {
                return "sha256 \(sha256), expected \(expectedSHA256)"
            }
            return switch (md5, expected, size) {
            case (let md5?, let expected?, _): "md5 \(md5), expected \(expected)"
            default: "\(size ?? 0) bytes"
            }
        }
    }
}

/// How many files came to each result; every result has a key.
private struct Summary: Encodable {
    let ok: Int
    let failed: Int
    let missing: Int
    let unverified: Int
    let extra: Int

    init(_ report: VerifyReport) {
        func count(_ result: FileVerdict.Result) -> Int { report.files.count { $0.result == result } }
        ok = count(.ok) + report.unlistedCount
        failed = count(.failed)
        missing = count(.missing)
        unverified = count(.unverified)
        extra = report.extra.count
    }
}
