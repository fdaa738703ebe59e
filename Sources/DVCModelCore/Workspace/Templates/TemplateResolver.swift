/// Fills in the templates of a value (`Context.resolve` in `dvc/parsing/context.py`).
struct TemplateResolver {
    let context: TemplateContext
    /// The dvc.yaml, for errors.
    let file: String
    /// In the fields of a stage DVC refuses a list or a mapping as the value of an expression (`validate_value` in
    /// `dvc/parsing/interpolate.py`), elsewhere it does not.
    var refusesCollections = false

    /// `node` with every text in it filled in, keys included.
    ///
    /// - Throws: what ``TemplateContext/value(of:line:)`` throws; `dvc-yaml-invalid` for a value that has no
    ///   text form.
    func resolve(_ node: YAMLNode) throws(DVCModelError) -> YAMLNode {
        switch node.value {
        case .string(let text):
            return YAMLNode(try resolve(text, line: node.line), line: node.line)
        case .sequence(let elements):
            var resolved: [YAMLNode] = []
            for element in elements { resolved.append(try resolve(element)) }
            return YAMLNode(.sequence(resolved), line: node.line)
        case .mapping(let entries):
            var resolved = YAMLEntries()
            for entry in entries {
                let key = try resolve(entry.key)
                guard let identity = YAMLKey(key) else { throw unusable(key, line: entry.key.line) }
                resolved.set(YAMLEntry(key: key, value: try resolve(entry.value)), identity)
            }
            return YAMLNode(.mapping(resolved.entries), line: node.line)
        default:
            return node
        }
    }

    private func resolve(_ text: String, line: Int) throws(DVCModelError) -> YAMLValue {
        let template = Template(text)
        if let expression = template.whole { return try value(of: expression, line) }
        var filled = ""
        for part in template.parts {
            switch part {
            case .literal(let literal):
                filled += literal
            case .expression(let expression):
                let value = try value(of: expression, line)
                guard let printed = PythonText.interpolated(value) else {
                    throw unusable(YAMLNode(value, line: line), line: line)
                }
                filled += printed
            }
        }
        return .string(Template.withoutEscapes(filled))
    }

    private func value(of expression: String, _ line: Int) throws(DVCModelError) -> YAMLValue {
        let value = try context.value(of: expression, line: line)
        switch value {
        case .sequence where refusesCollections, .mapping where refusesCollections:
            throw unusable(YAMLNode(value, line: line), line: line)
        default: return value
        }
    }

    private func unusable(_ node: YAMLNode, line: Int) -> DVCModelError {
        DVCModelError(
            .dvcYAMLInvalid,
            "\(node.kind) cannot be filled into a template",
            at: .file(file, line: line)
        )
    }
}
