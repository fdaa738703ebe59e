package import Foundation

/// The repositories that `Tests/Servers/make_repositories.py` makes with the real git, DVC and GTO, and
/// what DVC says of them.
///
/// Made once and kept in `.test-env` until that program changes; tests work on copies.
package struct Repositories: Sendable {
    /// `<folder>/<name>` is a fresh clone, `<folder>/storage/<key>` an object.
    package let folder: String
    package let recorded: [String: RecordedRepository]

    package static func made() async throws -> Repositories {
        try await shared.value
    }

    private static let shared = Task {
        try Repositories(folder: await TestEnvironment.made(by: "make_repositories.py", in: "repositories"))
    }

    /// - Parameter folder: one that `make_repositories.py` or `make_versioned.py` filled.
    package init(folder: String) throws {
        self.folder = folder
        let manifest = try Data(contentsOf: URL(filePath: "\(folder)/manifest.json"))
        recorded = try JSONDecoder().decode([String: RecordedRepository].self, from: manifest)
    }

    package var manifestPath: String { "\(folder)/manifest.json" }
    package var storagePath: String { "\(folder)/storage" }

    /// Copies a clone to `<scratch>/<name>`, with its DVC remote in reach; gives the copy's path.
    package func copy(_ name: String, into scratch: TemporaryFolder) throws -> String {
        try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: scratch.path(name))
        if !FileManager.default.fileExists(atPath: scratch.path("storage")) {
            try scratch.link("storage", to: storagePath)
        }
        return scratch.path(name)
    }

    /// Copies a repository's DVC remotes to where ``copy(_:into:)`` then leaves them.
    package func copyStorage(of name: String, into scratch: TemporaryFolder) throws {
        try scratch.makeFolder("storage")
        for folder in try FileManager.default.contentsOfDirectory(atPath: storagePath)
        where folder == name || folder.hasPrefix("\(name)-") {
            try FileManager.default.copyItem(
                atPath: "\(storagePath)/\(folder)",
                toPath: scratch.path("storage/\(folder)")
            )
        }
    }

    /// The bytes of a file of a model.
    ///
    /// - Throws: for a file that this repository knows of, but does not have.
    package func contents(of file: RecordedFile) throws -> Data {
        switch file.holder {
        case .remote: try Data(contentsOf: URL(filePath: "\(storagePath)/\(file.key)"))
        case .git, .versions: Data((file.text ?? "").utf8)
        case .elsewhere, .nobody: throw TestSupportFailure("nobody here has '\(file.path)'")
        }
    }
}

package struct RecordedRepository: Sendable, Decodable {
    package let repoURL: String
    /// By full artifact name, `nlp:tokenizer`.
    package let models: [String: RecordedModel]

    private enum CodingKeys: String, CodingKey {
        case repoURL = "repo_url"
        case models
    }
}

package struct RecordedModel: Sendable, Decodable {
    /// As GTO says, like all of this but ``dvc``; nil where no version is active.
    package let latest: String?
    /// Stage to version.
    package let stages: [String: String]
    package let versions: [String: RecordedVersion]
    /// The commit that `dvc artifacts get` takes for "", `@v1.0.0` or `#prod`, of all that tags ever named; nil where
    /// it finds nothing.
    package let dvc: [String: String?]

    /// A version; the latest where none is named.
    package func version(_ version: String? = nil) throws -> RecordedVersion {
        guard let version = version ?? latest, let recorded = versions[version] else {
            throw TestSupportFailure("no version '\(version ?? "latest")' was recorded")
        }
        return recorded
    }

    /// The files of a version; those of the latest where none is named.
    package func files(at version: String? = nil) throws -> [RecordedFile] {
        try self.version(version).files
    }
}

package struct RecordedVersion: Sendable, Decodable {
    package let commit: String
    /// Sorted by path.
    package let files: [RecordedFile]
}

package struct RecordedFile: Sendable, Equatable, Decodable {
    /// Relative to the Git root.
    package let path: String
    package let md5: String
    /// `md5` or `md5-dos2unix`.
    package let rule: String
    package let size: Int64
    package let holder: Holder
    /// The object's path in the storage folder, and at an object server that serves it; empty for other holders than
    /// `remote`.
    package let key: String
    /// What the file holds, where that is no object of the storage folder.
    package let text: String?

    /// Who has the bytes; `registry.py` says more.
    package enum Holder: String, Sendable, Decodable {
        case remote, git, versions, elsewhere, nobody
    }
}

/// The Python environment of the tests, made by `scripts/test-env`.
package enum TestEnvironment {
    package static var folder: URL { checkout.appending(path: ".test-env") }
    package static var servers: URL { checkout.appending(path: "Tests/Servers") }

    /// What a Python program of the tests is given: nothing of the user's settings reaches DVC.
    package static var variables: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
        ]
    }

    /// - Throws: when the environment was not made.
    package static func python() throws -> String { try program("python") }

    /// A program of the environment, such as `dvc`.
    package static func program(_ name: String) throws -> String {
        let path = folder.appending(path: "bin/\(name)").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TestSupportFailure("\(path) is not there; run scripts/test-env")
        }
        return path
    }

    /// Runs a program of ``servers`` to its end, which must be a good one; gives its stdout.
    @discardableResult
    package static func runServerProgram(_ script: String, _ arguments: [String]) async throws -> String {
        let result = try await ToolRunner.run(
            python(),
            [servers.appending(path: script).path] + arguments,
            in: folder.path,
            environment: variables,
        )
        guard result.exit == .status(0) else {
            throw TestSupportFailure("\(script): \(result.errorOutput)")
        }
        return result.output
    }

    /// The folder that a program of ``servers`` fills once, below a folder of the environment, and prints.
    package static func made(by program: String, in name: String) async throws -> String {
        let below = folder.appending(path: name).path
        return try await runServerProgram(program, ["--cached", below]).trimmingCharacters(in: .newlines)
    }

    /// The checkout that the tests are of.
    package static var checkout: URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
