import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct HTTPClientTests {
    private let storage: TemporaryFolder
    private let server: ServerProcess
    private let cancellation = Cancellation()

    init() async throws {
        storage = try TemporaryFolder()
        try storage.write(Data(repeating: 7, count: 1_000), to: "x")
        server = try await .start("objects.py", [storage.path])
    }

    private func get(
        _ path: String = "x",
        bodyLimit: Int = 1_000,
        timeout: Duration = .seconds(20),
    ) async throws -> Result<HTTPResponse, HTTPFailure> {
        let url = try #require(HTTPURL("\(server.url)/\(path)"))
        return await onThread { [cancellation] in
            let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: Log())
            return Result { () throws(HTTPFailure) in
                try client.get(url, headers: ["X-Mine: yes"], bodyLimit: bodyLimit, timeout: timeout)
            }
        }
    }

    @Test func `a reply comes whole, its headers by names of any case`() async throws {
        try await server.setFaults(["*": "odd-headers"])
        let reply = try await get().get()
        #expect(reply.status == 200)
        #expect(reply.body == Array(repeating: 7, count: 1_000))
        #expect(reply.headers["content-LENGTH"] == "1000")
        #expect(try await server.requests().map { $0.headers["x-mine"] } == ["yes"])
    }

    @Test func `what an earlier head said is forgotten`() async throws {
        try await server.setFaults(["*": Fault("interim", ["set": .object(["ETag": .null])])])
        #expect(try await get().get().headers["ETag"] == nil)
    }

    @Test func `a body longer than the limit is given up`() async throws {
        #expect(try await get(bodyLimit: 999).failure?.kind == .tooLarge)
    }

    @Test func `a redirect is not followed`() async throws {
        try await server.setFaults(["*": Fault("redirect", ["to": "/y"])])
        let reply = try await get().get()
        #expect(reply.status == 302)
        #expect(reply.headers["Location"] == "/y")
        #expect(try await server.requests().map(\.path) == ["/x"])
    }

    @Test(arguments: ["no-answer", "hold"])
    func `a reply that does not come in time is a failure`(fault: String) async throws {
        try await server.setFaults(["*": Fault(fault)])
        #expect(try await get(timeout: .milliseconds(200)).failure?.kind == .timedOut)
    }

    @Test func `a reply that breaks off is a failure`() async throws {
        try await server.setFaults(["*": "truncated"])
        #expect(try await get().failure?.kind == .brokenOff)
    }

    @Test func `it stops at once while it waits`() async throws {
        try await server.setFaults(["*": "hold"])
        async let reply = get()
        try await server.waitUntilSent(500, of: "/x")
        cancellation.cancel(signal: SIGINT)
        #expect(try await reply.failure?.kind == .cancelled)
    }

    @Test func `a pause ends when the run is to stop`() async throws {
        cancellation.cancel(signal: SIGINT)
        let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: Log())
        #expect(throws: HTTPFailure(kind: .cancelled, message: "cancelled")) {
            try client.pause(.seconds(60))
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
