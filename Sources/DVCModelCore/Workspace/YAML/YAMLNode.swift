/// A YAML value and the line, counted from 1, at which it stands.
package struct YAMLNode: Sendable, Equatable {
    package let value: YAMLValue
    package let line: Int

    package init(_ value: YAMLValue, line: Int) {
        self.value = value
        self.line = line
    }
}

package enum YAMLValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// Decimal digits without leading zeros, after a `-` where it is negative: YAML knows no greatest integer.
    case integer(String)
    case float(Double)
    case string(String)
    /// A date, with or without a time, as written.
    case timestamp(String)
    /// Valid, but nothing that a name, a path or a hash can be: a value tagged `!!binary`, `!!set`, `!!omap` or
    /// `!!pairs`. Holds that word.
    case other(String)
    case sequence([YAMLNode])
    /// In the order of the file; no key twice.
    case mapping([YAMLEntry])
}

package struct YAMLEntry: Sendable, Equatable {
    package let key: YAMLNode
    package let value: YAMLNode

    package init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

extension YAMLNode {
    /// The value under a text key of a mapping; nil when there is none, or when this is no mapping.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.name.map { $0.isSame(as: key) } ?? false }?.value
    }

    package var string: String? {
        guard case .string(let text) = value else { return nil }
        return text
    }

    /// The entries of a mapping, nil for anything else.
    package var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = value else { return nil }
        return entries
    }

    /// The elements of a sequence, nil for anything else.
    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = value else { return nil }
        return elements
    }

    /// What Python takes for false: null, false, zero, and whatever is empty.
    package var isFalsy: Bool {
        switch value {
        case .null: true
        case .bool(let flag): !flag
        case .integer(let digits): digits == "0"
        case .float(let number): number == 0
        case .string(let text): text.isEmpty
        case .timestamp, .other: false
        case .sequence(let elements): elements.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }

    /// The kind of value, for errors: `a number`, `a mapping`.
    package var kind: String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .float: "a number"
        case .string: "text"
        case .timestamp: "a date"
        case .other(let type): "a value of type '\(type)'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension YAMLEntry {
    /// The key where it is text.
    package var name: String? { key.string }
}

extension String {
    /// Equality scalar by scalar, as Python, git and file systems see it: to Swift's `==`, composed and
    /// decomposed letters are the same.
    package func isSame(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
