/// Builds the value of a document from its events, as `ruamel/yaml/composer.py` and `constructor.py` do.
struct YAMLComposer: ~Copyable {
    private let events: YAMLEventReader
    private let source: YAMLSource
    private var version = YAMLVersion.v1_2
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
    /// Values built so far, those that aliases repeat included.
    private var nodeCount = 0
    private var aliasedNodeCount = 0

    init(events: consuming YAMLEventReader, source: YAMLSource) {
        self.events = events
        self.source = source
    }

    mutating func document() throws(DVCModelError) -> YAMLNode? {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart(let version) = start.kind else { return nil }
        self.version = version
        let root = try node(try events.next(), depth: 1)
        _ = try events.next()
        let end = try events.next()
        guard case .streamEnd = end.kind else {
            throw source.invalid("a second document begins; DVC reads files of one", line: end.line)
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(DVCModelError) -> YAMLNode {
        guard depth <= YAML.depthLimit else {
            throw source.invalid("nested deeper than \(YAML.depthLimit) levels", line: event.line)
        }
        if case .alias(let name) = event.kind { return try aliased(name, event.line) }
        let countBefore = nodeCount
        nodeCount += 1
        let node = YAMLNode(try value(event, depth), line: event.line)
        if let anchor = event.anchor { anchors[anchor] = (node, nodeCount - countBefore) }
        return node
    }

    private mutating func aliased(_ name: String, _ line: Int) throws(DVCModelError) -> YAMLNode {
        // An anchor is known once its value is complete, so a value that holds itself ends here too.
        guard let (node, size) = anchors[name] else {
            throw source.invalid("'*\(name)' stands where no anchor '&\(name)' is complete", line: line)
        }
        nodeCount += size
        aliasedNodeCount += size
        guard aliasedNodeCount <= YAML.aliasedNodeLimit else {
            throw source.invalid("its aliases repeat more than \(YAML.aliasedNodeLimit) values", line: line)
        }
        return node
    }

    private mutating func value(_ event: YAMLEvent, _ depth: Int) throws(DVCModelError) -> YAMLValue {
        switch event.kind {
        case .scalar(let text, let tag, let isPlain):
            switch try scalar(text, tag, isPlain, event.line) {
            case .value(let value): return value
            case .malformed: throw source.invalid("'\(text)' is not a usable number", line: event.line)
            case .merge, .equals:
                throw source.invalid("'\(text)' needs quotes to be a value", line: event.line)
            }
        case .sequenceStart(let tag):
            let elements = try sequence(depth)
            return try collection(
                .sequence(elements),
                tag,
                own: "seq",
                others: ["omap", "pairs"],
                event.line
            )
        case .mappingStart(let tag):
            let entries = try mapping(event.line, depth)
            return try collection(.mapping(entries), tag, own: "map", others: ["set"], event.line)
        default:
            throw source.invalid("a value is missing", line: event.line)
        }
    }

    private func scalar(
        _ text: String,
        _ tag: String?,
        _ isPlain: Bool,
        _ line: Int,
    ) throws(DVCModelError) -> YAMLScalar {
        guard let tag else { return isPlain ? .plain(text, version) : .value(.string(text)) }
        guard let scalar = YAMLScalar.tagged(tag, text, version) else {
            throw source.invalid("'\(text)' cannot have the tag '\(tag)'", line: line)
        }
        return scalar
    }

    private func collection(
        _ value: YAMLValue,
        _ tag: String?,
        own: String,
        others: [String],
        _ line: Int,
    ) throws(DVCModelError) -> YAMLValue {
        guard let tag, tag != own else { return value }
        guard others.contains(tag) else {
            throw source.invalid("the tag '\(tag)' is not known here", line: line)
        }
        return .other(tag)
    }

    private mutating func sequence(_ depth: Int) throws(DVCModelError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return elements }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(_ line: Int, _ depth: Int) throws(DVCModelError) -> [YAMLEntry] {
        var own = YAMLEntries()
        var merged: YAMLEntries?
        var duplicate: YAMLNode?
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            guard let key = try key(event, depth) else {
                guard merged == nil else {
                    throw source.invalid("'<<' stands twice in one mapping", line: event.line)
                }
                merged = try mergeable(try node(try events.next(), depth: depth + 1))
                continue
            }
            let value = try node(try events.next(), depth: depth + 1)
            guard let identity = YAMLKey(key) else {
                throw source.invalid("\(key.kind) cannot be a key", line: key.line)
            }
            if !own.set(YAMLEntry(key: key, value: value), identity) { duplicate = duplicate ?? key }
        }
        // ruamel looks for duplicates only where nothing is merged in.
        if let duplicate, merged == nil {
            throw source.invalid(
                "the key \(duplicate.quoted) stands twice in one mapping",
                line: duplicate.line
            )
        }
        guard var all = merged else { return own.entries }
        all.add(own)
        return all.entries
    }

    /// The key that an event begins; nil for the merge key.
    private mutating func key(_ event: YAMLEvent, _ depth: Int) throws(DVCModelError) -> YAMLNode? {
        if case .scalar(let text, let tag, let isPlain) = event.kind {
            switch try scalar(text, tag, isPlain, event.line) {
            case .merge: return nil
            case .equals: return YAMLNode(.string(text), line: event.line)
            case .value, .malformed: break
            }
        }
        return try node(event, depth: depth + 1)
    }

    /// What `<<: *a` or `<<: [*a, *b]` brings in; of the latter the first that has a key gives it.
    private func mergeable(_ node: YAMLNode) throws(DVCModelError) -> YAMLEntries {
        var result = YAMLEntries()
        for source in (node.elements ?? [node]).reversed() {
            guard let entries = source.entries else {
                throw self.source.invalid("'<<' needs a mapping or a list of mappings", line: source.line)
            }
            result.add(YAMLEntries(entries))
        }
        return result
    }
}

private extension YAMLNode {
    /// A key as errors name it.
    var quoted: String {
        switch value {
        case .string(let text), .integer(let text), .timestamp(let text): "'\(text)'"
        case .bool(let flag): "'\(flag)'"
        default: kind
        }
    }
}
