import Foundation
import TestSupport

@testable import DVCModelCore

/// A repository made by git for one test.
struct GitRepository {
    let folder: TemporaryFolder
    let path: String

    init(_ arguments: String...) throws {
        folder = try TemporaryFolder()
        path = try folder.makeFolder("repository")
        try run(["init", "-q", "-b", "main"] + arguments)
    }

    var layout: GitLayout {
        get throws {
            guard let layout = try GitLayout.find(from: path) else {
                throw TestSupportFailure("no repository")
            }
            return layout
        }
    }

    func objects(_ environment: Environment = .tests) throws -> GitObjects {
        GitObjects(try layout, environment: environment)
    }

    /// Runs git, which must succeed; gives its output without the final line end.
    @discardableResult
    func git(_ arguments: String...) throws -> String { try run(arguments) }

    /// Gives the id of a new commit with these files beside those of the commit before.
    @discardableResult
    func commit(_ files: [String: String] = [:]) throws -> String {
        for (name, text) in files { try folder.write(text, to: "repository/\(name)") }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", "x")
        return try git("rev-parse", "HEAD")
    }

    /// Gives the id of a new annotated tag's object.
    @discardableResult
    func tag(_ name: String, _ target: String = "HEAD", time: Int = 1_700_000_000) throws -> String {
        try run(["tag", "-a", "-m", name, name, target], ["GIT_COMMITTER_DATE": "@\(time) +0000"])
        return try git("rev-parse", "refs/tags/\(name)")
    }

    /// Runs a `git fast-import` of this text.
    func fastImport(_ text: String) throws {
        try run(["fast-import", "--quiet"], input: text)
    }

    /// Gives the id of a new object, which need not make sense.
    func write(_ text: String, as kind: String) throws -> String {
        try run(["hash-object", "-t", kind, "-w", "--stdin", "--literally"], input: text)
    }

    /// Replaces the file of a loose object, which is found by its id.
    func damage(_ id: String, _ bytes: Data = Data("damaged".utf8)) throws {
        let file = "repository/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        try FileManager.default.removeItem(atPath: folder.path(file))
        try folder.write(bytes, to: file)
    }

    @discardableResult
    private func run(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        input: String = "",
    ) throws -> String {
        let who = [
            "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com",
            "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
        ]
        let result = try Program.run(
            "git",
            arguments,
            in: path,
            environment: who.merging(environment) { $1 },
            input: Data(input.utf8),
        )
        guard result.status == 0 else {
            throw TestSupportFailure("git \(arguments.joined(separator: " ")): \(result.errorOutput)")
        }
        return result.output.trimmingCharacters(in: .newlines)
    }
}

extension Environment {
    /// What git needs to run, and none of the user's settings.
    static var tests: Environment { tests() }

    static func tests(_ further: [String: String] = [:]) -> Environment {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return Environment(
            ["PATH": path, "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"].merging(further) { $1 }
        )
    }
}
