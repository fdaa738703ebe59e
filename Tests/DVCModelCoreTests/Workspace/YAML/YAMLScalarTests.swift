import DVCModelCore
import Foundation
import TestSupport
import Testing

/// How ruamel.yaml 0.19.1 types scalars: `Tests/Fixtures/yaml-scalars.json`, made by the script beside it.
@Suite struct YAMLScalarTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let text: String
        /// Kind and value; nil for an error.
        let v1_2: [String]?
        let v1_1: [String]?

        var testDescription: String { text.debugDescription }
    }

    private struct File: Decodable {
        let cases: [Case]
    }

    private static func cases() throws -> [Case] {
        try JSONDecoder().decode(File.self, from: Fixtures.data("yaml-scalars.json")).cases
    }

    @Test(arguments: try cases())
    func `a scalar has ruamel's type`(recorded: Case) {
        #expect(answer(recorded.text) == recorded.v1_2)
    }

    @Test(arguments: try cases())
    func `a scalar after a directive for YAML 1.1 has ruamel's type`(recorded: Case) {
        #expect(answer("%YAML 1.1\n---\n" + recorded.text) == recorded.v1_1)
    }

    private func answer(_ text: String) -> [String]? {
        do {
            switch try YAML.parse(Array(text.utf8), file: "f")?.value ?? .null {
            case .null: return ["null", ""]
            case .bool(let flag): return ["bool", "\(flag)"]
            case .integer(let digits): return ["integer", digits]
            case .float(let number): return ["float", "\(number)"]
            case .string(let text): return ["string", text]
            case .timestamp: return ["timestamp", ""]
            case .other("binary"): return ["bytes", ""]
            case .other, .sequence, .mapping: return ["no scalar", ""]
            }
        } catch {
            return nil
        }
    }
}
