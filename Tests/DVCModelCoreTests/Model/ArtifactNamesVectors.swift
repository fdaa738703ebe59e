import TestSupport
import Testing

@testable import DVCModelCore

/// How gto 1.10.1 and DVC 3.67.1 judge names.
@Suite struct ArtifactNamesVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let input: String
        let name_valid: Bool
        let fullname: FullName?
        let in_tag: String?
        let dvc_parse_path: ParsedPath
        let gto_shortcut: Shortcut

        var testDescription: String { input.debugDescription }
    }

    struct FullName: Decodable, Sendable, Equatable {
        let dirname: String?
        let name: String
    }

    struct ParsedPath: Decodable, Sendable {
        let dirname: String?
        /// nil where DVC finds no artifact of this form.
        let name: String?
    }

    struct Shortcut: Decodable, Sendable {
        let is_shortcut: Bool
        let name: String
        let stage: String?
        let version: String?
        let latest: Bool
    }

    /// One final line feed slips through GTO's patterns; no dvc.yaml means it.
    static let withLineFeed: Set = ["model\n"]

    @Test(arguments: try Vectors.cases("artifact-names", as: Case.self))
    func `a key of artifacts is valid where GTO says so`(recorded: Case) {
        let expected = recorded.name_valid && !Self.withLineFeed.contains(recorded.input)
        #expect(ArtifactName.isValid(name: recorded.input) == expected)
    }

    @Test(arguments: try Vectors.cases("artifact-names", as: Case.self))
    func `a full name has the parts that GTO finds`(recorded: Case) {
        let expected = Self.withLineFeed.contains(recorded.input) ? nil : recorded.fullname
        let name = ArtifactName(recorded.input)
        #expect(name.map { FullName(dirname: $0.directory, name: $0.name) } == expected)
        #expect(name?.inTag == (expected == nil ? nil : recorded.in_tag))
    }

    /// DVC rewrites `dvc.yaml:NAME` to `:NAME`, which it then refuses; to us it is the root's own.
    static let rootFile = ["dvc.yaml:model": FullName(dirname: nil, name: "model")]

    @Test(arguments: try Vectors.cases("artifact-names", as: Case.self))
    func `the name of the file itself is left out as DVC leaves it out`(recorded: Case) {
        let parsed = recorded.dvc_parse_path.name.map {
            FullName(dirname: recorded.dvc_parse_path.dirname, name: $0)
        }
        let expected =
            Self.withLineFeed.contains(recorded.input) ? nil : Self.rootFile[recorded.input] ?? parsed
        let name = ArtifactName(recorded.input)?.withoutFileName
        #expect(name.map { FullName(dirname: $0.directory, name: $0.name) } == expected)
    }

    @Test(arguments: try Vectors.cases("artifact-names", as: Case.self))
    func `an argument selects what gto show selects`(recorded: Case) throws {
        let argument = try? ModelArgument.parse(recorded.input)
        guard recorded.gto_shortcut.is_shortcut else {
            // What is no shortcut to GTO is a name, a tag, or an error here.
            #expect(argument?.selector == nil || GTOTag(recorded.input) != nil)
            return
        }
        let shortcut = recorded.gto_shortcut
        let selector: Selector? = shortcut.version.map { .version($0) } ?? shortcut.stage.map { .stage($0) }
        #expect(argument?.selector == (shortcut.latest ? .latest : selector))
        let name: ModelArgument.Name =
            shortcut.name.contains(":") ? .full(try ArtifactName.parse(shortcut.name)) : .bare(shortcut.name)
        #expect(argument?.name == name)
    }
}
