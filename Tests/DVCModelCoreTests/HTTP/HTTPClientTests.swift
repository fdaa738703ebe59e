import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct HTTPClientTests {
    private let scratch: TemporaryFolder
    private let server: ServerProcess
    private let cancellation = Cancellation()

    init() async throws {
        scratch = try TemporaryFolder()
        try scratch.write("0123456789", to: "ten")
        server = try await .start("objects.py", [scratch.path])
    }

    /// One request from a client of its own.
    private func get(
        _ url: String? = nil,
        headers: [String] = [],
        limit: Int = 1_000,
        timeout: Duration = .seconds(600),
        settings: HTTPSettings = TransferBed.settings,
    ) async throws -> Result<HTTPResponse, HTTPFailure> {
        let url = try #require(HTTPURL(url ?? "\(server.url)/ten"))
        return await onThread { [cancellation] in
            let client = HTTPClient(settings, cancellation: cancellation, log: Log())
            return Result { () throws(HTTPFailure) in
                try client.get(url, headers: headers, bodyLimit: limit, timeout: timeout)
            }
        }
    }

    private func kind(_ result: Result<HTTPResponse, HTTPFailure>) -> HTTPFailure.Kind? {
        if case .failure(let failure) = result { failure.kind } else { nil }
    }

    @Test func `a reply comes whole, with status and headers`() async throws {
        let response = try await get(headers: ["Range: bytes=2-4"]).get()
        #expect(response.status == 206)
        #expect(response.body == Array("234".utf8))
        #expect(response.headers["content-range"] == "bytes 2-4/10")
    }

    @Test(arguments: [("404", 404), ("500", 500), ("429", 429)])
    func `a refusal is a reply too`(fault: String, status: Int) async throws {
        try await server.setFaults(["*": Fault(fault)])
        #expect(try await get().get().status == status)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is handed back and not followed`(status: Int) async throws {
        let to = "http://127.0.0.1:1/elsewhere"
        try await server.setFaults(["*": Fault("redirect", ["to": .string(to), "status": .integer(status)])])
        let response = try await get().get()
        #expect(response.status == status)
        #expect(response.headers["Location"] == to)
        #expect(try await server.requests().count == 1)
    }

    @Test func `a body of just the limit is taken, a longer one given up`() async throws {
        #expect(try await get(limit: 10).get().body.count == 10)
        #expect(kind(try await get(limit: 9)) == .tooLarge)
        try await server.setFaults(["*": "no-length"])
        #expect(kind(try await get(limit: 9)) == .tooLarge)
    }

    @Test func `headers of an interim reply are not the reply's`() async throws {
        try await server.setFaults(["*": Fault("interim", ["set": .object(["ETag": .null])])])
        #expect(try await get().get().headers["ETag"] == nil)
    }

    @Test func `headers are read in any case, and odd lines do no harm`() async throws {
        try await server.setFaults(["*": "odd-headers"])
        let response = try await get().get()
        #expect(response.headers["Content-Type"] == "application/octet-stream")
        #expect(response.headers["X-Bytes"] == "\u{FFFD}\u{FFFD}")
        #expect(response.body.count == 10)
    }

    @Test(arguments: ["no-answer", "stall"])
    func `a reply that takes too long is given up`(fault: String) async throws {
        try await server.setFaults(["*": Fault(fault)])
        #expect(kind(try await get(timeout: .milliseconds(300))) == .timedOut)
    }

    @Test(arguments: ["truncated", "reset"])
    func `a reply that breaks off is no reply`(fault: String) async throws {
        try await server.setFaults(["*": Fault(fault)])
        #expect(kind(try await get()) == .brokenOff)
    }

    @Test func `a connection that breaks off before it is secure is told as that`() async throws {
        let plain = server.url.replacingOccurrences(of: "http://", with: "https://")
        #expect(kind(try await get("\(plain)/ten")) == .brokenOff)
    }

    @Test func `nobody there is told`() async throws {
        #expect(kind(try await get("http://127.0.0.1:1/")) == .unreachable)
    }

    @Test func `a file of CA certificates that is not there is told`() async throws {
        var settings = TransferBed.settings
        settings.caFile = Sourced("/nonexistent/ca.pem", from: .option("--cacert"))
        let https = server.url.replacingOccurrences(of: "http://", with: "https://")
        #expect(kind(try await get(https, settings: settings)) == .tls)
    }

    @Test(arguments: ["no-answer", "hold"])
    func `a request ends at once when it is cancelled`(fault: String) async throws {
        try await server.setFaults(["*": Fault(fault)])
        async let result = get()
        try await server.waitUntilSent(of: "/ten")
        cancellation.cancel(signal: SIGINT)
        #expect(kind(try await result) == .cancelled)
    }

    @Test func `a pause ends at once when it is cancelled`() async throws {
        let result = await onThread { [cancellation] in
            let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: Log())
            Thread.detachNewThread { cancellation.cancel(signal: SIGINT) }
            return Result { () throws(HTTPFailure) in try client.pause(.seconds(3_600)) }
        }
        #expect(throws: HTTPFailure.self) { try result.get() }
    }

    @Test func `one client makes many requests, whatever became of those before`() async throws {
        try await server.setFaults([
            "*": [Fault("reset", times: 1), Fault("truncated", times: 1), Fault("500", times: 1)]
        ])
        let url = try #require(HTTPURL("\(server.url)/ten"))
        let results = await onThread { [cancellation] in
            let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: Log())
            return [1_000, 1_000, 1_000, 5, 1_000].map { limit in
                Result { () throws(HTTPFailure) in
                    try client.get(url, headers: [], bodyLimit: limit, timeout: .seconds(20)).status
                }
            }
        }
        #expect(results.map { try? $0.get() } == [nil, nil, 500, nil, 200])
        #expect(try await server.requests().count == 5)
    }

    @Test func `what the server asks to wait is told`() async throws {
        try await server.setFaults(["*": Fault("429", times: 1, ["retry_after": "7"])])
        let url = try #require(HTTPURL("\(server.url)/ten"))
        let told = await onThread { [cancellation] in
            let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: Log())
            return (0..<2).map { _ in
                // Only what the client says afterwards is looked at.
                _ = try? client.get(url, headers: [], bodyLimit: 1_000, timeout: .seconds(20))
                return client.retryAfter
            }
        }
        #expect(told == [.seconds(7), nil])
    }

    @Test func `the log has each exchange, without the query`() async throws {
        let lines = Mutex<[String]>([])
        let url = try #require(HTTPURL("\(server.url)/ten?X-Amz-Signature=secret"))
        let status = await onThread { [cancellation] in
            let log = Log { level, text in lines.withLock { $0.append("\(level) \(text())") } }
            let client = HTTPClient(TransferBed.settings, cancellation: cancellation, log: log)
            return try? client.get(url, headers: [], bodyLimit: 1_000, timeout: .seconds(20)).status
        }
        #expect(status == 200)
        let line = try #require(lines.withLock { $0 }.first)
        #expect(line.hasPrefix("exchange GET \(server.url)/ten?… -> 200, 10 bytes, "))
    }
}

