import DVCModelCore

/// The files that `--path` asks for.
struct PathFilter {
    private let patterns: [String]

    /// - Parameter patterns: globs; none: every file.
    init(_ patterns: [String]) {
        self.patterns = patterns
    }

    /// A glob must match the whole path in the repository or, where it has no slash, the file's name.
    ///
    /// - Throws: `object-missing` where nothing is left
    func apply<File>(
        to files: [File],
        path: KeyPath<File, String>,
        of model: String,
    ) throws(DVCModelError) -> [File] {
        guard !patterns.isEmpty else { return files }
        let chosen = files.filter { file in patterns.contains { matches($0, file[keyPath: path]) } }
        guard !chosen.isEmpty else { throw .nothingMatches(patterns, files.map { $0[keyPath: path] }, model) }
        return chosen
    }

    func apply(to objects: [RemoteObject], of model: String) throws(DVCModelError) -> [RemoteObject] {
        try apply(to: objects, path: \.path, of: model)
    }

    private func matches(_ pattern: String, _ path: String) -> Bool {
        let isNamePattern = !pattern.utf8.contains(UInt8(ascii: "/"))
        return Glob.matches(pattern, path)
            || isNamePattern && Glob.matches(pattern, Path.lastComponent(path))
    }
}

extension DVCModelError {
    fileprivate static func nothingMatches(_ patterns: [String], _ paths: [String], _ model: String) -> Self {
        let asked = patterns.map { "'\($0)'" }.joined(separator: " or ")
        return .init(
            .objectMissing,
            "no file of '\(model)' matches \(asked); its files are",
            at: .option("--path"),
            paths: paths,
        )
    }
}
