import DVCModelCore
import Foundation
import TestSupport
import Testing

/// What DVC 3.67.1 reads from a dvc.yaml, or that it refuses to.
@Suite struct DVCYAMLVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let dvc_yaml: String?
        let dvc_yaml_base64: String?
        let files: [String: String]?
        let artifacts: [String: [String: JSONValue]]?
        let error: String?

        var testDescription: String { id }

        /// All files of the repository by path.
        var repository: [String: Data] {
            var repository = (files ?? [:]).mapValues { Data($0.utf8) }
            repository["dvc.yaml"] =
                dvc_yaml.map { Data($0.utf8) } ?? dvc_yaml_base64.flatMap { Data(base64Encoded: $0) }
            return repository
        }
    }

    /// Where we answer otherwise, on purpose: what is broken elsewhere is no obstacle to a model that does not need
    /// it, and a stage is of no concern to the names of models.
    static let differences: [String: [String: [String: JSONValue]]] = [
        "broken-sibling": ["dvc.yaml": ["m": .object(["path": .string("x")])]],
        "broken-dvcfile": ["dvc.yaml": ["m": .object(["path": .string("x")])]],
        "broken-lock": ["dvc.yaml": ["m": .object(["path": .string("x")])]],
        "bad-stage": ["dvc.yaml": ["m": .object(["path": .string("x")])]],
    ]

    @Test(arguments: try Vectors.cases("dvc-yaml", as: Case.self))
    func `a dvc.yaml declares what DVC says`(recorded: Case) throws {
        let expected = Self.differences[recorded.id] ?? recorded.artifacts
        // Which dvc.yaml files count is Git's and DVC's business; here each is read alone.
        let paths = Set(["dvc.yaml"] + (expected ?? [:]).keys)
        func declared() throws -> [String: [String: JSONValue]] {
            var declared: [String: [String: JSONValue]] = [:]
            for path in paths {
                guard let artifacts = try artifacts(at: path, in: recorded.repository) else { continue }
                declared[path] = artifacts
            }
            return declared
        }
        if let expected {
            #expect(try declared() == expected)
        } else {
            #expect(recorded.error != nil)
            #expect(throws: DVCModelError.self) { try declared() }
        }
    }

    private func artifacts(at path: String, in repository: [String: Data]) throws -> [String: JSONValue]? {
        guard let bytes = repository[path] else { return nil }
        let artifacts = try ArtifactsFile.parse([UInt8](bytes), at: path) { (path) throws(DVCModelError) in
            repository[path].map { [UInt8]($0) }
        }
        let members = artifacts.map { ($0.name, JSONValue($0.entry).withoutEmptyFields) }
        return members.isEmpty ? nil : Dictionary(uniqueKeysWithValues: members)
    }
}
