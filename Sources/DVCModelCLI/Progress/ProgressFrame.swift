/// One picture of a transfer.
struct ProgressFrame: Equatable {
    var doneByteCount: Int64
    var totalByteCount: Int64?
    var bytesPerSecond: Int64?
    var finishedCount: Int
    var fileCount: Int
    /// Since the beginning.
    var elapsedSeconds: Int64 = 0
    /// Since a byte came, or a file was finished.
    var stillSeconds: Int64 = 0

    /// A pause of this length is one that the user should see.
    private static let standstill: Int64 = 5

    /// ` 43%  1.2 GiB of 2.8 GiB  85.3 MiB/s  19s left  3 of 12 files`, with as much of it as is shorter than
    /// `columnCount`: a line of full width would make some terminals scroll.
    func line(columnCount: Int) -> String {
        // What goes first when the room is short stands first here.
        let expendable: [Part] = [.files, .rate, .percent, .time, .standstill]
        for count in 0...expendable.count {
            let dropped = expendable.prefix(count)
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
        case standstill
        case time
        case files
    }

    private func text(_ part: Part) -> String? {
        switch part {
        case .percent: percent.map { "\($0)%" }
        case .bytes:
            ([doneByteCount] + [totalByteCount].compactMap(\.self)).map(Units.bytes).joined(separator: " of ")
        case .rate: isStill ? nil : bytesPerSecond.map { "\(Units.bytes($0))/s" }
        case .standstill: isStill ? "no bytes for \(Units.duration(seconds: stillSeconds))" : nil
        case .time: isStill ? nil : time
        case .files: fileCount > 1 ? "\(finishedCount) of \(fileCount) files" : nil
        }
    }

    private var isStill: Bool { stillSeconds >= Self.standstill }

    /// To the end, else from the beginning: something that moves as long as the tool does.
    private var time: String? {
        if let secondsLeft { return "\(Units.duration(seconds: secondsLeft)) left" }
        return elapsedSeconds > 0 ? "\(Units.duration(seconds: elapsedSeconds)) so far" : nil
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
