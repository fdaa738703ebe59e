import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// A secret header goes to the storage that it is meant for, and to nobody else.
@Suite struct StorageAddressTests {
    private let bytes = TransferBed.bytes(1_000)
    private let access = HTTPAccess(headers: [.init(name: "X-Api-Key", value: "secret")])

    private func object(_ path: String, on bed: TransferBed) throws -> RemoteObject {
        var object = try bed.object(path, bytes)
        object.location = .url(SignedURL("\(bed.server.url)/\(path)"), access)
        return object
    }

    @Test func `the header is sent`() async throws {
        let bed = try await TransferBed()
        _ = try await bed.run(object("a", on: bed))
        #expect(bed.contents("a") == bytes)
        #expect(try await bed.sent("x-api-key", for: "a") == ["secret"])
    }

    @Test func `a redirect to the same origin gets the header`() async throws {
        let bed = try await TransferBed()
        let object = try object("a", on: bed)
        _ = try bed.object("b", bytes)
        try await bed.server.setFaults(["/a": Fault("redirect", times: 1, ["to": .string("/b")])])
        _ = try await bed.run(object)
        #expect(bed.contents("a") == bytes)
        #expect(try await bed.sent("x-api-key", for: "b") == ["secret"])
    }

    @Test func `a redirect to another origin does not get the header`() async throws {
        let bed = try await TransferBed()
        let other = try await TransferBed()
        let target = try other.object("b", bytes)
        let url = try #require(target.location.urlText)
        let object = try object("a", on: bed)
        try await bed.server.setFaults(["/a": Fault("redirect", times: 1, ["to": .string(url)])])
        _ = try await bed.run(object)
        #expect(bed.contents("a") == bytes)
        #expect(try await other.sent("x-api-key", for: "b") == [""])
    }

    @Test func `redirects without end are given up`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["/a": Fault("redirect", times: 99, ["to": .string("/a")])])
        #expect(try await bed.run(object("a", on: bed)).error?.code == .storageUnavailable)
        #expect(try await bed.server.requests().count == 6)
    }

    @Test func `a redirect from https to http is not followed`() throws {
        let object = RemoteObject(path: "a", location: .url(SignedURL("https://h/a"), access))
        var address = try #require(StorageAddress(object))
        let isFollowed = address.follow(status: 302, HTTPHeaders(["Location": "http://h/b"]))
        #expect(!isFollowed)
        #expect(address.url.text == "https://h/a")
    }
}
