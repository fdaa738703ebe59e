import Foundation

/// A copy of one repository with its DVC remote, in the environment of a user who has no Studio.
package final class RemoteBed: Bed {
    package enum Storage: Sendable, Equatable {
        /// The folder that the repository's own config names; with `isOwn` a copy that the test may spoil.
        case folder(isOwn: Bool = false)
        /// `s3.py`, with the keys in `.dvc/config.local`.
        case s3
        /// `http_remote.py`, one for each test.
        case http(Login = .none)
    }

    /// How an http remote knows who asks.
    package enum Login: Sendable, Equatable {
        case none
        case basic
        /// A header of the storage's own: DVC's `auth = custom`.
        case header
    }

    /// The user and the secrets of the storages.
    package static let user = "ana"
    package static let password = "hunter2-of-ana"
    package static let headerName = "X-Storage-Key"

    package let scratch: TemporaryFolder
    package let checkout: String
    package let repositories: Repositories
    package let repository: RecordedRepository
    /// Nil for a folder.
    package let server: ServerProcess?

    /// - Parameters:
    ///   - others: where the repository is, if not among those that all tests share; with a folder only.
    ///   - name: of the repository. In S3 and over http there are those of ``PushedObjects/names``.
    ///   - tls: makes the http storage an https one.
    package init(
        _ name: String,
        of others: Repositories? = nil,
        _ storage: Storage = .folder(),
        tls: Certificates? = nil,
    ) async throws {
        repositories = if let others { others } else { try await Repositories.made() }
        guard let recorded = repositories.recorded[name] else {
            throw TestSupportFailure("no repository '\(name)'")
        }
        repository = recorded
        scratch = try TemporaryFolder()
        try scratch.makeFolder("home")
        switch storage {
        case .folder(let isOwn):
            if isOwn { try repositories.copyStorage(of: name, into: scratch) }
            checkout = try repositories.copy(name, into: scratch)
            server = nil
        case .s3:
            checkout = try repositories.copy(name, into: scratch)
            server = try await PushedObjects.inS3()
            try use(PushedObjects.options(of: name, inS3: server))
        case .http(let login):
            checkout = try repositories.copy(name, into: scratch)
            let arguments = login.serverArguments + (tls.map { ["--tls", $0.certificate, $0.key] } ?? [])
            let folder = try await PushedObjects.byHTTP()
            let server = try await ServerProcess.start("http_remote.py", [folder] + arguments)
            self.server = server
            try use(["url": "\(server.url)/\(name)"].merging(login.options) { _, given in given })
        }
    }

    /// The environment of one who sets nothing. A Studio that were asked all the same would be none that answers.
    package var environment: [String: String] {
        isolation.merging(["DVC_STUDIO_URL": "http://127.0.0.1:9"]) { _, given in given }
    }

    /// The path of a file's object in the DVC remote that is a folder.
    package func objectPath(_ file: RecordedFile) -> String { scratch.path("storage/\(file.key)") }
}

extension RemoteBed.Login {
    /// As DVC's config has it. Source: dvc/config_schema.py.
    package var options: [String: String] {
        switch self {
        case .none: [:]
        case .basic: ["auth": "basic", "user": RemoteBed.user, "password": RemoteBed.password]
        case .header:
            ["auth": "custom", "custom_auth_header": RemoteBed.headerName, "password": RemoteBed.password]
        }
    }

    fileprivate var serverArguments: [String] {
        switch self {
        case .none: []
        case .basic: ["--basic", "\(RemoteBed.user):\(RemoteBed.password)"]
        case .header: ["--header", "\(RemoteBed.headerName):\(RemoteBed.password)"]
        }
    }
}

/// What the real `dvc push` put into other storages than folders; once for all tests.
package enum PushedObjects {
    package static let names = ["single", "folder", "mono"]

    /// The S3 server that all tests share; the objects are below `pushed` in its bucket.
    package static func inS3() async throws -> ServerProcess {
        try await pushedS3.value
    }

    /// The folder that `http_remote.py` filled.
    package static func byHTTP() async throws -> String {
        try await pushedHTTP.value.path
    }

    /// The options of the DVC remote of a repository there.
    package static func options(of name: String, inS3 server: ServerProcess?) -> [String: String] {
        let settings = (server?.settings ?? [:]).compactMapValues(\.string)
        return [
            "url": "s3://models/pushed/\(name)",
            "endpointurl": settings["endpoint"] ?? "",
            "region": settings["region"] ?? "",
            "access_key_id": settings["access_key"] ?? "",
            "secret_access_key": settings["secret_key"] ?? "",
        ]
    }

    private static let pushedS3 = Task {
        let server = try await S3Server.shared()
        let access = options(of: "", inS3: server)
        try await push(access.merging(["url": "s3://models/pushed"]) { _, given in given })
        return server
    }

    private static let pushedHTTP = Task {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess.start("http_remote.py", [folder.path])
        try await push(["url": server.url, "method": "PUT"])
        return folder
    }

    private static func push(_ options: [String: String]) async throws {
        let made = try await Repositories.made().folder
        let text = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
        try await TestEnvironment.runServerProgram("push.py", [made, text] + names)
    }
}

/// The S3 server of all tests.
package enum S3Server {
    package static func shared() async throws -> ServerProcess { try await server.value }

    private static let server = Task {
        try await ServerProcess.start("s3.py", [Repositories.made().storagePath])
    }
}
