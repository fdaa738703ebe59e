/// A `.dvc` file:
/// ```
/// outs:
/// - md5: 0cc175b9c0f1b6a831c399e269772661
///   size: 1
///   hash: md5
///   path: model.bin
/// ```
/// Source: dvc/schema.py (`SINGLE_STAGE_SCHEMA`), dvc/stage/loader.py, dvc/repo/index.py.
struct DVCFile {
    /// From the git root.
    let path: String
    /// The folder of the DVC repository that it belongs to.
    let root: String

    private static let fields = [
        "outs", "deps", "wdir", "md5", "frozen", "locked", "always_changed", "desc", "meta",
    ]

    /// - Throws: `record-invalid`.
    func outputs(_ bytes: [UInt8]) throws(DVCModelError) -> [Output] {
        guard let file = try YAML.parse(bytes, file: path, code: .recordInvalid), !file.isFalsy else {
            return []
        }
        try check(file)
        let entries = file["outs"]?.elements ?? []
        let imported = Import(file)
        var outputs: [Output] = []
        for entry in entries {
            guard let written = entry["path"]?.string else { continue }
            guard !written.isDVCFileName else { throw .outputIsDVCFile(written, path, entry.line) }
            let folder = file["wdir"]?.string ?? ""
            guard let place = Output.place(written, in: folder, of: path, root: root) else { continue }
            var contents = EntryContents(entry)
            contents.byteCount = contents.byteCount ?? imported?.byteCount
            let output = Output(
                path: place,
                contents: contents,
                isCached: entry["cache"]?.value != .bool(false),
                remote: entry["remote"]?.string,
                importSource: imported?.source,
                maker: .dvcFile(path, line: entry.line),
            )
            outputs.append(output)
        }
        return outputs
    }

    private func check(_ file: YAMLNode) throws(DVCModelError) {
        let check = YAMLCheck(file: path, code: .recordInvalid)
        let schema = EntrySchema(check: check)
        for field in try check.mapping(file, "the file") {
            let name = try check.key(field, "a field")
            switch name {
            case "outs", "deps":
                if field.value.value == .null { break }
                for entry in try check.list(field.value, "'\(name)'") {
                    if name == "outs" {
                        try schema.checkOutput(entry)
                    } else {
                        try schema.checkDependency(entry)
                    }
                }
            case "wdir":
                if field.value.value != .null { try check.text(field.value, "'wdir'") }
            case "frozen", "locked", "always_changed": try check.flag(field.value, "'\(name)'")
            case "desc": try check.text(field.value, "'desc'")
            case "md5": try schema.checkHash(field.value, "'md5'")
            case "meta": break
            default: throw check.unknownKey(name, field.key.line, "the file", Self.fields)
            }
        }
    }
}

/// A `.dvc` file with one dependency and one output is an import (`Stage.is_import` in dvc/stage/__init__.py).
private struct Import {
    /// nil when the data is on the remote, too. What `dvc import` made is kept by the repository that it came from;
    /// what `dvc import-url` made is on the remote, unless it was never downloaded or the source keeps versions.
    let source: ImportSource?
    /// As the dependency has it: the size of what was imported may be recorded only there.
    let byteCount: Int64?

    init?(_ file: YAMLNode) {
        guard let dependencies = file["deps"]?.elements, let outputs = file["outs"]?.elements,
            dependencies.count == 1, outputs.count == 1, dependencies[0]["db"] == nil
        else { return nil }
        let path = dependencies[0]["path"]?.string ?? ""
        if let repository = dependencies[0]["repo"] {
            byteCount = nil
            source = ImportSource(
                repoURL: repository["url"]?.string,
                path: path,
                revision: repository["rev_lock"]?.string ?? repository["rev"]?.string,
            )
            return
        }
        let imported = EntryContents(dependencies[0])
        let contents = EntryContents(outputs[0])
        let isVersioned = imported.version?.versionID != nil || imported.files != nil
        let isDownloaded = contents.hash != .none || contents.files != nil
        byteCount = imported.byteCount
        source =
            isDownloaded && !isVersioned
            ? nil : ImportSource(repoURL: nil, path: path, revision: imported.version?.versionID)
    }
}

extension String {
    /// Whether DVC takes a file of this name for one of its own (`is_valid_filename` in dvc/dvcfile.py).
    var isDVCFileName: Bool {
        hasByteSuffix(".dvc")
            || (hasByteSuffix(ArtifactsFile.name) && Path.lastComponent(self).isSame(as: ArtifactsFile.name))
    }

    func hasByteSuffix(_ suffix: String) -> Bool {
        utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
}

extension DVCModelError {
    fileprivate static func outputIsDVCFile(_ output: String, _ file: String, _ line: Int) -> Self {
        .init(
            .recordInvalid,
            "'\(output)' cannot be an output: it is a file of DVC's own",
            at: .file(file, line: line)
        )
    }
}
