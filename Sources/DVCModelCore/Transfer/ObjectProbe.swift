/// Asks the storage about objects without fetching them: one GET of one byte each, since a URL signed for GET refuses
/// HEAD.
package final class ObjectProbe {
    /// What is known of an object where it is to be.
    package enum Answer: Sendable, Equatable {
        /// `statedMD5`: what the storage says of its bytes, in a header of its reply.
        case there(byteCount: Int64?, statedMD5: ExpectedMD5?)
        /// A reply that is no object.
        case refused(StorageRefusal)
        /// A file of this machine that is not there.
        case missing
        /// Nothing can be told.
        case failed(DVCModelError)
    }

    private let settings: HTTPSettings
    private let jobs: Int
    private let policy: RetryPolicy
    private let cancellation: Cancellation
    private let log: Log
    private let report: () -> Void
    private let multi: CurlMulti
    private let clock = ContinuousClock()
    private var idleHandles: [HTTPAccess.Trust: [CurlHandle]] = [:]
    private var running: [ObjectIdentifier: Request] = [:]
    private var waiting: ArraySlice<Request> = []
    private var pausing: [(request: Request, until: ContinuousClock.Instant)] = []
    private var answers: [Answer?] = []

    /// - Parameters:
    ///   - jobs: requests at the same time.
    ///   - policy: an object is asked for again where the storage says "later", or nothing.
    ///   - report: called for each object that was asked for, once it has its answer.
    package init(
        _ settings: HTTPSettings,
        jobs: Int,
        policy: RetryPolicy = RetryPolicy(),
        cancellation: Cancellation,
        log: Log,
        report: @escaping () -> Void = {},
    ) {
        self.settings = settings
        self.jobs = jobs
        self.policy = policy
        self.cancellation = cancellation
        self.log = log
        self.report = report
        multi = CurlMulti(connections: jobs)
        cancellation.whenCancelled { [bell = multi.bell] in bell.ring() }
    }

    private struct Request {
        let index: Int
        let object: RemoteObject
        var address: StorageAddress
        var attempt = 1
        var reply: ProbeReply?
    }

    /// One size in bytes for each object, in the same order; nil where the storage does not tell. What is known is not
    /// asked for.
    package func sizes(of objects: [RemoteObject]) -> [Int64?] {
        var unknown = answers(to: objects.filter { $0.byteCount == nil })[...]
        return objects.map { object in
            if let byteCount = object.byteCount { return byteCount }
            guard case .there(let byteCount, _)?? = unknown.popFirst() else { return nil }
            return byteCount
        }
    }

    /// One answer for each object, in the same order; nil where there was no time for it before all was to stop.
    package func answers(to objects: [RemoteObject]) -> [Answer?] {
        answers = objects.map(known)
        waiting = objects.indices.compactMap(request(for: objects))[...]
        while !(running.isEmpty && waiting.isEmpty && pausing.isEmpty), !cancellation.isCancelled {
            multi.perform { handle, failure in ended(handle, failure) }
            endPauses()
            // Last, so that no place that has become free stays empty during the wait.
            while running.count < jobs, let request = waiting.popFirst() { ask(request) }
            if !(running.isEmpty && pausing.isEmpty) { multi.wait(atMost: timeUntilNextPauseEnds) }
        }
        return answers
    }

    /// What nobody has to be asked for.
    private func known(_ object: RemoteObject) -> Answer? {
        switch object.location {
        case .url: return nil
        case .held(let bytes): return .there(byteCount: Int64(bytes.count), statedMD5: nil)
        case .file(let path):
            do throws(DVCModelError) {
                guard let file = try LocalSource(path: path) else { return .missing }
                return .there(byteCount: file.byteCount, statedMD5: nil)
            } catch {
                return .failed(error)
            }
        case .unknown(let error): return .failed(error)
        case .unasked:
            return .failed(DVCModelError(.internal, "nobody asked where '\(object.path)' is"))
        }
    }

    private func request(for objects: [RemoteObject]) -> (Int) -> Request? {
        { [self] index in
            guard answers[index] == nil else { return nil }
            let object = objects[index]
            guard let address = StorageAddress(object) else {
                answers[index] = .failed(.notAnHTTPURL(object))
                return nil
            }
            return Request(index: index, object: object, address: address)
        }
    }

    // MARK: Asking

    private func ask(_ request: Request) {
        var request = request
        let address = request.address
        let access = address.access
        let handle = idleHandles[access.trust]?.popLast() ?? CurlHandle(settings, trust: access.trust)
        let reply = ProbeReply(handle)
        request.reply = reply
        handle.prepare(
            address.url,
            headers: ["Accept-Encoding: identity", "Range: bytes=0-0"] + address.headerLines,
            redirects: address.libcurlRedirects,
            stallTimeout: access.stallTimeout ?? settings.stallTimeout,
            connectTimeout: access.connectTimeout,
            receiver: reply,
        )
        running[ObjectIdentifier(handle)] = request
        multi.add(handle)
    }

    private func ended(_ handle: CurlHandle, _ failure: HTTPFailure?) {
        guard var request = running.removeValue(forKey: ObjectIdentifier(handle)), let reply = request.reply
        else { return }
        defer { idleHandles[request.address.access.trust, default: []].append(handle) }
        let answer = reply.answer(to: request.object, failure)
        log.exchange("GET \(request.address.url) (one byte) -> \(handle.status), \(answer.words)")
        if request.address.follow(status: handle.status, reply.headers) { return ask(request) }
        if isWorthAnother(reply.status, failure),
            let delay = policy.delay(
                afterAttempt: request.attempt,
                retryAfter: handle.retryAfter,
                random: .random(in: 0..<1)
            )
        {
            request.attempt += 1
            request.address.startOver()
            return pausing.append((request, clock.now + delay))
        }
        answers[request.index] = answer
        report()
    }

    private func isWorthAnother(_ status: Int, _ failure: HTTPFailure?) -> Bool {
        RetryPolicy.isTransient(status: status) || failure?.mayPass == true
    }

    private func endPauses() {
        let now = clock.now
        waiting += pausing.filter { $0.until <= now }.map(\.request)
        pausing.removeAll { $0.until <= now }
    }

    private var timeUntilNextPauseEnds: Duration {
        let next = pausing.map { clock.now.duration(to: $0.until) }.min() ?? .seconds(1)
        // Rounded up, or a wait of less than a millisecond would turn into a busy loop.
        return max(.zero, min(next, .seconds(1))) + .milliseconds(1)
    }
}

