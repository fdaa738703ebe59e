/// What the templates of a dvc.yaml can name: `params.yaml` beside it, then the entries of its `vars` in order
/// (`dvc/parsing/context.py`).
///
/// A source that cannot be read is no obstacle to an expression that does not need it: its error is kept, and
/// thrown where it could make a difference.
struct TemplateContext {
    /// Reads a file named as the dvc.yaml is; nil when there is none.
    typealias FileReader = (String) throws(DVCModelError) -> [UInt8]?

    private var values = YAMLEntries()
    private var unreadable: DVCModelError?
    /// The files read so far, by path; nil for a whole file, else the names that were picked from it.
    private var imports: [String: [String]?] = [:]
    private let file: String
    /// Set by a `foreach` or `matrix`: no source may give them.
    private var iterationNames: [String] = []

    /// - Parameter file: the dvc.yaml; files in `vars` are looked for beside it.
    init(file: String) {
        self.file = file
    }

    /// - Parameter vars: the value of the file's `vars`, already known to be a list of texts and mappings.
    /// - Throws: `dvc-yaml-invalid` when two sources give the same value, or `vars` is itself a template.
    mutating func load(vars: YAMLNode?, _ read: FileReader) throws(DVCModelError) {
        let folder = Path.parent(file)
        let parameters = SourceFile("params.yaml", in: folder)
        try load(parameters, isOptional: true, line: nil, read)
        if let vars { try load(vars, in: folder, read) }
    }

    /// The context of one stage with `vars` of its own, whose files are looked for in the stage's folder.
    ///
    /// - Throws: as ``load(vars:_:)``.
    func adding(vars: YAMLNode, in folder: String, _ read: FileReader) throws(DVCModelError)
        -> TemplateContext
    {
        var context = self
        try context.load(vars, in: folder, read)
        return context
    }

    /// The context of one round of a `foreach` or `matrix`, in which values such as `item` hide others of their name.
    func setting(_ values: [(name: String, value: YAMLNode)]) -> TemplateContext {
        var context = self
        for (name, value) in values {
            let entry = YAMLEntry(key: YAMLNode(.string(name), line: value.line), value: value)
            context.values.set(entry, .text(Array(name.utf8)))
        }
        context.iterationNames = values.map(\.name)
        return context
    }

    private mutating func load(_ vars: YAMLNode, in folder: String, _ read: FileReader) throws(DVCModelError)
    {
        for item in vars.elements ?? [] {
            guard !item.hasTemplate else { throw .templateInVars(file, line: item.line) }
            if let text = item.string {
                try load(SourceFile(text, in: folder), isOptional: false, line: item.line, read)
            } else {
                try add(item.entries ?? [], from: "vars", line: item.line)
            }
        }
    }

    /// The value that an expression names.
    ///
    /// - Throws: `dvc-yaml-invalid` when it names nothing; the error of an unreadable source that could have
    ///   given the value, or a part of it.
    func value(of expression: String, line: Int) throws(DVCModelError) -> YAMLValue {
        guard let path = TemplatePath.parse(expression) else {
            throw .templateMalformed(expression, file, line: line)
        }
        guard let found = find(path) else {
            throw unreadable ?? .templateUnknown(expression, file, line: line)
        }
        if case .mapping = found, let unreadable { throw unreadable }
        return found
    }

    private func find(_ path: [String]) -> YAMLValue? {
        var value = YAMLValue.mapping(values.entries)
        for word in path {
            switch value {
            case .mapping(let entries):
                guard let entry = entries.first(where: { $0.name?.isSame(as: word) ?? false }) else {
                    return nil
                }
                value = entry.value.value
            case .sequence(let elements):
                guard let index = Int(word) else { return nil }
                let place = index < 0 ? elements.count + index : index
                guard elements.indices.contains(place) else { return nil }
                value = elements[place].value
            default:
                return nil
            }
        }
        return value
    }

    private struct SourceFile {
        let path: String
        /// The only values wanted; nil for all of the file.
        let names: [String]?

        /// - Parameter item: `path:name,name`, or the path alone.
        init(_ item: String, in folder: String) {
            let colon = item.utf8.firstIndex(of: UInt8(ascii: ":")) ?? item.endIndex
            path = Path.normalised(Path.join(folder, String(item[..<colon])))
            let names = Substring(item[colon...].utf8.dropFirst())
            self.names = names.isEmpty ? nil : names.split(separator: ",").map(String.init)
        }
    }

