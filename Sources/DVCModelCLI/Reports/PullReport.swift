package import DVCModelCore

/// What `dvc-model-pull --json` prints.
package struct PullReport: ToolReport {
    package static let schema = 1

    package var models: [ModelReport]
    package var files: [File]
    /// Whether nothing was to be written, only said.
    package var isDryRun: Bool

    /// What was planned for a file.
    package enum Action: String, Encodable, Sendable {
        case download
        case resume
        case replace
        case keep
    }

    /// One file of a model.
    package struct File: Encodable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        package let path: String
        /// Where it is, or is to be, on this machine; `-` is stdout.
        package let destination: String
        package let action: Action
        /// What became of it; null in a dry run.
        @Nullable package var outcome: ObjectOutcome?
        @Nullable package var size: Int64?
        /// The MD5 that its bytes have been found to have or, before that, must have.
        @Nullable package var md5: String?
        /// `md5`, or `md5-dos2unix` for an object of DVC 2.
        @Nullable package var md5Rule: String?
        /// Who says what the MD5 must be: `git`, `url` or `header`. Null: nobody does, it is not verified.
        @Nullable package var md5Source: String?
        /// What came over the network in this run.
        package let bytesReceived: Int64

        package init(
            model: String,
            path: String,
            destination: String,
            action: Action,
            outcome: ObjectOutcome?,
            size: Int64?,
            computedMD5: MD5Digest?,
            expectedMD5: ExpectedMD5?,
            bytesReceived: Int64,
        ) {
            self.model = model
            self.path = path
            self.destination = destination
            self.action = action
            self.outcome = outcome
            self.size = size
            md5 = (computedMD5 ?? expectedMD5?.digest)?.description
            md5Rule = expectedMD5?.rule.rawValue
            md5Source = expectedMD5?.source.rawValue
            self.bytesReceived = bytesReceived
        }
    }

    package init() {
        models = []
        files = []
        isDryRun = false
    }

    /// Whether a file is another than before.
    package var isChanged: Bool { files.contains { $0.action != .keep && $0.outcome?.isPlaced == true } }

    private enum Key: String, CodingKey {
        case models, files, totals, changed
        case isDryRun = "dry_run"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(models, forKey: .models)
        try container.encode(files, forKey: .files)
        try container.encode(Totals(files), forKey: .totals)
        try container.encode(isChanged, forKey: .changed)
        try container.encode(isDryRun, forKey: .isDryRun)
    }
}

/// The sums over a report's files.
private struct Totals: Encodable {
    let files: Int
    /// Of the files whose size is known.
    let size: Int64
    let bytesReceived: Int64
    /// How many files came to each outcome; every outcome has a key.
    let outcomes: [String: Int]

    init(_ all: [PullReport.File]) {
        files = all.count
        size = all.reduce(0) { $0 &+ ($1.size ?? 0) }
        bytesReceived = all.reduce(0) { $0 &+ $1.bytesReceived }
        let none = Dictionary(uniqueKeysWithValues: ObjectOutcome.allCases.map { ($0.rawValue, 0) })
        outcomes = all.reduce(into: none) { counts, file in
            if let outcome = file.outcome { counts[outcome.rawValue, default: 0] += 1 }
        }
    }
}
