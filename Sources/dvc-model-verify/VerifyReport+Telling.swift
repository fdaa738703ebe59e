import DVCModelCLI
import DVCModelCore

extension VerifyReport {
    /// The answer's text: `models/bert.bin: OK`, a line for each file.
    func tellFiles(in context: Context) {
        for file in files {
            context.console.answer("\(context.shown(file.destination)): \(file.verdict)")
        }
    }

    /// What `--strict` does not let pass.
    var doubts: [DVCModelError] {
        let doubtful = files.filter { $0.result == .unverified }.map(\.destination) + extra
        return doubtful.isEmpty ? [] : [.doubtful(doubtful)]
    }
}

extension DVCModelError {
    fileprivate static func doubtful(_ paths: [String]) -> Self {
        .init(
            .notVerified,
            "\(Units.count(paths.count, "file")) cannot be verified, or are not the model's",
            paths: paths
        )
    }
}
