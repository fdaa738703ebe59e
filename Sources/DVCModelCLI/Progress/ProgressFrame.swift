/// One picture of a transfer.
struct ProgressFrame: Equatable {
    var doneByteCount: Int64
    var totalByteCount: Int64?
    var bytesPerSecond: Int64?
    var finishedCount: Int
    var fileCount: Int

    /// ` 43%  1.2 GiB of 2.8 GiB  85.3 MiB/s  19s left  3 of 12 files`, with as much of it as is shorter than
    /// `columnCount`: a line of full width would make some terminals scroll.
    func line(columnCount: Int) -> String {
        // What goes first when the room is short stands first here.
        for dropped in [
            [], [Part.files], [.files, .rate], [.files, .rate, .percent], [.files, .rate, .percent, .left],
        ] {
            let line = Part.allCases.filter { !dropped.contains($0) }.compactMap(text).joined(separator: "  ")
            if line.count < columnCount { return line }
        }
        return ""
    }

    /// The same for a log: `43%, 1.2 GiB of 2.8 GiB, …`.
    var sentence: String { Part.allCases.compactMap(text).joined(separator: ", ") }

    private enum Part: CaseIterable {
        case percent
        case bytes
        case rate
        case left
        case files
    }

    private func text(_ part: Part) -> String? {
        switch part {
        case .percent: percent.map { "\($0)%" }
        case .bytes:
            ([doneByteCount] + [totalByteCount].compactMap(\.self)).map(Units.bytes).joined(separator: " of ")
        case .rate: bytesPerSecond.map { "\(Units.bytes($0))/s" }
        case .left: secondsLeft.map { "\(Units.duration(seconds: $0)) left" }
        case .files: fileCount > 1 ? "\(finishedCount) of \(fileCount) files" : nil
        }
    }

    /// Rounded down, so that 100 means all.
    private var percent: Int? {
        guard let totalByteCount else { return nil }
        guard doneByteCount < totalByteCount else { return 100 }
        return Int(Double(doneByteCount) / Double(totalByteCount) * 100)
    }

    /// Rounded up; nil where nothing moves or the end is too far to be told.
    private var secondsLeft: Int64? {
        guard let totalByteCount, let bytesPerSecond, bytesPerSecond > 0, doneByteCount < totalByteCount
        else {
            return nil
        }
        let seconds = (Double(totalByteCount - doneByteCount) / Double(bytesPerSecond)).rounded(.up)
        return seconds < 100 * 86_400 ? Int64(seconds) : nil
    }
}
