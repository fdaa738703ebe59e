import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DVCConfigSchemaTests {
    /// What the real DVC takes.
    struct Recorded: Decodable, Sendable {
        struct Setting: Decodable, Sendable, CustomTestStringConvertible {
            let header: String
            let key: String
            let valid: [Bool]

            var testDescription: String { "\(header) \(key)" }
        }

        let values: [String]
        let settings: [Setting]

        static func read() throws -> Recorded {
            try JSONDecoder().decode(Recorded.self, from: Fixtures.data("dvc-schema.json"))
        }
    }

    private func isValid(_ text: String) -> Bool {
        do throws(DVCModelError) {
            try DVCConfigSchema.check(
                try DVCConfigNode.file(try ConfigObj.parse(text, file: "f"), "f", .repo)
            )
            return true
        } catch {
            #expect(error.code == .dvcConfigInvalid)
            return false
        }
    }

    /// DVC takes a list for its printed form there, which then names no remote; here it is an error at once.
    private static let listsRefusedHere = ["remote", "machine", "instance_type", "instance_gpu"]

    @Test(arguments: try Recorded.read().settings)
    func `a setting takes the values that DVC takes`(setting: Recorded.Setting) throws {
        for (value, isTaken) in zip(try Recorded.read().values, setting.valid) {
            let isListRefusedHere =
                value.contains(", ") && !value.hasPrefix("'")
                && Self.listsRefusedHere.contains(setting.key) && !setting.header.hasPrefix("[feature")
            let answer = isValid("\(setting.header)\n\(setting.key) = \(value)\n")
            #expect(answer == (isTaken && !isListRefusedHere), "\(setting.key) = \(value)")
        }
    }
}
