package import DVCModelCore

/// What `dvc-model-pull --json` prints.
package struct PullReport: ToolReport {
    package static let schema = 1

    package var models: [ModelReport]
    package var files: [File]
    /// Whether nothing was to be written, only said.
    package var isDryRun: Bool
    /// Whether the link of `--switch` leads elsewhere than before.
    package var isSwitched: Bool
    /// How long the transfers took together; nil where there were none to be.
    package var nanoseconds: UInt64?

    package init() {
        models = []
        files = []
        isDryRun = false
        isSwitched = false
    }

    /// Whether a file, or what the link leads to, is another than before.
    package var isChanged: Bool {
        isSwitched || files.contains { [.downloaded, .resumed, .copied, .unverified].contains($0.outcome) }
    }

    private enum Key: String, CodingKey {
        case models, files, totals, changed
        case isDryRun = "dry_run"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(models, forKey: .models)
        try container.encode(files, forKey: .files)
        try container.encode(Totals(files, nanoseconds), forKey: .totals)
        try container.encode(isChanged, forKey: .changed)
        try container.encode(isDryRun, forKey: .isDryRun)
    }
}

extension PullReport {
    /// What was planned for a file.
    package enum Action: String, Encodable, Sendable {
        case download
        case replace
        case keep

        package init(_ action: TransferPlan.Action) {
            self =
                switch action {
                case .download: .download
                case .replace: .replace
                case .keep: .keep
                }
        }
    }

    /// What became of a file.
    package enum Outcome: String, Encodable, Sendable, CaseIterable {
        /// Fetched whole in this run, and right.
        case downloaded
        /// The same, from where an earlier run had stopped.
        case resumed
        /// Taken from DVC's cache, a local DVC remote or Git, and right.
        case copied
        /// There already, and right.
        case kept
        /// Fetched, but nobody says what its MD5 must be.
        case unverified
        case mismatched
        case missing
        case expired
        case failed
        case cancelled

        package init(_ outcome: ObjectOutcome) {
            self =
                switch outcome {
                case .downloaded(let download) where download.checkedAgainst == nil: .unverified
                case .downloaded(let download) where download.origin != .storage: .copied
                case .downloaded(let download): download.resumedByteCount > 0 ? .resumed : .downloaded
                case .failed(let error): Self(failedBy: error.code)
                case .cancelled: .cancelled
                }
        }

        private init(failedBy code: ErrorCode) {
            self =
                switch code {
                case .md5Mismatch: .mismatched
                case .objectMissing: .missing
                case .urlExpired: .expired
                default: .failed
                }
        }
    }

    /// One file of a model.
    package struct File: Encodable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        package let path: String
        /// Where it is, or is to be, on this machine; `-` is stdout.
        package let destination: String
        package let action: Action
        /// Null in a dry run.
        @Nullable package var outcome: Outcome?
        @Nullable package var size: Int64?
        /// Of the bytes that are here; null while they are not.
        @Nullable package var md5: String?
        /// What they must have; null when nobody says so, and then they are not verified.
        @Nullable package var expected: String?
        /// `md5`, or `md5-dos2unix` for an object of DVC 2: the plain `md5` may then be another than
        /// `expected`.
        @Nullable package var md5Rule: String?
        /// Who says what is expected: `git`, `url` or `header`.
        @Nullable package var md5Source: String?
        /// Where the bytes came from in this run: `storage`, `cache`, `folder` (a local DVC remote) or `git`; null
        /// where none did.
        @Nullable package var origin: String?
        /// What came over the network in this run.
        package let bytesReceived: Int64
        /// What was there of it from an earlier run.
        package let bytesResumed: Int64

        /// - Parameters:
        ///   - outcome: of the transfer; nil where there was none, as of a file that is kept.
        ///   - isDryRun: whether nothing was to become of it.
        package init(
            _ step: TransferPlan.Step,
            at destination: String,
            outcome: ObjectOutcome?,
            isDryRun: Bool,
            of model: String,
        ) {
            self.model = model
            self.destination = destination
            path = step.object.path
            action = Action(step.action)
            var size = step.object.byteCount
            var digest: MD5Digest?
            var expectedMD5 = step.object.expectedMD5
            var bytesReceived: Int64 = 0
            var bytesResumed: Int64 = 0
            if case .keep(let byteCount, let md5) = step.action {
                (size, digest) = (byteCount, md5)
            }
            if case .downloaded(let download)? = outcome {
                (size, digest) = (download.byteCount, download.md5)
                expectedMD5 = download.checkedAgainst
                bytesReceived = download.receivedByteCount
                bytesResumed = download.resumedByteCount
                origin = download.origin.rawValue
            }
            self.outcome = isDryRun ? nil : outcome.map(Outcome.init) ?? .kept
            self.size = size
            self.bytesReceived = bytesReceived
            self.bytesResumed = bytesResumed
            md5 = digest?.description
            expected = expectedMD5?.digest.description
            md5Rule = expectedMD5?.rule.rawValue
            md5Source = expectedMD5?.source.rawValue
        }
    }
}

/// The sums over a report's files.
private struct Totals: Encodable {
    let files: Int
    /// Of the files whose size is known.
    let size: Int64
    let bytesReceived: Int64
    let bytesResumed: Int64
    /// That the transfers took, to the millisecond; null where there were none to be.
    @Nullable var seconds: Double?
    /// How many files came to each outcome; every outcome has a key.
    let outcomes: [String: Int]

    init(_ all: [PullReport.File], _ nanoseconds: UInt64?) {
        files = all.count
        size = all.reduce(0) { $0 &+ ($1.size ?? 0) }
        bytesReceived = all.reduce(0) { $0 &+ $1.bytesReceived }
        bytesResumed = all.reduce(0) { $0 &+ $1.bytesResumed }
        seconds = nanoseconds.map { Double($0 / 1_000_000) / 1_000 }
        let counted = PullReport.Outcome.allCases.map { outcome in
            (outcome.rawValue, all.count { $0.outcome == outcome })
        }
        outcomes = Dictionary(uniqueKeysWithValues: counted)
    }
}
