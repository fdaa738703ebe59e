/// The hidden `__complete` of every tool, which the scripts in `completions/` ask:
/// ```
/// __complete bash LINE TEXT   LINE as far as the cursor, TEXT what readline is going to replace of it
/// __complete words WORD…      the words without the program's name, the last one as far as the cursor
/// ```
/// The first line of the answer is `files` or `folders`, for what the shell itself completes, or `words`, and a candidate
/// stands on each further line: for bash what replaces TEXT, with the blank behind it, else all of the word, and its
/// description behind a tab.
enum CompletionCommand {
    static let name = "__complete"

    /// - Parameter arguments: behind ``name``. Nothing is said to what makes no sense.
    static func answer(_ arguments: [String], by table: OptionTable, in process: ProcessState) -> String {
        let completer = Completer(table, in: process)
        switch (arguments.first, arguments.dropFirst()) {
        case ("bash", let rest) where rest.count == 2:
            let line = ShellLine(rest[1])
            let found = completer.completions(after: Array(line.words.dropFirst()), of: line.current)
            return text(found) { replacement($0, of: rest[2], in: line) }
        case ("words", let rest) where !rest.isEmpty:
            let found = completer.completions(after: rest.dropLast(), of: rest[rest.endIndex - 1])
            return text(found) { "\($0.text)\t\(Printable.line($0.description))" }
        default: return ""
        }
    }

    private static func text(
        _ completions: Completions,
        line: (Completions.Candidate) -> String?,
    ) -> String {
        switch completions {
        case .files: "files\n"
        case .folders: "folders\n"
        case .words(let candidates):
            (["words"] + candidates.compactMap(line)).map { $0 + "\n" }.joined()
        }
    }

    /// readline replaces what is behind the last of its word breaks only, among them `@`, `:` and `=`.
    ///
    /// - Returns: nil where the candidate does not go on as the word begins.
    private static func replacement(
        _ candidate: Completions.Candidate,
        of text: String,
        in line: ShellLine,
    ) -> String? {
        let kept: String
        if line.rawCurrent.hasSuffix(text) {
            kept = ShellLine(String(line.rawCurrent.dropLast(text.count))).current
        } else if line.current.hasSuffix(text) {
            kept = String(line.current.dropLast(text.count))
        } else {
            return nil
        }
        guard candidate.text.hasPrefix(kept) else { return nil }
        let rest = line.quoted(String(candidate.text.dropFirst(kept.count)))
        return candidate.isWhole && line.quote == nil ? "\(rest) " : rest
    }
}
