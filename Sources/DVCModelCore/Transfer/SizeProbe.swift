/// Asks the storage how large objects are: one GET of one byte each, since a URL signed for GET refuses HEAD.
package final class SizeProbe {
    private let settings: HTTPSettings
    private let jobs: Int
    private let cancellation: Cancellation
    private let log: Log
    private let multi: CurlMulti
    private var idleHandles: [HTTPAccess.Trust: [CurlHandle]] = [:]
    private var running: [ObjectIdentifier: Request] = [:]
    private var sizes: [Int64?] = []

    /// - Parameter jobs: requests at the same time.
    package init(_ settings: HTTPSettings, jobs: Int, cancellation: Cancellation, log: Log) {
        self.settings = settings
        self.jobs = jobs
        self.cancellation = cancellation
        self.log = log
        multi = CurlMulti(connections: jobs)
        cancellation.whenCancelled { [bell = multi.bell] in bell.ring() }
    }

    private struct Request {
        let index: Int
        var address: StorageAddress
        let receiver: HeadReceiver
    }

    /// One size in bytes for each object, in the same order; nil where the storage does not tell.
    package func sizes(of objects: [RemoteObject]) -> [Int64?] {
        sizes = objects.map(\.byteCount)
        var waiting = Array(sizes.indices.filter { sizes[$0] == nil })[...]
        while !(running.isEmpty && waiting.isEmpty), !cancellation.isCancelled {
            multi.perform { handle, failure in ended(handle, failure) }
            // Last, so that no place that has become free stays empty during the wait.
            while running.count < jobs, let index = waiting.popFirst() { ask(index, objects[index]) }
            if !running.isEmpty { multi.wait(atMost: .seconds(1)) }
        }
        return sizes
    }

    private func ask(_ index: Int, _ object: RemoteObject) {
        switch object.location {
        case .url: StorageAddress(object).map { ask(index, $0) }
        case .held(let bytes): sizes[index] = Int64(bytes.count)
        // A file that is not there has no size; the pull says so.
        case .file(let path): sizes[index] = (try? LocalSource(path: path))?.byteCount
        case .unasked, .unknown: break
        }
    }

    private func ask(_ index: Int, _ address: StorageAddress) {
        let access = address.access
        let handle = idleHandles[access.trust]?.popLast() ?? CurlHandle(settings, trust: access.trust)
        let receiver = HeadReceiver()
        handle.prepare(
            address.url,
            headers: ["Accept-Encoding: identity", "Range: bytes=0-0"] + address.headerLines,
            redirects: address.libcurlRedirects,
            stallTimeout: access.stallTimeout ?? settings.stallTimeout,
            connectTimeout: access.connectTimeout,
            receiver: receiver,
        )
        running[ObjectIdentifier(handle)] = Request(index: index, address: address, receiver: receiver)
        multi.add(handle)
    }

    private func ended(_ handle: CurlHandle, _ failure: HTTPFailure?) {
        guard var request = running.removeValue(forKey: ObjectIdentifier(handle)) else { return }
        let size = request.receiver.objectByteCount(status: handle.status)
        let result = size.map { "\($0) bytes" } ?? failure?.message ?? "no size"
        log.exchange("GET \(request.address.url) (one byte) -> \(handle.status), \(result)")
        idleHandles[request.address.access.trust, default: []].append(handle)
        sizes[request.index] = size
        if request.address.follow(status: handle.status, request.receiver.headers) {
            ask(request.index, request.address)
        }
    }
}

/// Takes a reply's head in and ends the transfer at the first byte that was not asked for.
private final class HeadReceiver: CurlReceiver {
    private(set) var headers = HTTPHeaders()
    private var bodyByteCount = 0

    func receive(headerLine: UnsafeRawBufferPointer) { headers.receive(line: headerLine) }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        bodyByteCount += body.count
        return bodyByteCount <= 1
    }

    func objectByteCount(status: Int) -> Int64? {
        // What is counted then are the bytes of another form of the object.
        guard headers["Content-Encoding"] ?? "identity" == "identity" else { return nil }
        return switch status {
        case 206: headers["Content-Range"].flatMap(ContentRange.init)?.total
        case 200: headers.contentLength
        // An empty object has no first byte: `Content-Range: bytes */0`.
        case 416: headers["Content-Range"]?.hasSuffix("/0") == true ? 0 : nil
        default: nil
        }
    }
}
