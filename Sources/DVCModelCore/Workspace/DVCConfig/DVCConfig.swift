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

    /// One of the files, where there is one.
    private struct File: Sendable, Equatable {
        let level: Level
        /// As errors name it.
        let shownPath: String
        let sections: [String: DVCConfigNode]
    }

    /// The folder that holds `.dvc`; nil outside of any DVC repository, where only two files count.
    package let root: String?
    /// What a relative path in the file of a level is relative to.
    let folders: [Level: String]
    let merged: [String: DVCConfigNode]
    /// In the order of their levels.
    private let files: [File]

    /// The configuration that `dvc` would use in `folder`, an absolute path.
    ///
    /// - Throws: `dvc-config-invalid`, `file-unreadable`. As in DVC, one unknown key in one file makes the whole
    ///   configuration invalid.
    package init(for folder: String, environment: Environment) throws(DVCModelError) {
        let root = Self.root(above: folder)
        var files: [File] = []
        var folders: [Level: String] = [:]
        for (level, path) in Self.paths(root: root, folder: folder, environment: environment) {
            folders[level] = Path.parent(path)
            guard let bytes = try Files.read(path) else { continue }
            files.append(try Self.file(bytes, path, level))
        }
        let merged = files.reduce([:]) { DVCConfigNode.merge($0, $1.sections) }
        try self.init(files, merged: merged, root: root, folders)
    }

    private init(
        _ files: [File],
        merged: [String: DVCConfigNode],
        root: String?,
        _ folders: [Level: String],
    ) throws(DVCModelError) {
        self.files = files
        self.merged = merged
        self.root = root
        self.folders = folders
        try DVCConfigSchema.check(merged)
    }

    /// What holds for a commit of the repository: its own `.dvc/config`, the other files from the disk, and over
    /// these the default remote as the work tree defines it, so that an old tag is fetched from where the data is
    /// today. Relative paths are the work tree's in any case.
    ///
    /// Source: `_get_remote_config` in dvc/repo/open_repo.py, which puts the section over the old one key by key. Where
    /// the two are of different kinds of storage that leaves DVC with options that the new kind does not know; here
    /// the work tree's section then stands alone.
    ///
    /// - Parameters:
    ///   - repoFile: the bytes of `.dvc/config` at the commit; nil when it has none.
    ///   - shownPath: how errors name it, `1a2b3c4:.dvc/config`.
    /// - Throws: `dvc-config-invalid`
    package func atRevision(_ repoFile: [UInt8]?, shownPath: String) throws(DVCModelError) -> DVCConfig {
        var files = files.filter { $0.level != .repo }
        if let repoFile {
            let place = files.firstIndex { $0.level == .local } ?? files.endIndex
            files.insert(try Self.file(repoFile, shownPath, .repo), at: place)
        }
        var sections = files.reduce([:]) { DVCConfigNode.merge($0, $1.sections) }
        if let name = defaultRemoteName, let today = merged["remote"]?.members?[name] {
            sections["remote"] = sections["remote"]?.puttingRemote(today, named: name) ?? merged["remote"]
        }
        return try DVCConfig(files, merged: sections, root: root, folders)
    }

    /// In lower case, as DVC has it; nil where none is named.
    var defaultRemoteName: String? {
        guard let name = setting("core", "remote")?.value, !name.isEmpty else { return nil }
        return name.lowercased()
    }

    /// What is in force; nil when no file sets it. An empty value is a value.
    package func setting(_ section: String, _ key: String) -> Setting? {
        merged[section]?.members?[key]?.setting
    }

    /// What each file sets, in the order of their levels.
    package func allSettings(_ section: String, _ key: String) -> [Setting] {
        files.compactMap { $0.sections[section]?.members?[key]?.setting }
    }

    /// The level of the file that a value comes from; nil where it comes from elsewhere.
    package func level(of source: Source) -> Level? {
        guard case .file(let path, _) = source else { return nil }
        return files.last { $0.shownPath == path }?.level
            ?? Level.allCases.last { level in
                folders[level].map { Path.join($0, Self.fileName(level)) } == path
            }
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
                (level, Path.join(Path.join(folder, $0), fileName(level)))
            }
        }
    }

    private static func fileName(_ level: Level) -> String { level == .local ? "config.local" : "config" }

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

    private static func file(_ bytes: [UInt8], _ path: String, _ level: Level) throws(DVCModelError) -> File {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .dvcConfigInvalid("it is not UTF-8 text", at: .file(path))
        }
        let sections = try DVCConfigNode.file(try ConfigObj.parse(text, file: path), path, level)
        return File(level: level, shownPath: path, sections: sections)
    }
}
