import DVCModelCLI
import DVCModelCore

/// What is said of a pull when it is over.
struct PullSummary {
    private let report: PullReport
    private let isStrict: Bool

    init(_ report: PullReport, isStrict: Bool) {
        self.report = report
        self.isStrict = isStrict
    }

    private func files(_ outcomes: PullReport.Outcome...) -> [PullReport.File] {
        report.files.filter { file in file.outcome.map(outcomes.contains) ?? false }
    }

    /// `2 files downloaded (3.4 MiB), 1 file already right; all verified`.
    var notes: [String] {
        files(.cancelled).isEmpty
            ? [result].compactMap(\.self) : ["stopped; the same command goes on from here"]
    }

    private var result: String? {
        let placed = files(.downloaded, .resumed, .unverified)
        let copied = files(.copied)
        let kept = files(.kept)
        let received = placed.reduce(0) { $0 + $1.bytesReceived }
        var parts: [String] = []
        if !placed.isEmpty {
            parts.append("\(Units.count(placed.count, "file")) downloaded (\(Units.bytes(received)))")
        }
        if !copied.isEmpty {
            let origins = Set(copied.compactMap(\.origin)).sorted().map(Self.place)
            parts.append(
                "\(Units.count(copied.count, "file")) copied from \(origins.joined(separator: " and "))"
            )
        }
        if !kept.isEmpty { parts.append("\(Units.count(kept.count, "file")) already right") }
        guard !parts.isEmpty else { return nil }
        let doubtful = files(.unverified).count
        let check =
            doubtful == 0
            ? verified(placed + copied + kept)
            : "\(Units.count(doubtful, "file")) unverified: nobody states the MD5"
        return "\(parts.joined(separator: ", ")); \(check)"
    }

    private static func place(_ origin: String) -> String {
        switch ObjectOutcome.Origin(rawValue: origin) {
        case .cache: "DVC's cache"
        case .remoteFolder: "the DVC remote"
        case .git: "Git"
        case .storage, nil: "storage"
        }
    }

    /// `all verified, MD5 from url`: who says what the bytes must be is half of what a check is worth.
    private func verified(_ files: [PullReport.File]) -> String {
        let sources = Set(files.compactMap(\.md5Source)).sorted().joined(separator: " and ")
        return "all verified, MD5 from \(sources)"
    }

    var failures: [DVCModelError] {
        let doubtful = files(.unverified)
        return isStrict && !doubtful.isEmpty ? [.unverified(doubtful.map(\.destination))] : []
    }
}

extension DVCModelError {
    fileprivate static func unverified(_ paths: [String]) -> Self {
        .init(
            .notVerified,
            "\(Units.count(paths.count, "file")) cannot be verified: nobody states the MD5",
            paths: paths
        )
    }
}
