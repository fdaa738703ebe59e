import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct RenewalsTests {
    /// Signed on 2026-11-24 at 12:00, for an hour.
    private static let url = "https://s3.example.com/m?X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600"
    private static let end: Int64 = 1_795_525_200

    private func renewals() throws -> Renewals {
        var renewals = Renewals { .success($0) }
        let object = RemoteObject(path: "m", url: SignedURL(Self.url))
        renewals.look(at: [TransferJob(object: object, destination: try SafePath("m"), isReplacing: false)])
        return renewals
    }

    @Test func `addresses are renewed shortly before they end`() throws {
        let renewals = try renewals()
        #expect(!renewals.isDue(Self.end - 31))
        #expect(renewals.isDue(Self.end - 30))
    }

    @Test func `one renewal is for all who ask while it is under way`() throws {
        var renewals = try renewals()
        renewals.begin([], []) { _ in }
        #expect(!renewals.isDue(Self.end))
        #expect(renewals.isNeeded(0))
    }

    @Test func `fresh addresses that are over by the clock here are not renewed for that`() throws {
        var renewals = try renewals()
        renewals.end(expiresAt: Self.end, Self.end + 100)
        #expect(!renewals.isDue(Self.end + 200))
    }

    @Test func `fresh addresses end, too`() throws {
        var renewals = try renewals()
        renewals.end(expiresAt: Self.end + 3_600, Self.end)
        #expect(!renewals.isDue(Self.end + 3_000))
        #expect(renewals.isDue(Self.end + 3_600))
    }

    @Test func `where nobody can renew nothing is due`() throws {
        var renewals = Renewals(nil)
        let object = RemoteObject(path: "m", url: SignedURL(Self.url))
        renewals.look(at: [TransferJob(object: object, destination: try SafePath("m"), isReplacing: false)])
        #expect(!renewals.isPossible)
        #expect(!renewals.isDue(Self.end))
    }
}
