/// A file of values for the templates of a dvc.yaml: `params.yaml`, or one that `vars` names.
enum VarsFile {
    /// The entries of the mapping that the file holds.
    ///
    /// - Parameter names: the only ones wanted, in this order; all when empty.
    /// - Throws: `parameters-invalid`.
    static func entries(_ bytes: [UInt8], path: String, names: [String]) throws(DVCModelError) -> [YAMLEntry]
    {
        let root = try root(bytes, path)
        // To DVC, whatever is empty is an empty mapping.
        guard let entries = root.isFalsy ? [] : root.entries else {
            throw .varsFileNotMapping(path, root.kind)
        }
        if names.isEmpty { return entries }
        var picked: [YAMLEntry] = []
        for name in names {
            guard let entry = entries.first(where: { $0.name?.isSame(as: name) ?? false }) else {
                throw .varsNameMissing(name, path)
            }
            picked.append(entry)
        }
        return picked
    }

    /// The suffix decides, as in `dvc/utils/serialize/__init__.py`.
    private static func root(_ bytes: [UInt8], _ path: String) throws(DVCModelError) -> YAMLNode {
        let name = Path.lastComponent(path).lowercased()
        if name.hasSuffix(".json") { return try json(bytes, path) }
        if name.hasSuffix(".toml") { throw .varsFileForeign(path, "TOML") }
        if name.hasSuffix(".py") { throw .varsFileForeign(path, "Python") }
        let root = try YAML.parse(bytes, file: path, code: .parametersInvalid)
        return root ?? YAMLNode(.null, line: 1)
    }

    private static func json(_ bytes: [UInt8], _ path: String) throws(DVCModelError) -> YAMLNode {
        do throws(JSONFailure) {
            return YAMLNode(try JSONReader.read(bytes, depthLimit: YAML.depthLimit))
        } catch {
            throw .varsFileNotJSON(error, bytes, path)
        }
    }
}

extension YAMLNode {
    /// The same value; JSON tells no lines.
    fileprivate init(_ json: JSONNode) {
        switch json {
        case .null: self.init(.null, line: 1)
        case .bool(let flag): self.init(.bool(flag), line: 1)
        case .number(let text): self.init(YAMLNumber.json(text), line: 1)
        case .string(let text): self.init(.string(text), line: 1)
        case .array(let elements): self.init(.sequence(elements.map(YAMLNode.init)), line: 1)
        case .object(let members):
            let entries = members.map { member in
                YAMLEntry(key: YAMLNode(.string(member.key), line: 1), value: YAMLNode(member.value))
            }
            self.init(.mapping(entries), line: 1)
        }
    }
}

private extension DVCModelError {
    static func varsFileNotMapping(_ path: String, _ kind: String) -> Self {
        .init(
            .parametersInvalid,
            "template values must be a mapping, but '\(path)' holds \(kind)",
            at: .file(path)
        )
    }

    static func varsFileNotJSON(_ failure: JSONFailure, _ bytes: [UInt8], _ path: String) -> Self {
        let (what, offset): (String, Int?) =
            switch failure {
            case .syntax(let offset): ("a value, comma or bracket is missing", offset)
            case .invalidUTF8: ("it is not UTF-8 text", nil)
            case .duplicateKey(let key): ("the key '\(key)' stands twice in one object", nil)
            case .tooDeep(let limit): ("nested deeper than \(limit) levels", nil)
            }
        let line = offset.map { bytes.prefix($0).count { $0 == ASCII.newline } + 1 }
        return .init(.parametersInvalid, "not valid JSON: \(what)", at: .file(path, line: line))
    }

    static func varsNameMissing(_ name: String, _ path: String) -> Self {
        .init(.parametersInvalid, "'vars' picks '\(name)', which '\(path)' does not have", at: .file(path))
    }

    static func varsFileForeign(_ path: String, _ language: String) -> Self {
        .init(
            .parametersInvalid,
            "template values from \(language) are not supported, only from YAML and JSON",
            at: .file(path),
            hint: "move the values that 'artifacts' needs to 'params.yaml'",
        )
    }
}
