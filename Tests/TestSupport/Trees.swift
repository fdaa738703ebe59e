import Foundation

/// Random commits, and what the real DVC finds in them: `Tests/Servers/make_trees.py` says more.
///
/// Made once and kept in `.test-env` until that program changes.
package struct Trees: Sendable, Decodable {
    package struct Tree: Sendable, Decodable {
        package let seed: Int
        package let files: [Source]
        package let objects: [String: String]
        package let answers: [Answer]
    }

    /// A file of the commit.
    package struct Source: Sendable, Decodable {
        package let path: String
        package let text: String
    }

    package struct Answer: Sendable, Decodable {
        package let path: String
        package let files: [File]?
        package let dir: String?
        package let error: String?
    }

    package struct File: Sendable, Decodable, Hashable {
        package let path: String
        package var git: Bool?
        package var hash_name: String?
        package var hash: String?
        package var size: Int64?
        package var isexec: Bool?
        package var version_id: String?
        package var root: String?

        package init(path: String) {
            self.path = path
        }
    }

    package struct Ignore: Sendable, Decodable {
        package struct Answer: Sendable, Decodable {
            package let path: String
            package let ignored: Bool
        }

        package let seed: Int
        package let files: [Source]
        package let answers: [Answer]
    }

    /// A `.dvc` file, dvc.yaml or dvc.lock, and DVC's complaint about it.
    package struct Document: Sendable, Decodable {
        package let path: String
        package let text: String
        package let error: String?
    }

    package let trees: [Tree]
    package let ignores: [Ignore]
    package let documents: [Document]

    package static func made() async throws -> Trees {
        try await shared.value
    }

    private static let shared = Task {
        let program = TestEnvironment.servers.appending(path: "make_trees.py").path
        let made = try await ToolRunner.run(
            TestEnvironment.python(),
            [program, "--cached", TestEnvironment.folder.appending(path: "trees").path],
            in: TestEnvironment.folder.path,
            environment: TestEnvironment.variables,
        )
        guard made.exit == .status(0) else {
            throw TestSupportFailure("make_trees.py: \(made.errorOutput)")
        }
        let file = URL(filePath: made.output.trimmingCharacters(in: .newlines))
        return try JSONDecoder().decode(Trees.self, from: Data(contentsOf: file))
    }
}
