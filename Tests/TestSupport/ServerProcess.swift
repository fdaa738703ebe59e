import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One of the stand-in servers in `Tests/Servers`, running until this value goes away.
///
/// `Tests/Servers/serving.py` says what can be asked of it, and each server's own file which faults it knows.
package final class ServerProcess: Sendable {
    /// Where the server is, without a final slash.
    package let url: String
    /// Where it also is without TLS; the same as ``url`` for a server that has none.
    package let plainURL: String
    /// What the server said when it was ready, other than its URL.
    package let settings: [String: JSONValue]

    private let standardInput: FileHandle
    private let process: ChildProcess

    /// Starts `Tests/Servers/<script>` and waits until it is ready.
    package static func start(_ script: String, _ arguments: [String]) async throws -> ServerProcess {
        let (input, output) = (Pipe(), Pipe())
        // Another program that is started meanwhile must not hold the server's input open.
        for end in [input.fileHandleForWriting, output.fileHandleForReading] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let process = try ChildProcess(
            TestEnvironment.python(),
            [TestEnvironment.servers.appending(path: script).path] + arguments,
            in: TestEnvironment.folder.path,
            environment: TestEnvironment.variables,
            input: input.fileHandleForReading,
            output: output.fileHandleForWriting,
            errors: .standardError,
        )
        // The server's own copies are enough: its output ends when it does.
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        guard let line = await firstLine(of: output.fileHandleForReading) else {
            throw TestSupportFailure("\(script) ended before it was ready; its error is above")
        }
        return try ServerProcess(process, input.fileHandleForWriting, readyLine: line)
    }

    private init(_ process: ChildProcess, _ standardInput: FileHandle, readyLine: Data) throws {
        let said = try JSONDecoder().decode([String: JSONValue].self, from: readyLine)
        guard let url = said["url"]?.string, case .integer(let port)? = said["port"] else {
            throw TestSupportFailure("not a ready line: \(String(decoding: readyLine, as: UTF8.self))")
        }
        self.process = process
        self.standardInput = standardInput
        self.url = url
        settings = said
        plainURL = "http://127.0.0.1:\(port)"
    }

    deinit {
        // The server stops when its input ends; the signal is for an input that a child process still holds
        // open.
        try? standardInput.close()
        process.send(signal: SIGTERM)
    }

    /// Replaces all faults. The keys are `studio` for Studio, decoded paths or `*` for an object server.
    package func setFaults(_ faults: [String: [Fault]]) async throws {
        try await send("PUT", "/faults", body: JSONEncoder().encode(faults))
    }

    package func setFaults(_ faults: [String: Fault]) async throws {
        try await setFaults(faults.mapValues { [$0] })
    }

    /// The requests so far, in the order in which they came.
    package func requests() async throws -> [ServerRequest] {
        try JSONDecoder().decode([ServerRequest].self, from: await send("GET", "/log"))
    }

    /// Waits until a path was requested and so many bytes of its body were sent, over all requests.
    package func waitUntilSent(_ byteCount: Int = 0, of path: String) async throws {
        var query = URLComponents()
        query.queryItems = [
            URLQueryItem(name: "path", value: path), URLQueryItem(name: "bytes", value: "\(byteCount)"),
        ]
        try await send("GET", "/wait\(query.string ?? "")")
    }

    /// Lets the replies go on that a `hold` fault holds at this moment.
    package func release() async throws {
        try await send("POST", "/release")
    }

    @discardableResult
    private func send(_ method: String, _ path: String, body: Data? = nil) async throws -> Data {
        guard let url = URL(string: "\(plainURL)/-\(path)") else {
            throw TestSupportFailure("not a URL: \(path)")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        // A wait for what a tool does on a busy machine may be long; the default is a minute.
        request.timeoutInterval = 600
        let (reply, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw TestSupportFailure("\(method) \(url): \(String(decoding: reply, as: UTF8.self))")
        }
        return reply
    }

    /// Reads on a thread of its own: the read blocks. Nil when the output ends first.
    private static func firstLine(of output: FileHandle) async -> Data? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var line = Data()
                while !line.contains(UInt8(ascii: "\n")) {
                    let piece = output.availableData
                    if piece.isEmpty {
                        continuation.resume(returning: nil)
                        return
                    }
                    line += piece
                }
                continuation.resume(returning: line)
            }
        }
    }
}

/// A request as a stand-in server saw it.
package struct ServerRequest: Sendable, Equatable, Decodable {
    package let method: String
    /// Decoded.
    package let path: String
    /// As it came.
    package let query: String
    /// By name in lower case.
    package let headers: [String: String]
    /// How many bytes of the object went out.
    package let sent: Int
}
