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

    private init(folder: String) throws {
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

    /// The bytes of an object, which are those of the file in the model.
    package func contents(of file: RecordedFile) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(storagePath)/\(file.key)"))
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
    package let latest: String
    /// Stage to version.
    package let stages: [String: String]
    package let versions: [String: RecordedVersion]

    /// The files of a version; those of the latest where none is named.
    package func files(at version: String? = nil) throws -> [RecordedFile] {
        guard let recorded = versions[version ?? latest] else {
            throw TestSupportFailure("no version '\(version ?? latest)' was recorded")
        }
        return recorded.files
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
    package let size: Int64
    /// The object's path in the storage folder, and at an object server that serves it.
    package let key: String
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

    /// The folder that a program of `Tests/Servers` fills once, below a folder of the environment, and prints.
    package static func made(by program: String, in name: String) async throws -> String {
        let made = try await ToolRunner.run(
            python(),
            [servers.appending(path: program).path, "--cached", folder.appending(path: name).path],
            in: folder.path,
            environment: variables,
        )
        guard made.exit == .status(0) else { throw TestSupportFailure("\(program): \(made.errorOutput)") }
        return made.output.trimmingCharacters(in: .newlines)
    }

    private static var checkout: URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
