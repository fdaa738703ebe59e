package import Foundation

/// A copy of one repository with a Studio and an object storage behind it, and the environment in which a
/// user who has set `DVC_STUDIO_URL` and `DVC_STUDIO_TOKEN` runs the tools.
package final class TestBed: Sendable {
    package static let token = "stand-in-token"

    package let scratch: TemporaryFolder
    /// The checkout's path: a fresh clone, without model files or cache.
    package let checkout: String
    package let repositories: Repositories
    package let repository: RecordedRepository
    package let studio: ServerProcess
    /// Where the URLs of Studio's answers point.
    package let objects: ServerProcess

    package enum Storage: Sendable {
        /// `objects.py`, one for each test: it knows faults, and logs its requests.
        case plain
        /// `s3.py`, one for all tests: it checks signature, method and expiry.
        case s3
    }

    /// - Parameters:
    ///   - prefix: the path below which Studio is, such as `/studio`.
    ///   - tls: makes both servers https ones; of the plain storage only.
    package init(
        _ name: String,
        storage: Storage = .plain,
        prefix: String = "",
        tls: Certificates? = nil,
    ) async throws {
        repositories = try await Repositories.made()
        guard let recorded = repositories.recorded[name] else {
            throw TestSupportFailure("no repository '\(name)'")
        }
        repository = recorded
        scratch = try TemporaryFolder()
        try scratch.makeFolder("home")
        checkout = try repositories.copy(name, into: scratch)
        let manifest = repositories.manifestPath
        let tlsArguments = tls.map { ["--tls", $0.certificate, $0.key] } ?? []
        var arguments = ["--token", Self.token, "--prefix", prefix] + tlsArguments
        switch storage {
        case .plain:
            objects = try await .start("objects.py", [repositories.storagePath] + tlsArguments)
        case .s3:
            objects = try await Self.s3.value
            let settings = String(decoding: try JSONEncoder().encode(objects.settings), as: UTF8.self)
            arguments += ["--s3", settings]
        }
        studio = try await .start("studio.py", [manifest, "--objects", objects.url] + arguments)
    }

    private static let s3 = Task {
        try await ServerProcess.start("s3.py", [Repositories.made().storagePath])
    }

    /// Only what the user set, and nothing of the machine's settings.
    package var environment: [String: String] {
        [
            "HOME": scratch.path("home"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "DVC_SYSTEM_CONFIG_DIR": scratch.path("home/system"),
            "DVC_SITE_CACHE_DIR": scratch.path("home/site"),
            "DVC_NO_ANALYTICS": "1",
            "DVC_STUDIO_URL": studio.url,
            "DVC_STUDIO_TOKEN": Self.token,
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

    package func model(_ name: String) throws -> RecordedModel {
        guard let model = repository.models[name] else {
            throw TestSupportFailure("no model '\(name)' was recorded")
        }
        return model
    }

    /// The bytes at a path in the checkout; nil when nothing is there.
    package func contents(_ path: String) -> Data? {
        FileManager.default.contents(atPath: "\(checkout)/\(path)")
    }
}