    private mutating func load(
        _ source: SourceFile,
        isOptional: Bool,
        line: Int?,
        _ read: FileReader,
    ) throws(DVCModelError) {
        let names = source.names ?? []
        if let earlier = imports[source.path] {
            if earlier == nil, names.isEmpty { return }
            guard let earlier, !names.isEmpty, Set(earlier).isDisjoint(with: names) else {
                throw .varsFileTwice(source.path, file, line: line)
            }
        }
        let entries: [YAMLEntry]
        do throws(DVCModelError) {
            guard let bytes = try read(source.path) else {
                if !isOptional { throw .varsFileMissing(source.path, file, line: line) }
                return
            }
            entries = try VarsFile.entries(bytes, path: source.path, names: names)
        } catch {
            unreadable = unreadable ?? error
            return
        }
        try add(entries, from: source.path, line: line)
        let loaded = imports[source.path].flatMap(\.self) ?? []
        imports.updateValue(source.names.map { loaded + $0 }, forKey: source.path)
    }

    private mutating func add(_ entries: [YAMLEntry], from source: String, line: Int?) throws(DVCModelError) {
        do throws(MergeConflict) {
            values = try merged(values, entries, prefix: "")
        } catch {
            throw .templateValueTwice(error.name, source, file, line: line)
        }
    }

    private struct MergeConflict: Error {
        let name: String
    }

    /// Mappings merge; anything else may be given once. Keys that are not text cannot be named and are left out.
    private func merged(
        _ values: YAMLEntries,
        _ new: [YAMLEntry],
        prefix: String,
    ) throws(MergeConflict) -> YAMLEntries {
        var result = values
        for entry in new {
            guard let name = entry.name, let key = YAMLKey(entry.key) else { continue }
            if prefix.isEmpty, iterationNames.contains(name) { throw MergeConflict(name: name) }
            guard let earlier = result[key] else {
                result.set(entry, key)
                continue
            }
            guard let old = earlier.value.entries, let added = entry.value.entries else {
                throw MergeConflict(name: prefix + name)
            }
            let inner = try merged(YAMLEntries(old), added, prefix: "\(prefix)\(name).")
            let value = YAMLNode(.mapping(inner.entries), line: earlier.value.line)
            result.set(YAMLEntry(key: entry.key, value: value), key)
        }
        return result
    }
}

extension YAMLNode {
    /// Whether a `${…}` stands in any text of this value, keys included.
    var hasTemplate: Bool {
        switch value {
        case .string(let text): Template(text).hasExpressions
        case .sequence(let elements): elements.contains(where: \.hasTemplate)
        case .mapping(let entries): entries.contains { $0.key.hasTemplate || $0.value.hasTemplate }
        default: false
        }
    }
}

private extension DVCModelError {
    static func templateInVars(_ file: String, line: Int) -> Self {
        .init(.dvcYAMLInvalid, "'vars' cannot hold a '${…}' itself", at: .file(file, line: line))
    }

    static func templateMalformed(_ expression: String, _ file: String, line: Int) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'${\(expression)}' is not a template of the form '${a.b[0]}'",
            at: .file(file, line: line),
            hint: "write '\\${' for a literal '${'",
        )
    }

    static func templateUnknown(_ expression: String, _ file: String, line: Int) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'${\(expression)}' names a value that neither 'params.yaml' nor 'vars' gives",
            at: .file(file, line: line),
        )
    }

    static func templateValueTwice(_ name: String, _ source: String, _ file: String, line: Int?) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'\(name)' from '\(source)' is already given by an earlier source of template values",
            at: .file(file, line: line),
        )
    }

    static func varsFileTwice(_ path: String, _ file: String, line: Int?) -> Self {
        .init(.dvcYAMLInvalid, "'vars' loads '\(path)' a second time", at: .file(file, line: line))
    }

    static func varsFileMissing(_ path: String, _ file: String, line: Int?) -> Self {
        .init(.parametersInvalid, "'vars' names '\(path)', which does not exist", at: .file(file, line: line))
    }
}
