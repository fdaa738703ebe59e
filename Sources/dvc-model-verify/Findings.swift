import DVCModelCLI
import DVCModelCore

/// What a check found.
struct Findings {
    var report = VerifyReport()
    /// Files that are there and cannot be read; in the report they are failed, too.
    private(set) var unreadable: [(path: String, error: DVCModelError)] = []

    /// - Parameter state: what the file's row was made of.
    mutating func add(_ file: VerifyReport.File, _ state: FileState) {
        report.files.append(file)
        if case .unreadable(_, let error) = state { unreadable.append((file.destination, error)) }
    }

    /// Files that are missing or are others than they should be.
    var wrong: [VerifyReport.File] {
        let unreadable = Set(unreadable.map(\.path))
        return report.files.filter { file in
            switch file.result {
            case .failed: !unreadable.contains(file.destination)
            case .missing: true
            case .ok, .unverified: false
            }
        }
    }
}
