/// What a stand-in server is to do wrong, by the names that its file lists.
package struct Fault: Sendable, Encodable, ExpressibleByStringLiteral {
    private let fields: [String: JSONValue]

    /// - Parameter times: for how many requests; nil: for all.
    package init(_ name: String, times: Int? = nil, _ parameters: [String: JSONValue] = [:]) {
        var fields = parameters
        fields["name"] = .string(name)
        fields["times"] = times.map { .integer($0) }
        self.fields = fields
    }

    package init(stringLiteral name: String) {
        self.init(name)
    }

    package func encode(to encoder: any Encoder) throws {
        try fields.encode(to: encoder)
    }
}

extension JSONValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try value.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .string(let value): try value.encode(to: encoder)
        case .array(let value): try value.encode(to: encoder)
        case .object(let value): try value.encode(to: encoder)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
}
