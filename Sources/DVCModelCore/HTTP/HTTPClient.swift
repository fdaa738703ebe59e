/// Fetches small replies whole, one at a time, over kept connections.
package final class HTTPClient {
    private let multi = CurlMulti(connections: 4)
    private let handle: CurlHandle
    private let cancellation: Cancellation
    private let log: Log

    package init(_ settings: HTTPSettings, cancellation: Cancellation, log: Log) {
        handle = CurlHandle(settings)
        self.cancellation = cancellation
        self.log = log
        cancellation.whenCancelled { [bell = multi.bell] in bell.ring() }
    }

    /// One GET; no redirect is followed.
    ///
    /// - Parameters:
    ///   - headers: whole lines, `Name: value`.
    ///   - bodyLimit: in bytes; a longer body is given up.
    ///   - timeout: for the whole reply.
    package func get(
        _ url: HTTPURL,
        headers: [String],
        bodyLimit: Int,
        timeout: Duration,
    ) throws(HTTPFailure) -> HTTPResponse {
        let collector = ReplyCollector(limit: bodyLimit)
        handle.prepare(
            url,
            headers: headers,
            redirects: 0,
            stallTimeout: nil,
            totalTimeout: timeout,
            receiver: collector
        )
        multi.add(handle)
        var outcome: HTTPFailure??
        while outcome == nil {
            guard !cancellation.isCancelled else {
                multi.remove(handle)
                throw HTTPFailure(kind: .cancelled, message: "cancelled")
            }
            multi.perform { _, failure in outcome = .some(failure) }
            if outcome == nil { multi.wait(atMost: .seconds(1)) }
        }
        if collector.isOverflowing {
            throw HTTPFailure(kind: .tooLarge, message: "the body is longer than \(bodyLimit) bytes")
        }
        if let failure = outcome ?? nil {
            log.exchange("GET \(url) -> \(failure.message)")
            throw failure
        }
        let milliseconds = handle.elapsedMicroseconds / 1_000
        log.exchange("GET \(url) -> \(handle.status), \(collector.body.count) bytes, \(milliseconds) ms")
        return HTTPResponse(status: handle.status, headers: collector.headers, body: collector.body)
    }

    /// What the last reply's `Retry-After` asks for.
    package var retryAfter: Duration? { handle.retryAfter }

    /// Waits, unless cancelled.
    package func pause(_ time: Duration) throws(HTTPFailure) {
        let clock = ContinuousClock()
        let end = clock.now + time
        while clock.now < end {
            guard !cancellation.isCancelled else { throw HTTPFailure(kind: .cancelled, message: "cancelled") }
            multi.wait(atMost: clock.now.duration(to: end))
        }
    }
}

private final class ReplyCollector: CurlReceiver {
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private(set) var isOverflowing = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func receive(headerLine: UnsafeRawBufferPointer) { headers.receive(line: headerLine) }

    func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        isOverflowing = body.count + piece.count > limit
        if !isOverflowing { body.append(contentsOf: piece) }
        return !isOverflowing
    }
}

extension HTTPHeaders {
    /// Takes one header line in; a status line begins a new block, so what an earlier block said is forgotten.
    mutating func receive(line: UnsafeRawBufferPointer) {
        if line.starts(with: "HTTP/".utf8) {
            self = HTTPHeaders()
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            var value = line[(colon + 1)...]
            while let first = value.first, first.isBlank { value.removeFirst() }
            while let last = value.last, last.isBlank { value.removeLast() }
            add(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }
}

extension HTTPURL: CustomStringConvertible {
    /// Redacted: a query may be a signature.
    package var description: String { Redaction.url(text) }
}
