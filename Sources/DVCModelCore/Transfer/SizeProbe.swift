/// Asks the storage how large objects are: one GET of one byte each, since a URL signed for GET refuses HEAD.
package final class SizeProbe {
    private let settings: HTTPSettings
    private let jobs: Int
    private let cancellation: Cancellation
    private let log: Log
    private let multi: CurlMulti
    private var idleHandles: [CurlHandle] = []
    private var running: [ObjectIdentifier: (index: Int, receiver: HeadReceiver)] = [:]
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

    /// One size in bytes for each object, in the same order; nil where the storage does not tell.
    package func sizes(of objects: [RemoteObject]) -> [Int64?] {
        sizes = objects.map(\.byteCount)
        var waiting = Array(sizes.indices.filter { sizes[$0] == nil })[...]
        while !(running.isEmpty && waiting.isEmpty), !cancellation.isCancelled {
            multi.perform { handle, failure in ended(handle, failure, objects) }
            // Last, so that no place that has become free stays empty during the wait.
            while running.count < jobs, let index = waiting.popFirst() { ask(index, objects[index]) }
            if !running.isEmpty { multi.wait(atMost: .seconds(1)) }
        }
        return sizes
    }

    private func ask(_ index: Int, _ object: RemoteObject) {
        guard let url = HTTPURL(object.url.text) else { return }
        let handle = idleHandles.popLast() ?? CurlHandle(settings)
        let receiver = HeadReceiver()
        handle.prepare(
            url,
            headers: ["Accept-Encoding: identity", "Range: bytes=0-0"],
            redirects: 5,
            stallTimeout: settings.stallTimeout,
            receiver: receiver,
        )
        running[ObjectIdentifier(handle)] = (index, receiver)
        multi.add(handle)
    }

    private func ended(_ handle: CurlHandle, _ failure: HTTPFailure?, _ objects: [RemoteObject]) {
        guard let (index, receiver) = running.removeValue(forKey: ObjectIdentifier(handle)) else { return }
        sizes[index] = receiver.objectByteCount(status: handle.status)
        let result = sizes[index].map { "\($0) bytes" } ?? failure?.message ?? "no size"
        log.exchange("GET \(objects[index].url) (one byte) -> \(handle.status), \(result)")
        idleHandles.append(handle)
    }
}

/// Takes a reply's head in and ends the transfer at the first byte that was not asked for.
private final class HeadReceiver: CurlReceiver {
    private var headers = HTTPHeaders()
    private var bodyByteCount = 0

    func receive(headerLine: String) { headers.receive(line: headerLine) }

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
