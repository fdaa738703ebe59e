/// The `artifacts:` of a dvc.yaml:
/// ```
/// artifacts:
///   resnet:
///     path: models/resnet.pt
///     type: model
/// ```
/// The whole file is judged as DVC does (`dvc/schema.py`), except what stands inside of `stages`, `plots` and
/// `datasets`: a stage half written in the work tree must not hide a model that was registered from a good commit.
package enum ArtifactsFile {
    /// The only name under which DVC looks for it.
    package static let name = "dvc.yaml"

    /// The dvc.yaml of `directory` or else of the nearest folder above it, `gitRoot` being the last that counts;
    /// nil when there is none. Both are absolute and without symbolic links.
    package static func find(from directory: String, gitRoot: String) -> String? {
        let way = Path.relative(directory, to: gitRoot).split(separator: "/")
        guard way.first != ".." else { return nil }
        var folder = directory
        for _ in 0...way.count {
            let candidate = Path.join(folder, name)
            if Files.kind(candidate) == .file { return candidate }
            if folder.isSame(as: gitRoot) { return nil }
            folder = Path.parent(folder)
        }
        return nil
    }

    /// The artifacts of a dvc.yaml in the work tree, in the order of the file; nil when there is no such file.
    ///
    /// - Throws: `file-unreadable`, and what ``parse(_:at:read:)`` throws.
    package static func read(_ path: String) throws(DVCModelError) -> [Artifact]? {
        guard let bytes = try Files.read(path) else { return nil }
        return try parse(bytes, at: path) { (path) throws(DVCModelError) in try Files.read(path) }
    }

    /// The artifacts in the text of a dvc.yaml, in the order of the file.
    ///
    /// - Parameters:
    ///   - path: names the file in errors, and gives the folder beside which `params.yaml` and the files of
    ///     `vars` are looked for.
    ///   - read: the bytes of such a file, nil when there is none. Called only when an artifact has a template.
    /// - Throws: `dvc-yaml-invalid` with the line; `parameters-invalid` when a template needs a value from a file
    ///   that cannot be understood.
    package static func parse(
        _ bytes: [UInt8],
        at path: String,
        read: (String) throws(DVCModelError) -> [UInt8]?,
    ) throws(DVCModelError) -> [Artifact] {
        guard let root = try YAML.parse(bytes, file: path), !root.isFalsy else { return [] }
        try ArtifactsSchema(file: path).check(root)
        guard let artifacts = root["artifacts"] else { return [] }

        var context = TemplateContext(file: path)
        if artifacts.hasTemplate { try context.load(vars: root["vars"], read) }
        let resolver = TemplateResolver(context: context, file: path)
        var result: [Artifact] = []
        // Two templates can give one name; the last counts, at the place of the first.
        for entry in try resolver.resolve(artifacts).entries ?? [] {
            guard let name = entry.name else { throw .artifactNameNotText(entry.key, path) }
            result.append(Artifact(name: name, line: entry.key.line, entry: entry.value))
        }
        return result
    }
}

private extension DVCModelError {
    static func artifactNameNotText(_ key: YAMLNode, _ path: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "a template makes an artifact name \(key.kind), not text",
            at: .file(path, line: key.line),
        )
    }
}
