import DVCModelCore
import Foundation
import TestSupport
import Testing

/// What gto 1.10.1 reads from a tag.
@Suite struct GTOTagsVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let tag: String
        let result: Result?

        var testDescription: String { tag.debugDescription }
    }

    struct Result: Decodable, Sendable, Equatable {
        let name: String
        let action: String?
        let version: String?
        let stage: String?
        let counter: Decimal?
    }

    /// Where we answer otherwise, on purpose: one final line feed and other scripts' digits, which slip through
    /// GTO's pattern and fail later on.
    static let differences: [String: Result?] = [
        "model@v1.0.0\n": nil,
        "model@v1\u{0663}.0.0": nil,
        "model@v1.0.0-\u{0661}a": nil,
    ]

    @Test(arguments: try Vectors.cases("gto-tags", as: Case.self))
    func `a tag says what GTO says`(recorded: Case) {
        let expected = Self.differences[recorded.tag] ?? recorded.result
        #expect(GTOTag(recorded.tag).map(Result.init) == expected)
    }

    @Test(arguments: try Vectors.cases("gto-tags", as: Case.self))
    func `a tag is printed as it was read`(recorded: Case) {
        guard let tag = GTOTag(recorded.tag) else { return }
        #expect(tag.description == recorded.tag)
    }
}

private extension GTOTagsVectors.Result {
    init(_ tag: GTOTag) {
        var version: String?
        var stage: String?
        var action: String?
        switch tag.event {
        case .register(let text): (action, version) = ("register", text)
        case .deregister(let text): (action, version) = ("deregister", text)
        case .assign(let text): (action, stage) = ("assign", text)
        case .unassign(let text): (action, stage) = ("unassign", text)
        case .deprecate: action = "deprecate"
        case .create: break
        }
        self.init(
            name: tag.artifact.description,
            action: action,
            version: version,
            stage: stage,
            counter: tag.counter.flatMap { Decimal(string: $0) },
        )
    }
}
