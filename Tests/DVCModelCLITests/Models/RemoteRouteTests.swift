import DVCModelCore
import TestSupport
import Testing

@testable import DVCModelCLI

@Suite struct RemoteRouteTests {
    private func stallTimeout(_ words: String...) async throws -> Duration? {
        let bed = try await RemoteBed("single", .http())
        let url = try #require(bed.server?.url)
        try bed.use(["url": "\(url)/single", "read_timeout": "7"])
        let pull = try await ResolvedPull(bed, words)
        guard case .url(_, let access)? = pull.objects.first?.location else {
            throw TestSupportFailure("no URL")
        }
        return access.stallTimeout
    }

    @Test func `a DVC remote's own limit for silence counts where the user sets none`() async throws {
        #expect(try await stallTimeout() == .seconds(7))
    }

    @Test func `the user's limit goes before the one of the DVC remote`() async throws {
        #expect(try await stallTimeout("--stall-timeout", "90") == nil)
    }
}
