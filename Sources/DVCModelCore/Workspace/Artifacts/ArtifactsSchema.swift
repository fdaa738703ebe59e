/// What DVC wants of a dvc.yaml before it fills in templates (`dvc/schema.py`, `dvc/annotations.py`), as far as
/// ``ArtifactsFile`` goes.
struct ArtifactsSchema {
    let file: String

    func check(_ root: YAMLNode) throws(DVCModelError) {
        let sections = try mapping(root, "the file")
        for section in sections {
            switch try key(section, "a section") {
            case "artifacts": try checkArtifacts(section.value)
            case "stages":
                for stage in try mapping(section.value, "'stages'") { _ = try key(stage, "a stage name") }
            case "params", "metrics": try checkTexts(section.value, "'\(section.name ?? "")'")
            case "vars", "plots": try checkTextsOrMappings(section.value, "'\(section.name ?? "")'")
            case "datasets": break
            case let name: throw unknownKey(name, section.key.line, "the file", Self.sections)
            }
        }
    }

    private static let sections = ["artifacts", "stages", "vars", "params", "metrics", "plots", "datasets"]
    private static let fields = ["path", "type", "desc", "labels", "meta"]

    private func checkArtifacts(_ artifacts: YAMLNode) throws(DVCModelError) {
        for artifact in try mapping(artifacts, "'artifacts'") {
            let name = try key(artifact, "an artifact name")
            let entry = "artifact '\(name)'"
            for field in try mapping(artifact.value, entry) {
                switch try key(field, "a field of \(entry)") {
                case "path", "type", "desc": try checkText(field.value, "'\(field.name ?? "")' of \(entry)")
                case "labels": try checkTexts(field.value, "'labels' of \(entry)")
                case "meta": break
                case let name: throw unknownKey(name, field.key.line, entry, Self.fields)
                }
            }
            guard artifact.value["path"] != nil else {
                throw invalid(
                    "\(entry) has no 'path'",
                    artifact.key.line,
                    hint: "add 'path: <file or folder>'"
                )
            }
        }
    }

    private func key(_ entry: YAMLEntry, _ what: String) throws(DVCModelError) -> String {
        try checkText(entry.key, what)
        return entry.name ?? ""
    }

    private func mapping(_ node: YAMLNode, _ what: String) throws(DVCModelError) -> [YAMLEntry] {
        guard let entries = node.entries else { throw wrongKind(node, what, "a mapping") }
        return entries
    }

    private func checkText(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        guard node.string == nil else { return }
        switch node.value {
        case .bool, .integer, .float, .timestamp:
            throw wrongKind(node, what, "text", hint: "put it in quotes")
        default:
            throw wrongKind(node, what, "text")
        }
    }

    private func checkTexts(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        guard let elements = node.elements else { throw wrongKind(node, what, "a list of texts") }
        for element in elements { try checkText(element, "an element of \(what)") }
    }

    private func checkTextsOrMappings(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        guard let elements = node.elements else { throw wrongKind(node, what, "a list") }
        for element in elements where element.string == nil && element.entries == nil {
            throw wrongKind(element, "an element of \(what)", "text or a mapping")
        }
    }

    private func wrongKind(_ node: YAMLNode, _ what: String, _ wanted: String, hint: String? = nil)
        -> DVCModelError
    {
        invalid("\(what) must be \(wanted), not \(node.kind)", node.line, hint: hint)
    }

    private func unknownKey(_ name: String, _ line: Int, _ place: String, _ known: [String]) -> DVCModelError
    {
        invalid(
            "\(place) has the unknown key '\(name)'",
            line,
            hint: "known here: \(known.joined(separator: ", "))"
        )
    }

    private func invalid(_ what: String, _ line: Int, hint: String? = nil) -> DVCModelError {
        DVCModelError(.dvcYAMLInvalid, what, at: .file(file, line: line), hint: hint)
    }
}
