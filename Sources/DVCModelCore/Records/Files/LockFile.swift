/// A dvc.lock:
/// ```
/// schema: '2.0'
/// stages:
///   train:
///     cmd: python train.py
///     outs:
///     - path: model.bin
///       hash: md5
///       md5: 0cc175b9c0f1b6a831c399e269772661
/// ```
/// Source: dvc/schema.py (`LOCKFILE_SCHEMA`), dvc/stage/loader.py (`fill_from_lock`).
struct LockFile {
    /// The `outs` of each stage.
    private var outputs: [[UInt8]: [YAMLNode]] = [:]

    /// What a dvc.yaml without a dvc.lock beside it has.
    static let absent = LockFile()

    private init() {}

    /// - Throws: `record-invalid`.
    init(_ bytes: [UInt8], file: String) throws(DVCModelError) {
        let check = YAMLCheck(file: file, code: .recordInvalid)
        let parsed = try YAML.parse(bytes, file: file, code: .recordInvalid)
        guard let root = parsed, !root.isFalsy else { throw .lockFileEmpty(file) }
        for section in try check.mapping(root, "the file") {
            switch try check.key(section, "a section") {
            case "schema":
                guard section.value.string == "2.0" else { throw .lockFileSchema(section.value, file) }
            case "datasets": break
            case "stages": try Self.checkStages(section.value, check)
            case let name:
                throw check.unknownKey(name, section.key.line, "the file", ["schema", "datasets", "stages"])
            }
        }
        guard root["schema"] != nil else { throw .lockFileSchema(nil, file) }
        for stage in root["stages"]?.entries ?? [] {
            outputs[Array((stage.name ?? "").utf8)] = stage.value["outs"]?.elements
        }
    }

    /// What was recorded of an output when its stage ran; nil when it never did. The path has to be the same text.
    func contents(of path: String, stage: String) -> EntryContents? {
        outputs[Array(stage.utf8)]?.last { $0["path"]?.string?.isSame(as: path) ?? false }.map(
            EntryContents.init
        )
    }

    private static func checkStages(_ stages: YAMLNode, _ check: YAMLCheck) throws(DVCModelError) {
        let schema = EntrySchema(check: check)
        for stage in try check.mapping(stages, "'stages'") {
            let what = "stage '\(try check.key(stage, "a stage name"))'"
            for field in try check.mapping(stage.value, what) {
                switch try check.key(field, "a field of \(what)") {
                case "cmd":
                    if field.value.elements == nil { try check.text(field.value, "'cmd' of \(what)") }
                case "deps", "outs":
                    for entry in try check.list(field.value, "'\(field.name ?? "")' of \(what)") {
                        try schema.checkLocked(entry)
                    }
                case "params":
                    for file in try check.mapping(field.value, "'params' of \(what)") {
                        let name = try check.key(file, "a file in 'params' of \(what)")
                        for value in try check.mapping(file.value, "'\(name)' in 'params' of \(what)") {
                            _ = try check.key(value, "a name in '\(name)'")
                        }
                    }
                case let name:
                    throw check.unknownKey(name, field.key.line, what, ["cmd", "deps", "params", "outs"])
                }
            }
            if stage.value["cmd"] == nil { throw check.invalid("\(what) has no 'cmd'", stage.key.line) }
        }
    }
}

extension DVCModelError {
    fileprivate static func lockFileEmpty(_ file: String) -> Self {
        .init(.recordInvalid, "the file is empty, and no dvc.lock", at: .file(file), hint: "dvc commit")
    }

    fileprivate static func lockFileSchema(_ schema: YAMLNode?, _ file: String) -> Self {
        .init(
            .recordInvalid,
            "'schema' must be '2.0'\(schema.map { ", not \($0.string.map { "'\($0)'" } ?? $0.kind)" } ?? "")",
            at: .file(file, line: schema?.line),
            hint: "dvc commit",
        )
    }
}
