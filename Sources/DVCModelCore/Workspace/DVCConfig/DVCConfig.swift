/// DVC's configuration: up to four files, merged key by key, each value with its place.
///
/// Source: dvc/config.py, dvc/dirs.py and, for the folders, Python's platformdirs.
package struct DVCConfig: Sendable, Equatable {
    /// Where a file belongs; later ones win.
    package enum Level: String, Sendable, CaseIterable {
        case system
        case global
        /// `.dvc/config`, which Git tracks: whoever may push to the repository writes it.
        case repo
        /// `.dvc/config.local`.
        case local
    }

    /// One value and where it stands.
    package struct Setting: Sendable, Equatable {
        package let value: String
        package let level: Level
        package let source: Source

        package var sourced: Sourced<String> { Sourced(value, from: source) }
    }

    /// The folder that holds `.dvc`; nil outside of any DVC repository, where only two files count.
    package let root: String?
    private let levels: [String: Level]
    private let merged: [String: DVCConfigNode]
    /// The files one by one, in the order of their levels.
    private let files: [[String: DVCConfigNode]]

    /// The configuration that `dvc` would use in `folder`, an absolute path.
    ///
    /// - Throws: `dvc-config-invalid`, `file-unreadable`. As in DVC, one unknown key in one file makes the whole
    ///   configuration invalid.
    package init(for folder: String, environment: Environment) throws(DVCModelError) {
        root = Self.root(above: folder)
        let paths = Self.paths(root: root, folder: folder, environment: environment)
        levels = Dictionary(paths.map { ($0.path, $0.level) }) { _, later in later }
        var files: [[String: DVCConfigNode]] = []
        for (level, path) in paths {
            if let file = try Self.read(path, level) { files.append(file) }
        }
        self.files = files
        merged = files.reduce([:]) { DVCConfigNode.merge($0, $1) }
        try DVCConfigSchema.check(merged)
    }

    /// What is in force; nil when no file sets it. An empty value is a value.
    package func setting(_ section: String, _ key: String) -> Setting? {
        merged[section]?.members?[key]?.setting
    }

    /// What each file sets, in the order of their levels.
    package func allSettings(_ section: String, _ key: String) -> [Setting] {
        files.compactMap { $0[section]?.members?[key]?.setting }
    }

    /// The level of the file that a value comes from; nil where it comes from elsewhere.
    package func level(of source: Source) -> Level? {
        if case .file(let path, _) = source { levels[path] } else { nil }
    }

    /// A boolean in force; nil when no file sets it.
    package func flag(_ section: String, _ key: String) -> Sourced<Bool>? {
        setting(section, key)?.sourced.map { $0.lowercased() == "true" }
    }

    /// A list in force, also where it is written as one text with commas; nil when no file sets it.
    package func words(_ section: String, _ key: String) -> [String]? {
        switch merged[section]?.members?[key]?.content {
        case .value(.list(let words)): words
        case .value(.text(let text)): text.split(separator: ",").map { String($0.trimmingBlanks()) }
        case .section, nil: nil
        }
    }

    /// The DVC remotes in force, their names in lower case as DVC has them, with their options as they are written:
    /// a relative path belongs to the folder of the file that the option stands in.
    package var remotes: [String: [String: Setting]] {
        (merged["remote"]?.members ?? [:]).mapValues { remote in
            (remote.members ?? [:]).compactMapValues(\.setting)
        }
    }

    /// The nearest folder from `folder` upward that holds a `.dvc` folder. DVC does not look beyond a mount point.
    package static func root(above folder: String) -> String? {
        guard var current = Files.resolved(folder) else { return nil }
        while Files.kind(Path.join(current, ".dvc")) != .folder {
            if Files.isMountPoint(current) { return nil }
            current = Path.parent(current)
        }
        return current
    }
}

extension DVCConfig {
    private static func paths(
        root: String?,
        folder: String,
        environment: Environment,
    ) -> [(level: Level, path: String)] {
        let places: [(Level, String?)] = [
            (.system, environment["DVC_SYSTEM_CONFIG_DIR"] ?? systemFolder(environment)),
            (.global, environment["DVC_GLOBAL_CONFIG_DIR"] ?? globalFolder(environment)),
            (.repo, root.map { Path.join($0, ".dvc") }),
            (.local, root.map { Path.join($0, ".dvc") }),
        ]
        return places.compactMap { level, place in
            place.map {
                (level, Path.join(Path.join(folder, $0), level == .local ? "config.local" : "config"))
            }
        }
    }

    private static func systemFolder(_ environment: Environment) -> String {
        let listed = (environment["XDG_CONFIG_DIRS"] ?? "").split(separator: ":").map { String($0) }
        if let first = listed.first(where: Path.isAbsolute) { return Path.join(first, "dvc") }
        #if os(macOS)
            return "/Library/Application Support/dvc"
        #else
            return "/etc/xdg/dvc"
        #endif
    }

    /// nil for a user without a home folder.
    private static func globalFolder(_ environment: Environment) -> String? {
        if let named = environment["XDG_CONFIG_HOME"], Path.isAbsolute(named) {
            return Path.join(named, "dvc")
        }
        #if os(macOS)
            let below = "Library/Application Support/dvc"
        #else
            let below = ".config/dvc"
        #endif
        return HomeFolder.own(in: environment).map { Path.join($0, below) }
    }

    private static func read(_ path: String, _ level: Level) throws(DVCModelError) -> [String: DVCConfigNode]?
    {
        guard let bytes = try Files.read(path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .dvcConfigInvalid("it is not UTF-8 text", at: .file(path))
        }
        return try DVCConfigNode.file(try ConfigObj.parse(text, file: path), path, level)
    }
}
