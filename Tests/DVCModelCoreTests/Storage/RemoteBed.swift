import Foundation
import TestSupport

@testable import DVCModelCore

/// A DVC repository in a scratch folder with what a test puts into its configuration, and a home folder.
struct RemoteBed {
    let folder: TemporaryFolder
    /// Beside those that keep the machine's own settings out.
    var variables: [String: String]

    init(_ variables: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("w/.dvc")
        self.variables = variables
    }

    var environment: Environment {
        let fixed = [
            "HOME": folder.path("home"), "DVC_SYSTEM_CONFIG_DIR": folder.path("s"),
            "DVC_GLOBAL_CONFIG_DIR": folder.path("g"), "PATH": "/usr/bin:/bin",
        ]
        return Environment(fixed.merging(variables) { _, given in given })
    }

    /// A remote `r` of these options, each value in quotes.
    func remote(_ url: String, _ options: [String: String] = [:]) throws -> DVCRemote {
        let lines = options.sorted { $0.key < $1.key }.map { "\($0.key) = \"\($0.value)\"\n" }.joined()
        try folder.write("['remote \"r\"']\nurl = '\(url)'\n\(lines)", to: "w/.dvc/config")
        return try DVCRemote("r", in: config(), environment: environment)
    }

    func config() throws -> DVCConfig {
        try DVCConfig(for: folder.path("w"), environment: environment)
    }

    /// Signed on 1 January 2026; nobody can be asked.
    var context: StorageContext {
        StorageContext(
            environment: environment,
            workingFolder: folder.path("w"),
            secondsSince1970: 1_767_225_600
        )
    }

    func access(_ url: String, _ options: [String: String] = [:]) throws -> StorageAccess {
        try StorageAccess(remote(url, options), context)
    }

    /// The URL and the access of the object ``digits``.
    func object(_ url: String, _ options: [String: String] = [:]) throws -> (url: String, access: HTTPAccess)
    {
        try Self.parts(access(url, options).location(of: Self.id))
    }

    static func parts(_ location: ObjectLocation) throws -> (url: String, access: HTTPAccess) {
        guard case .url(let url, let access) = location else { throw TestSupportFailure("no URL") }
        return (url.text, access)
    }

    static let digits = "0123456789abcdef0123456789abcdef"
    static let key = "files/md5/01/23456789abcdef0123456789abcdef"

    static var id: ObjectID {
        get throws {
            guard let id = ObjectID(recorded: digits, rule: .md5) else { throw TestSupportFailure("no MD5") }
            return id
        }
    }
}
