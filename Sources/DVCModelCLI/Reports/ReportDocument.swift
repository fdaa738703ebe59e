package import DVCModelCore

/// A tool's answer as data. Within a schema number keys are only added; each key is always there, null where
/// there is nothing to say.
package protocol ToolReport: Encodable, Sendable {
    static var schema: Int { get }

    /// What is known before anything is.
    init()
}

/// The one JSON document of a run: the report's own keys, its `schema`, and `error`, null when all went well.
struct ReportDocument<Report: ToolReport>: Encodable {
    private enum Key: String, CodingKey {
        case schema
        case error
    }

    private let report: Report
    private let error: ErrorReport?

    init(_ answer: Answer<Report>) {
        report = answer.report
        error = ExitStatus.gravest(of: answer.failures).map(ErrorReport.init)
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Report.schema, forKey: .schema)
        try container.encode(error, forKey: .error)
    }

    /// With its line end.
    func text() throws(DVCModelError) -> String {
        try JSONText.of(self, name: "report")
    }
}

/// A ``DVCModelError`` in a report.
package struct ErrorReport: Encodable, Sendable {
    private let code: String
    private let message: String
    @Nullable private var location: String?
    @Nullable private var hint: String?
    private let paths: [String]
    private let causes: [String]

    package init(_ error: DVCModelError) {
        code = error.code.rawValue
        message = error.what
        location = error.location?.description
        hint = error.hint
        paths = error.paths
        causes = error.causes
    }
}

extension Nullable: Decodable where Value: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }
}

/// A value whose key is written as null where there is none; a plain optional's key would be missing.
@propertyWrapper
package struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
    package var wrappedValue: Value?

    package init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
