package import DVCModelCore

/// Where a model's files are, or are to go.
package enum Place: Sendable, Equatable {
    case folder(String, Layout)
    case standardOutput

    /// - Parameters:
    ///   - arguments: `--out` and `--flat`.
    ///   - models: what is to be placed.
    ///   - root: the git root; outside a checkout the working directory.
    ///   - folder: where they go whatever `--out` says.
    package init(
        _ arguments: Arguments,
        _ models: [ResolvedModel],
        root: String,
        workingDirectory: String,
        folder: String? = nil,
    ) {
        let isFlat = arguments[.flat]
        let layout = isFlat ? Layout.flat : .repository
        if let folder {
            self = .folder(folder, layout)
            return
        }
        guard let out = arguments[.out] else {
            self = .folder(root, layout)
            return
        }
        guard out != "-" else {
            self = .standardOutput
            return
        }
        let path = Path.join(workingDirectory, out)
        let objectCount = models.reduce(0) { $0 + $1.objects.count }
        if objectCount == 1, !isFlat, !out.hasSuffix("/"), Files.kind(path) != .folder {
            self = .folder(Path.parent(path), .file(Path.lastComponent(path)))
        } else {
            self = .folder(path, layout)
        }
    }
}
