/// A part of DVC's configuration: a value or a section of named parts, with its place.
struct DVCConfigNode: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case value(ConfigObj.Value)
        case section([String: DVCConfigNode])
    }

    let content: Content
    let level: DVCConfig.Level
    let source: Source

    /// nil for a value.
    var members: [String: DVCConfigNode]? {
        if case .section(let members) = content { members } else { nil }
    }

    /// nil for a list and for a section.
    var setting: DVCConfig.Setting? {
        guard case .value(.text(let text)) = content else { return nil }
        return DVCConfig.Setting(value: text, level: level, source: source)
    }

    /// `one` with the parts of `other` put over it, section by section and key by key.
    /// Source: `merge` in dvc/config.py.
    static func merge(
        _ one: [String: DVCConfigNode],
        _ other: [String: DVCConfigNode],
    ) -> [String: DVCConfigNode] {
        one.merging(other) { old, new in
            guard let oldMembers = old.members, let newMembers = new.members else { return new }
            return new.with(merge(oldMembers, newMembers))
        }
    }

    func with(_ members: [String: DVCConfigNode]) -> DVCConfigNode {
        DVCConfigNode(content: .section(members), level: level, source: source)
    }
}

extension DVCConfigNode {
    /// The sections of one file, where `[remote "x"]` becomes the part `x` of the section `remote`.
    /// Source: `_lower_keys` and `_parse_named` in dvc/config.py.
    static func file(
        _ parsed: ConfigObj,
        _ path: String,
        _ level: DVCConfig.Level,
    ) throws(DVCModelError) -> [String: DVCConfigNode] {
        let start = DVCConfigNode(
            content: .section([:]),
            level: level,
            source: .file(path, line: parsed.line)
        )
        var result = Dictionary(uniqueKeysWithValues: kindsWithNames.map { ($0, start) })
        for (title, node) in parts(parsed, path, level) {
            guard let (kind, name) = kindAndName(title) else {
                result[title] = node
                continue
            }
            guard let whole = result[kind], var members = whole.members else {
                throw .dvcConfigInvalid("'\(kind)' must be a section", at: result[kind]?.source.location)
            }
            members[name] = node
            result[kind] = whole.with(members)
        }
        return result
    }

    private static let kindsWithNames = ["remote", "machine", "db"]

    /// Names in lower case; of two that are then the same the later one counts, and values stand before sections.
    private static func parts(
        _ section: ConfigObj,
        _ path: String,
        _ level: DVCConfig.Level,
    ) -> [(String, DVCConfigNode)] {
        func node(_ content: Content, _ line: Int) -> DVCConfigNode {
            DVCConfigNode(content: content, level: level, source: .file(path, line: line))
        }
        var result: [(name: String, node: DVCConfigNode)] = []
        func add(_ name: String, _ node: DVCConfigNode) {
            if let index = result.firstIndex(where: { $0.name == name }) {
                result[index].node = node
            } else {
                result.append((name, node))
            }
        }
        for entry in section.entries { add(entry.key.lowercased(), node(.value(entry.value), entry.line)) }
        for inner in section.sections {
            let members = Dictionary(uniqueKeysWithValues: parts(inner, path, level))
            add(inner.name.lowercased(), node(.section(members), inner.line))
        }
        return result.map { ($0.name, $0.node) }
    }

    /// `remote "x"` -> `remote`, `x`.
    private static func kindAndName(_ title: String) -> (kind: String, name: String)? {
        let scalars = Array(title.unicodeScalars)
        let start = ConfigObjSyntax.skipSpace(scalars, from: 0)
        let end = ConfigObjSyntax.trimmedEnd(scalars, from: start, to: scalars.count)
        for kind in kindsWithNames where scalars[start...].starts(with: kind.unicodeScalars) {
            let open = ConfigObjSyntax.skipSpace(scalars, from: start + kind.unicodeScalars.count)
            if open < end - 1, scalars[open] == "\"", scalars[end - 1] == "\"" {
                return (kind, String(scalars[(open + 1)..<(end - 1)]))
            }
        }
        return nil
    }
}
