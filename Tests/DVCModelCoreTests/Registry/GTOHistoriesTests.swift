import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// Some hundred random histories of tags, and what the real gto and DVC say of each.
@Suite struct GTOHistoriesTests {
    private struct File: Decodable {
        let cases: [Case]
    }

    private struct Case: Decodable {
        let id: String
        /// By label.
        let commits: [String: String]
        let names: [String: RecordedAnswers]
    }

    @Test func `random tags decide as GTO decides`() async throws {
        let folder = try await TestEnvironment.made(by: "gto_histories.py", in: "histories")
        let recorded = try Data(contentsOf: URL(filePath: "\(folder)/histories.json"))
        let cases = try JSONDecoder().decode(File.self, from: recorded).cases
        try #require(cases.count >= 200)
        for recorded in cases {
            let history = TagHistory(path: "\(folder)/\(recorded.id)", commits: recorded.commits)
            let registry = try history.registry()
            for (name, answers) in recorded.names {
                answers.expectSame(of: try #require(ArtifactName(name)), in: registry, history)
            }
        }
    }
}
