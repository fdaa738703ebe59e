import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// What gto 1.10.1 and DVC 3.67.1 make of histories of tags, each made anew with git. Where they differ, ours is
/// gto's.
@Suite struct GTOResolveVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let commits: [String]
        let tags: [TagHistory.Tag]
        let names: [String: RecordedAnswers]

        var testDescription: String { id }
    }

    @Test(arguments: try Vectors.cases("gto-resolve", as: Case.self))
    func `tags decide as GTO decides`(recorded: Case) throws {
        let folder = try TemporaryFolder()
        let history = try TagHistory(recorded.commits, recorded.tags, in: folder)
        let registry = try history.registry()
        for (name, answers) in recorded.names {
            answers.expectSame(of: try #require(ArtifactName(name)), in: registry, history)
        }
    }
}
