import DVCModelCore
import TestSupport

extension JSONValue {
    /// The value as the JSON of the recorded answers has it. Whole numbers are integers there, whatever they were.
    init(_ node: YAMLNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let digits):
            self = Int(digits).map(JSONValue.integer) ?? .number(Double(digits) ?? .nan)
        case .float(let number): self = Int(exactly: number).map(JSONValue.integer) ?? .number(number)
        case .string(let text), .timestamp(let text): self = .string(text)
        case .other(let type): self = .string("!!\(type)")
        case .sequence(let elements): self = .array(elements.map(JSONValue.init))
        case .mapping(let entries):
            let members = entries.map { entry in
                (entry.name ?? "\(entry.key.value)", JSONValue(entry.value))
            }
            self = .object(Dictionary(members) { _, last in last })
        }
    }

    /// What Python takes for false.
    private var isEmpty: Bool {
        switch self {
        case .null, .bool(false), .integer(0), .number(0): true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    /// The recorded answers leave out every optional field that is empty.
    var withoutEmptyFields: JSONValue {
        guard case .object(let fields) = self else { return self }
        return .object(fields.filter { $0.key == "path" || !$0.value.isEmpty })
    }
}
