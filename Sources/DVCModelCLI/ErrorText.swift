package import DVCModelCore

/// An error as people read it.
package enum ErrorText {
    private static let pathLimit = 10

    /// The lines for stderr:
    /// ```
    /// dvc-model-pull: error: 2 files do not have the MD5 that their URLs carry
    ///     models/a.bin
    ///     models/b.bin
    ///   at: https://storage.example.com/dvc?…
    ///   because: the reply ended after 3 of 5 bytes      (with -v)
    ///   try: dvc-model-pull resnet50
    /// ```
    /// - Parameters:
    ///   - mark: the word after the tool's name, coloured or not.
    ///   - isWhole: whether every path and the causes are wanted.
    package static func lines(
        _ error: DVCModelError,
        tool: String,
        mark: String = "error:",
        isWhole: Bool = false,
    ) -> [String] {
        var lines = ["\(tool): \(mark) \(Printable.line(error.what))"]
        lines += paths(error.paths, limit: isWhole ? .max : pathLimit).map { "    \($0)" }
        if let location = error.location {
            lines.append("  at: \(Printable.line(location.description))")
        }
        if isWhole {
            lines += error.causes.map { "  because: \(Printable.line($0))" }
        }
        if let hint = error.hint {
            // Several commands to choose from stand below each other.
            let commands = hint.split(separator: "\n").map { Printable.line(String($0)) }
            lines += zip(["  try: "] + commands.dropFirst().map { _ in "       " }, commands).map(+)
        }
        return lines
    }

    private static func paths(_ paths: [String], limit: Int) -> [String] {
        // "… and 1 more" would take the line that the path itself fits on.
        guard paths.count - 1 > limit else { return paths.map(Printable.line) }
        return paths.prefix(limit).map(Printable.line) + [
            "… and \(paths.count - limit) more (-v lists them all)"
        ]
    }
}
