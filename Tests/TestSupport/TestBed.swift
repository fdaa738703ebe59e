import Foundation

/// A copy of one repository with a Studio and an object storage behind it, and the environment in which a
/// user who has set `DVC_STUDIO_URL` and `DVC_STUDIO_TOKEN` runs the tools.
package final class TestBed: Bed {
    package static let token = "stand-in-token"

    package let scratch: TemporaryFolder
    package let checkout: String
    package let repositories: Repositories
    package let repository: RecordedRepository
    package let studio: ServerProcess
    /// Where the URLs of Studio's answers point.
    package let objects: ServerProcess

    package enum Storage: Sendable {
        /// `objects.py`, one for each test: it knows faults, and logs its requests.
        case plain
        /// The same over a copy of the repository's DVC remotes, which the test may spoil.
        case own
        /// `s3.py`, one for all tests: it checks signature, method and expiry.
        case s3
    }

    /// - Parameters:
    ///   - others: where the repository is, if not among those that all tests share.
    ///   - hasTags: whether the clone has its tags, without which Git tells nothing of the model.
    ///   - prefix: the path below which Studio is, such as `/studio`.
    ///   - tls: makes both servers https ones; of the plain storage only.
    package init(
        _ name: String,
        of others: Repositories? = nil,
        hasTags: Bool = true,
        storage: Storage = .plain,
        prefix: String = "",
        tls: Certificates? = nil,
    ) async throws {
        repositories = if let others { others } else { try await Repositories.made() }
        guard let recorded = repositories.recorded[name] else {
            throw TestSupportFailure("no repository '\(name)'")
        }
        repository = recorded
        scratch = try TemporaryFolder()
        try scratch.makeFolder("home")
        if storage == .own { try repositories.copyStorage(of: name, into: scratch) }
        checkout = try repositories.copy(name, into: scratch)
        if !hasTags {
            let tags = try Program.git("tag", in: checkout).split(separator: "\n").map(String.init)
            for tag in tags { try Program.git("tag", "-d", tag, in: checkout) }
        }
        let manifest = repositories.manifestPath
        let tlsArguments = tls.map { ["--tls", $0.certificate, $0.key] } ?? []
        var arguments = ["--token", Self.token, "--prefix", prefix] + tlsArguments
        switch storage {
        case .plain, .own:
            let folder = storage == .own ? scratch.path("storage") : repositories.storagePath
            objects = try await .start("objects.py", [folder] + tlsArguments)
        case .s3:
            objects = try await S3Server.shared()
            let settings = String(decoding: try JSONEncoder().encode(objects.settings), as: UTF8.self)
            arguments += ["--s3", settings]
        }
        studio = try await .start("studio.py", [manifest, "--objects", objects.url] + arguments)
    }

    /// Only what the user set, and nothing of the machine's settings.
    package var environment: [String: String] {
        isolation.merging(["DVC_STUDIO_URL": studio.url, "DVC_STUDIO_TOKEN": Self.token]) { _, given in given
        }
    }
}
