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

    /// `3 files, 1.6 GiB in 14s: 2 downloaded (1.2 GiB, 88.0 MiB/s), 1 copied from DVC's cache; 400.0 MiB were there from
    /// an earlier run; all verified, MD5 from git`
    var notes: [String] {
        files(.cancelled).isEmpty
            ? [result].compactMap(\.self) : ["stopped; the same command goes on from here"]
    }

    private var result: String? {
        let placed = files(.downloaded, .resumed, .unverified)
        let copied = files(.copied)
        let good = placed + copied + files(.kept)
        guard !good.isEmpty else { return nil }
        let size = good.compactMap(\.size).saturatingSum
        let received = placed.map(\.bytesReceived).saturatingSum
        let rate = rate(received)
        // Of all that is here the size and the rate are said once.
        let isAllReceived = received == size
        let share = isAllReceived ? [] : [Units.bytes(received), rate].compactMap(\.self)

        var head = good.count == report.files.count ? "" : "\(good.count) of "
        head += "\(Units.count(report.files.count, "file")), \(Units.bytes(size))"
        if let time = report.nanoseconds, placed.count + copied.count > 0 {
            head += " in \(Units.elapsed(nanoseconds: time))"
            if isAllReceived, let rate { head += " (\(rate))" }
        }
        let kinds = [
            (placed.count, share.isEmpty ? "downloaded" : "downloaded (\(share.joined(separator: ", ")))"),
            (copied.count, "copied from \(origins(of: copied))"),
            (good.count - placed.count - copied.count, "already right"),
        ].filter { $0.0 > 0 }
        let words = kinds.map { count, what in kinds.count == 1 ? what : "\(count) \(what)" }
        let resumed = placed.map(\.bytesResumed).saturatingSum
        let before = resumed > 0 ? "\(Units.bytes(resumed)) were there from an earlier run" : nil
        return ["\(head): \(words.joined(separator: ", "))", before, verdict(on: good)]
            .compactMap(\.self).joined(separator: "; ")
    }

    /// Nil over a time in which the arrival of one buffer would be all that is measured.
    private func rate(_ byteCount: Int64) -> String? {
        guard byteCount > 0, let time = report.nanoseconds, time >= 500_000_000 else { return nil }
        return "\(Units.bytes(Int64(Double(byteCount) / Double(time) * 1e9)))/s"
    }

    private func origins(of files: [PullReport.File]) -> String {
        Set(files.compactMap(\.origin)).sorted().map(Self.place).joined(separator: " and ")
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
    private func verdict(on good: [PullReport.File]) -> String {
        let doubtful = files(.unverified).count
        guard doubtful == 0 else {
            return "\(Units.count(doubtful, "file")) unverified: nobody states the MD5"
        }
        let sources = Set(good.compactMap(\.md5Source)).sorted().joined(separator: " and ")
        return "\(good.count == report.files.count ? "all " : "")verified, MD5 from \(sources)"
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
