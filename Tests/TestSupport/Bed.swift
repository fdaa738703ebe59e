package import Foundation

/// A copy of one repository, and the environment in which a user runs the tools there.
package protocol Bed: Sendable {
    var scratch: TemporaryFolder { get }
    /// The checkout's path: a fresh clone, without model files or cache.
    var checkout: String { get }
    var repositories: Repositories { get }
    var repository: RecordedRepository { get }
    var environment: [String: String] { get }
}

extension Bed {
    /// What keeps the machine's own settings out.
    package var isolation: [String: String] {
        [
            "HOME": scratch.path("home"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "DVC_SYSTEM_CONFIG_DIR": scratch.path("home/system"),
            "DVC_SITE_CACHE_DIR": scratch.path("home/site"),
            "DVC_NO_ANALYTICS": "1",
        ]
    }

    /// Runs a tool in a folder of the checkout; `variables` are set beside, or instead of, the environment's.
    package func run(
        _ tool: String,
        _ arguments: String...,
        in folder: String = "",
        with variables: [String: String] = [:],
        input: Data = Data(),
    ) async throws -> ToolResult {
        try await start(tool, arguments, in: folder, with: variables, input: input).result()
    }

    /// Starts a tool as ``run(_:_:in:with:input:)`` does and does not wait.
    package func start(
        _ tool: String,
        _ arguments: [String] = [],
        in folder: String = "",
        with variables: [String: String] = [:],
        input: Data = Data(),
    ) throws -> RunningTool {
        try ToolRunner.start(
            tool,
            arguments,
            in: folder.isEmpty ? checkout : "\(checkout)/\(folder)",
            environment: environment.merging(variables) { _, given in given },
            input: input,
        )
    }

    /// Runs the real DVC in a folder of the checkout; it must succeed. Gives its stdout.
    @discardableResult
    package func dvc(_ arguments: String..., in folder: String = "") async throws -> String {
        let result = try await start(TestEnvironment.program("dvc"), arguments, in: folder).result()
        guard result.exit == .status(0) else {
            throw TestSupportFailure(
                "dvc \(arguments): \(result.exit): \(result.output)\(result.errorOutput)"
            )
        }
        return result.output
    }

    /// Runs a command that a tool advised, as the user would paste it; it must succeed.
    package func paste(_ command: String, in folder: String = "") async throws {
        let path = "\(TestEnvironment.folder.path)/bin:\(TestEnvironment.variables["PATH"] ?? "")"
        let result = try await start("/bin/sh", ["-c", command], in: folder, with: ["PATH": path]).result()
        guard result.exit == .status(0) else {
            throw TestSupportFailure("\(command): \(result.exit): \(result.output)\(result.errorOutput)")
        }
    }

    package func model(_ name: String) throws -> RecordedModel {
        guard let model = repository.models[name] else {
            throw TestSupportFailure("no model '\(name)' was recorded")
        }
        return model
    }

    /// The only file of a model's version, or its first one.
    package func file(of name: String, at version: String? = nil) throws -> RecordedFile {
        guard let file = try model(name).files(at: version).first else {
            throw TestSupportFailure("no file of '\(name)' was recorded")
        }
        return file
    }

    /// The bytes at a path in the checkout; nil when nothing is there.
    package func contents(_ path: String) -> Data? {
        FileManager.default.contents(atPath: "\(checkout)/\(path)")
    }

    /// Writes a file in the checkout, in place of any that is there, and makes the folders on the way.
    package func write(_ bytes: Data, to path: String) throws {
        let url = URL(filePath: "\(checkout)/\(path)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try? FileManager.default.removeItem(at: url)
        try bytes.write(to: url)
    }

    package func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    /// Makes a DVC remote with these options the default one, in `.dvc/config.local`.
    package func use(_ options: [String: String], named name: String = "pushed") throws {
        let lines = options.map { "    \($0.key) = \($0.value)\n" }.sorted().joined()
        try write("[core]\n    remote = \(name)\n['remote \"\(name)\"']\n\(lines)", to: ".dvc/config.local")
    }

    /// Commits everything in the checkout and puts an annotated tag on it.
    package func commit(tag: String) throws {
        try Program.git("add", "-A", in: checkout)
        try Program.git("commit", "-q", "--allow-empty", "-m", tag, in: checkout)
        try Program.git("tag", "-a", "-m", tag, tag, in: checkout)
    }

    /// Replaces an object of a cache or of a local DVC remote by other bytes of the same length, with the mode that
    /// DVC takes for a proof.
    package func damage(_ path: String) throws {
        let object = URL(filePath: path)
        let damaged = Data(try Data(contentsOf: object).map { ~$0 })
        try FileManager.default.removeItem(at: object)
        try damaged.write(to: object)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    }
}

extension JSONValue {
    /// The document that a tool printed.
    package init(_ output: Data) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: output)
    }

    /// No element for what is no array.
    package var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// What the elements of a list have under a key; null where one has nothing.
    package func column(_ list: String, _ key: String) -> [JSONValue] {
        (self[list]?.elements ?? []).map { $0[key] ?? .null }
    }
}
