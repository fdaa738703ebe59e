/// The entries of a mapping in the making: a key given again keeps its place and takes the new value.
struct YAMLEntries {
    private(set) var entries: [YAMLEntry] = []
    private var keys: [YAMLKey] = []
    private var places: [YAMLKey: Int] = [:]

    init() {}

    /// The entries of a mapping whose keys are all possible ones.
    init(_ entries: [YAMLEntry]) {
        for entry in entries {
            if let key = YAMLKey(entry.key) { set(entry, key) }
        }
    }

    subscript(key: YAMLKey) -> YAMLEntry? {
        places[key].map { entries[$0] }
    }

    /// False when the key was there before.
    @discardableResult
    mutating func set(_ entry: YAMLEntry, _ key: YAMLKey) -> Bool {
        if let place = places[key] {
            entries[place] = YAMLEntry(key: entries[place].key, value: entry.value)
            return false
        }
        places[key] = entries.count
        entries.append(entry)
        keys.append(key)
        return true
    }

    mutating func add(_ others: YAMLEntries) {
        for (entry, key) in zip(others.entries, others.keys) { set(entry, key) }
    }
}

/// What makes two keys the same in Python: text scalar by scalar, `1`, `1.0` and `true` alike.
enum YAMLKey: Hashable {
    case null
    case text([UInt8])
    case timestamp(String)
    case integer(String)
    case float(Double)
    case tuple([YAMLKey])

    /// nil for what cannot be a key.
    init?(_ node: YAMLNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .integer(flag ? "1" : "0")
        case .integer(let digits): self = .integer(digits)
        case .float(let number): self = Int(exactly: number).map { .integer(String($0)) } ?? .float(number)
        case .string(let text): self = .text(Array(text.utf8))
        case .timestamp(let text): self = .timestamp(text)
        case .sequence(let elements):
            let keys = elements.compactMap(YAMLKey.init)
            guard keys.count == elements.count else { return nil }
            self = .tuple(keys)
        case .other, .mapping: return nil
        }
    }
}
