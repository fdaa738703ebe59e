/// What DVC wants of a dvc.yaml before it fills in templates (`dvc/schema.py`, `dvc/annotations.py`), as far as
/// ``ArtifactsFile`` goes.
struct ArtifactsSchema {
    private let check: YAMLCheck

    init(file: String) {
        check = YAMLCheck(file: file, code: .dvcYAMLInvalid)
    }

    func check(_ root: YAMLNode) throws(DVCModelError) {
        for section in try check.mapping(root, "the file") {
            switch try check.key(section, "a section") {
            case "artifacts": try checkArtifacts(section.value)
            case "stages":
                for stage in try check.mapping(section.value, "'stages'") {
                    _ = try check.key(stage, "a stage name")
                }
            case "params", "metrics": try check.texts(section.value, "'\(section.name ?? "")'")
            case "vars", "plots": try check.textsOrMappings(section.value, "'\(section.name ?? "")'")
            case "datasets": break
            case let name: throw check.unknownKey(name, section.key.line, "the file", Self.sections)
            }
        }
    }

    private static let sections = ["artifacts", "stages", "vars", "params", "metrics", "plots", "datasets"]
    private static let fields = ["path", "type", "desc", "labels", "meta"]

    private func checkArtifacts(_ artifacts: YAMLNode) throws(DVCModelError) {
        for artifact in try check.mapping(artifacts, "'artifacts'") {
            let entry = "artifact '\(try check.key(artifact, "an artifact name"))'"
            for field in try check.mapping(artifact.value, entry) {
                switch try check.key(field, "a field of \(entry)") {
                case "path", "type", "desc":
                    try check.text(field.value, "'\(field.name ?? "")' of \(entry)")
                case "labels": try check.texts(field.value, "'labels' of \(entry)")
                case "meta": break
                case let name: throw check.unknownKey(name, field.key.line, entry, Self.fields)
                }
            }
            guard artifact.value["path"] != nil else {
                throw check.invalid(
                    "\(entry) has no 'path'",
                    artifact.key.line,
                    hint: "add 'path: <file or folder>'"
                )
            }
        }
    }
}
