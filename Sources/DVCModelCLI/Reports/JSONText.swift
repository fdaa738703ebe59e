import DVCModelCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON as all of the tools' documents have it: keys sorted and in `snake_case`, slashes plain, a line end.
enum JSONText {
    /// - Parameter name: of the document, for an error.
    static func of(_ document: some Encodable, name: String) throws(DVCModelError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do {
            return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
        } catch {
            throw DVCModelError(.internal, "the \(name) cannot be written as JSON: \(error)")
        }
    }
}