@Suite struct HTTPHeadersTests {
    private func headers(_ lines: String...) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for line in lines { Array(line.utf8).withUnsafeBytes { headers.receive(line: $0) } }
        return headers
    }

    @Test func `a status line begins anew`() {
        #expect(headers("HTTP/1.1 302 Found", "ETag: 1", "HTTP/1.1 200 OK", "Age: 2")["ETag"] == nil)
    }

    @Test(arguments: [
        ("A: b", "b"), ("a:b", "b"), ("A:\t b c \t", "b c"), ("A: b: c", "b: c"), ("A:", ""),
        ("A: \u{301}", "\u{301}"),
    ])
    func `a line is a name and a value`(line: String, value: String) {
        #expect(headers(line)["a"] == value)
    }

    @Test(arguments: ["", "A", " A: b", "A : b", "\tb"])
    func `a line without a whole name is nobody's`(line: String) {
        #expect(headers(line)["A"] == nil)
    }

    @Test func `a name that comes twice has both values`() {
        let both = headers("x-goog-hash: md5=1B2M2Y8AsgTpgAmY7PhCfg==", "X-Goog-Hash: crc32c=AAAAAA==")
        #expect(both["x-goog-hash"] == "md5=1B2M2Y8AsgTpgAmY7PhCfg==, crc32c=AAAAAA==")
        #expect(
            ExpectedMD5(headers: both, isWholeObject: false)?.digest.description
                == "d41d8cd98f00b204e9800998ecf8427e"
        )
    }
}
