extension DVCConfig.Setting {
    /// The absolute path that the value of a path option means: one relative to the folder of the file that it stands
    /// in, `~` and `~user` expanded; anything absolute stays as written. nil where the home folder is not known.
    ///
    /// Source: `_resolve` in dvc/config.py.
    package func path(in environment: Environment) -> String? {
        guard let expanded = HomeFolder.expanding(value, in: environment) else { return nil }
        guard !Path.isAbsolute(expanded), case .file(let file, _) = source else { return expanded }
        return Path.normalised(Path.join(Path.parent(file), expanded))
    }
}
