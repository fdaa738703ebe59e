/// The rounds that a `foreach` or a `matrix` stands for (`ForeachDefinition` and `MatrixDefinition` in
/// `dvc/parsing/__init__.py`).
struct StageExpansion {
    /// DVC has no limit; a dvc.yaml with more rounds than this is an attack or a slip.
    static let roundLimit = 100_000

    struct Round {
        /// What follows the `@` in the name of the stage.
        let key: String
        /// What its templates can name, beside what all can.
        let values: [(name: String, value: YAMLNode)]
    }

    let resolver: TemplateResolver
    let file: String

    /// - Parameter data: a list (`name@item`, or `name@0` when it holds a list or a mapping), a mapping
    ///   (`name@key`), or a template that gives one.
    func foreach(_ data: YAMLNode) throws(DVCModelError) -> [Round] {
        let resolved = try resolve(data)
        let rounds: [Round]
        switch resolved.node.value {
        case .mapping(let entries):
            rounds = try entries.map { (entry) throws(DVCModelError) in
                let key = try text(Item(entry.key, isFromContext: false))
                return Round(key: key, values: [("item", entry.value), ("key", named(key, entry.key.line))])
            }
        case .sequence:
            let hasCollections = resolved.items.contains { $0.isCollection }
            rounds = try resolved.items.enumerated().map { (index, item) throws(DVCModelError) in
                Round(key: hasCollections ? "\(index)" : try text(item), values: [("item", item.node)])
            }
        default:
            throw .foreachNotCollection(resolved.node, file)
        }
        return Self.distinct(rounds)
    }

    /// - Parameter data: a mapping whose values are lists, or templates that give one.
    func matrix(_ data: YAMLNode) throws(DVCModelError) -> [Round] {
        var rounds = [(fragments: [String](), entries: [YAMLEntry]())]
        for axis in data.entries ?? [] {
            guard Template(axis.key.string ?? "").whole == nil else { throw .templateAsKey(axis.key, file) }
            let name = try resolver.resolve(axis.key)
            let items = try self.items(ofAxis: axis.value)
            guard rounds.count * items.count <= Self.roundLimit else { throw .tooManyRounds(axis.key, file) }
            var longer: [(fragments: [String], entries: [YAMLEntry])] = []
            for round in rounds {
                for (index, item) in items.enumerated() {
                    let fragment = item.isCollection ? "\(name.string ?? "")\(index)" : try text(item)
                    let entry = YAMLEntry(key: name, value: item.node)
                    longer.append((round.fragments + [fragment], round.entries + [entry]))
                }
            }
            rounds = longer
        }
        return Self.distinct(
            rounds.map { round in
                let key = round.fragments.joined(separator: "-")
                let item = YAMLNode(.mapping(round.entries), line: data.line)
                return Round(key: key, values: [("item", item), ("key", named(key, data.line))])
            }
        )
    }

    private func named(_ key: String, _ line: Int) -> YAMLNode { YAMLNode(.string(key), line: line) }

    /// Of two rounds with one key the later counts, at the place of the first, as in a dictionary.
    private static func distinct(_ rounds: [Round]) -> [Round] {
        var result: [Round] = []
        var places: [[UInt8]: Int] = [:]
        for round in rounds {
            if let place = places[Array(round.key.utf8)] {
                result[place] = round
            } else {
                places[Array(round.key.utf8)] = result.count
                result.append(round)
            }
        }
        return result
    }
}

extension StageExpansion {
    /// A value to go through.
    private struct Item {
        let node: YAMLNode
        /// DVC prints a value that an expression gave as Python does, one that stands in the dvc.yaml as YAML does:
        /// `True` and `true`.
        let isFromContext: Bool

        init(_ node: YAMLNode, isFromContext: Bool) {
            self.node = node
            self.isFromContext = isFromContext
        }

        var isCollection: Bool { node.elements != nil || node.entries != nil }
    }

    private struct Resolved {
        let node: YAMLNode
        /// The elements, where it is a list.
        let items: [Item]
    }

    private func text(_ item: Item) throws(DVCModelError) -> String {
        let text =
            switch item.node.value {
            case .string(let text): text
            case let value: item.isFromContext ? PythonText.repr(value) : PythonText.interpolated(value)
            }
        guard let text else { throw .unusableRound(item.node, file) }
        return text
    }

    private func resolve(_ data: YAMLNode) throws(DVCModelError) -> Resolved {
        if let elements = data.elements {
            let items = try elements.map { (element) throws(DVCModelError) in
                let isExpression = Template(element.string ?? "").whole != nil
                return Item(try resolver.resolve(element), isFromContext: isExpression)
            }
            return Resolved(node: YAMLNode(.sequence(items.map(\.node)), line: data.line), items: items)
        }
        for entry in data.entries ?? [] where Template(entry.key.string ?? "").whole != nil {
            throw .templateAsKey(entry.key, file)
        }
        let node = try resolver.resolve(data)
        let isExpression = data.string != nil
        guard isExpression, let entries = node.entries else {
            return Resolved(node: node, items: node.elements?.map { Item($0, isFromContext: true) } ?? [])
        }
        // Keys that are not text cannot be named in a template, and DVC leaves them out.
        return Resolved(
            node: YAMLNode(.mapping(entries.filter { $0.name != nil }), line: node.line),
            items: []
        )
    }

    private func items(ofAxis data: YAMLNode) throws(DVCModelError) -> [Item] {
        let resolved = try resolve(data)
        switch resolved.node.value {
        case .sequence: return resolved.items
        case .mapping(let entries): return entries.map { Item($0.key, isFromContext: false) }
        case .string(let text) where Template(data.string ?? "").whole == nil:
            // To Python a text is a sequence too.
            return text.unicodeScalars.map { scalar in
                Item(YAMLNode(.string(String(scalar)), line: data.line), isFromContext: false)
            }
        default: throw .foreachNotCollection(resolved.node, file)
        }
    }
}

extension DVCModelError {
    fileprivate static func foreachNotCollection(_ node: YAMLNode, _ file: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "a 'foreach' or 'matrix' goes through a list or a mapping, not \(node.kind)",
            at: .file(file, line: node.line),
        )
    }

    fileprivate static func templateAsKey(_ key: YAMLNode, _ file: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'\(key.string ?? "")' cannot be a key of 'foreach' or 'matrix'",
            at: .file(file, line: key.line),
        )
    }

    fileprivate static func unusableRound(_ node: YAMLNode, _ file: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "\(node.kind) cannot be part of a stage's name",
            at: .file(file, line: node.line)
        )
    }

    fileprivate static func tooManyRounds(_ key: YAMLNode, _ file: String) -> Self {
        .init(
            .dvcYAMLInvalid,
            "a 'matrix' stands for more than \(StageExpansion.roundLimit) stages",
            at: .file(file, line: key.line),
        )
    }
}