extension ObjectProbe.Answer {
    /// For the log.
    fileprivate var words: String {
        switch self {
        case .there(let byteCount, _): byteCount.map { "\($0) bytes" } ?? "no size"
        case .refused(let refusal): refusal.summary
        case .missing: "not there"
        case .failed(let error): error.what
        }
    }
}

/// Takes a reply's head in, and of its body what a refusal says; ends the transfer at the first byte of an object that
/// was not asked for.
private final class ProbeReply: CurlReceiver {
    private unowned let handle: CurlHandle
    private(set) var headers = HTTPHeaders()
    private var bodyByteCount = 0
    private var refusalBody: [UInt8] = []

    init(_ handle: CurlHandle) { self.handle = handle }

    var status: Int { handle.status }
    private var isObject: Bool { status == 200 || status == 206 }

    func receive(headerLine: UnsafeRawBufferPointer) { headers.receive(line: headerLine) }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        bodyByteCount += body.count
        guard !isObject else { return bodyByteCount <= 1 }
        refusalBody += body.prefix(StorageRefusal.bodyLimit - refusalBody.count)
        return refusalBody.count < StorageRefusal.bodyLimit
    }

    func answer(to object: RemoteObject, _ failure: HTTPFailure?) -> ObjectProbe.Answer {
        switch status {
        // It has a first byte, and that is what is to be proven.
        case 200 where failure?.mayPass == true, 206 where failure?.mayPass == true:
            return .failed(.probeFailed(object, failure))
        case 200 where isPage:
            return .failed(.storageUnusable(object, "a page came in place of the object"))
        case 200, 206:
            let range = headers["Content-Range"].flatMap(ContentRange.init)
            // `Content-MD5` of a part speaks of that part.
            let isWhole = status == 200 || range?.total == 1
            return .there(
                byteCount: objectByteCount(range),
                statedMD5: ExpectedMD5(headers: headers, isWholeObject: isWhole)
            )
        // Only an empty object has no first byte (RFC 9110, 14.1.2); S3 says so without a `Content-Range`.
        case 416:
            return .there(byteCount: 0, statedMD5: .ofNothing)
        case 0:
            return .failed(.probeFailed(object, failure))
        default:
            return .refused(StorageRefusal(status: status, body: refusalBody))
        }
    }

    /// What a portal on the way or a storage's error with status 200 sends; an object comes as the range asked for.
    private var isPage: Bool {
        let type = headers["Content-Type"]?.lowercased() ?? ""
        return ["text/html", "application/xhtml", "text/xml", "application/xml"].contains {
            type.hasPrefix($0)
        }
    }

    private func objectByteCount(_ range: ContentRange?) -> Int64? {
        // What is counted then are the bytes of another form of the object.
        guard headers["Content-Encoding"] ?? "identity" == "identity" else { return nil }
        return status == 206 ? range?.total : headers.contentLength
    }
}

extension ExpectedMD5 {
    /// Of an empty object, whose size tells its bytes.
    fileprivate static let ofNothing = MD5Digest(hex: "d41d8cd98f00b204e9800998ecf8427e").map {
        ExpectedMD5($0, from: .header)
    }
}

extension HTTPFailure {
    fileprivate var mayPass: Bool {
        switch kind {
        case .unreachable, .timedOut, .brokenOff: true
        case .tls, .tooManyRedirects, .tooLarge, .cancelled, .unusable: false
        }
    }
}

extension DVCModelError {
    fileprivate static func probeFailed(_ object: RemoteObject, _ failure: HTTPFailure?) -> Self {
        guard let failure else { return .init(.internal, "no reply and no failure for '\(object.path)'") }
        return switch failure.kind {
        case .tls: .storageTLS(object, failure)
        case .unusable, .tooManyRedirects, .tooLarge: .storageUnusable(object, failure.message)
        case .unreachable, .timedOut, .brokenOff, .cancelled: .storageUnreachable(object, failure)
        }
    }
}
