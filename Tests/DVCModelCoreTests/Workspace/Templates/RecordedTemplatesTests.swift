import DVCModelCore
import Foundation
import TestSupport
import Testing

/// What DVC 3.67.1 makes of templates: `Tests/Fixtures/artifact-templates.json`, made by the script beside it.
@Suite struct RecordedTemplatesTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let dvc_yaml: String
        /// nil: only the common `params.yaml`.
        let files: [String: String]?
        let artifacts: [String: [String: JSONValue]]?
        let error: String?

        var testDescription: String { id }
    }

    private struct File: Decodable, Sendable {
        let parameters: String
        let cases: [Case]

        enum CodingKeys: String, CodingKey {
            case parameters = "params.yaml"
            case cases
        }
    }

    private static let recorded = Result {
        try JSONDecoder().decode(File.self, from: Fixtures.data("artifact-templates.json"))
    }

    /// Where we answer otherwise, on purpose: a file that no template needs may be broken.
    private static let differences: [String: [String: JSONValue]] = [
        "unused broken params": ["m": .object(["path": .string("x")])]
    ]

    @Test(arguments: try recorded.get().cases)
    func `a template becomes what DVC makes of it`(recorded: Case) throws {
        let files = try recorded.files ?? ["params.yaml": Self.recorded.get().parameters]
        func declared() throws -> [String: JSONValue] {
            let artifacts = try ArtifactsFile.parse(Array(recorded.dvc_yaml.utf8), at: "dvc.yaml") {
                (path) throws(DVCModelError) in files[path].map { Array($0.utf8) }
            }
            return Dictionary(
                uniqueKeysWithValues: artifacts.map { ($0.name, JSONValue($0.entry).withoutEmptyFields) }
            )
        }
        if let expected = Self.differences[recorded.id] ?? recorded.artifacts?["dvc.yaml"] {
            #expect(try declared() == expected)
        } else {
            #expect(recorded.error != nil)
            #expect(throws: DVCModelError.self) { try declared() }
        }
    }
}
