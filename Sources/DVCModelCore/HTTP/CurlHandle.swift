internal import CCurl

/// Where the reply to a request goes, piece by piece. Called from the thread that drives the ``CurlMulti``.
protocol CurlReceiver: AnyObject {
    /// A header line without its line end; a status line begins every header block, redirects' included.
    func receive(headerLine: UnsafeRawBufferPointer)
    /// Some of the body. False ends the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool
}

/// A libcurl easy handle: one request at a time, its connection kept for the next.
/// Every option is described at <https://curl.se/libcurl/c/curl_easy_setopt.html>.
final class CurlHandle {
    let raw: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// Kept alive here while libcurl holds a pointer to it.
    private(set) var receiver: (any CurlReceiver)?
    private var box: ReceiverBox?
    private let connectTimeout: Duration
    private var stallSeconds = 0

    /// - Parameter trust: for the life of the handle, since libcurl knows no way back to its own certificates.
    init(_ settings: HTTPSettings, trust: HTTPAccess.Trust = .common) {
        CurlLibrary.start()
        guard let raw = curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
        self.raw = raw
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        connectTimeout = settings.connectTimeout
        setDefaults(settings)
        set(trust)
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    private func setDefaults(_ settings: HTTPSettings) {
        set(CURLOPT_ERRORBUFFER, errorText)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_USERAGENT, settings.userAgent)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        if let caFile = settings.caFile?.value { set(CURLOPT_CAINFO, caFile) }
        ccurl_set_data_fn(raw, CURLOPT_WRITEFUNCTION, receiveBody)
        ccurl_set_data_fn(raw, CURLOPT_HEADERFUNCTION, receiveHeader)
    }

    private func set(_ trust: HTTPAccess.Trust) {
        switch trust {
        case .common: break
        case .file(let path): set(CURLOPT_CAINFO, path)
        case .folder(let path): set(CURLOPT_CAPATH, path)
        case .anybody:
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// Makes the handle ready for a GET of `url`; what an earlier request set is replaced.
    ///
    /// - Parameters:
    ///   - redirects: how many redirects libcurl may follow by itself. From https it follows to https only.
    ///   - stallTimeout: no byte for this long, in whole seconds and at least one, ends the transfer; nil: no limit.
    ///   - totalTimeout: the whole request may take this long; nil: no limit.
    ///   - connectTimeout: nil: as the settings have it.
    ///   - bufferByteCount: for what comes in: libcurl takes 1 KiB to 10 MiB.
    func prepare(
        _ url: HTTPURL,
        headers: [String],
        redirects: Int,
        stallTimeout: Duration?,
        totalTimeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        bufferByteCount: Int = 64 << 10,
        receiver: any CurlReceiver,
    ) {
        set(CURLOPT_BUFFERSIZE, bufferByteCount)
        set(CURLOPT_URL, url.text)
        set(CURLOPT_FOLLOWLOCATION, redirects > 0 ? 1 : 0)
        set(CURLOPT_MAXREDIRS, redirects)
        set(CURLOPT_REDIR_PROTOCOLS_STR, url.scheme == "https" ? "https" : "http,https")
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        stallSeconds = stallTimeout.map { max(1, Int($0.components.seconds)) } ?? 0
        set(CURLOPT_LOW_SPEED_TIME, stallSeconds)
        set(CURLOPT_TIMEOUT_MS, totalTimeout?.milliseconds ?? 0)
        set(CURLOPT_CONNECTTIMEOUT_MS, (connectTimeout ?? self.connectTimeout).milliseconds)
        setHeaders(headers)
        let box = ReceiverBox(receiver)
        self.receiver = receiver
        self.box = box
        let pointer = Unmanaged.passUnretained(box).toOpaque()
        set(CURLOPT_WRITEDATA, pointer)
        set(CURLOPT_HEADERDATA, pointer)
        errorText.pointee = 0
    }

    /// Lets go of the receiver once a transfer is over.
    func release() {
        receiver = nil
        box = nil
    }

    var status: Int {
        var status = 0
        ccurl_get_long(raw, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// What `Retry-After` asks for, in either of its forms.
    var retryAfter: Duration? {
        var seconds: curl_off_t = 0
        ccurl_get_offset(raw, CURLINFO_RETRY_AFTER, &seconds)
        return seconds > 0 ? .seconds(Int64(seconds)) : nil
    }

    /// How long the transfer took, in microseconds.
    var elapsedMicroseconds: Int64 {
        var time: curl_off_t = 0
        ccurl_get_offset(raw, CURLINFO_TOTAL_TIME_T, &time)
        return Int64(time)
    }

    /// The failure that `code` stands for, in libcurl's words for this very transfer where it left some.
    func failure(_ code: CURLcode) -> HTTPFailure {
        let detail = String(cString: errorText)
        var message = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        if code == CURLE_OPERATION_TIMEDOUT, detail.hasPrefix("Operation too slow") {
            message = "nothing came for \(stallSeconds) s"
        }
        // The first URL is always http or https.
        if code == CURLE_UNSUPPORTED_PROTOCOL { message = "the redirect is not followed: \(message)" }
        let kind = isTunnelRefused ? .unusable : HTTPFailure.Kind(code)
        return HTTPFailure(kind: kind, message: Redaction.text(message))
    }

    /// Whether a proxy answered "no" to the request for a tunnel; libcurl tells that as a connection that broke.
    private var isTunnelRefused: Bool {
        var status = 0
        ccurl_get_long(raw, CURLINFO_HTTP_CONNECTCODE, &status)
        return status >= 400 && !RetryPolicy.isTransient(status: status)
    }

    private func setHeaders(_ headers: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for header in headers {
            guard let longer = curl_slist_append(list, header) else {
                fatalError("curl_slist_append: out of memory")
            }
            list = longer
        }
        ccurl_set_list(raw, CURLOPT_HTTPHEADER, list)
        curl_slist_free_all(headerList)
        headerList = list
    }

    private func set(_ option: CURLoption, _ value: Int) { check(ccurl_set_long(raw, option, value), option) }
    private func set(_ option: CURLoption, _ value: String) {
        check(ccurl_set_string(raw, option, value), option)
    }
    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        check(ccurl_set_pointer(raw, option, value), option)
    }
    private func set(_ option: CURLoption, _ value: UnsafeMutablePointer<CChar>) {
        set(option, UnsafeMutableRawPointer(value))
    }

    private func check(_ code: CURLcode, _ option: CURLoption) {
        guard code != CURLE_OK else { return }
        fatalError("libcurl refuses option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
    }
}

/// One object behind libcurl's untyped pointer; the existential inside would not fit there.
private final class ReceiverBox {
    unowned let receiver: any CurlReceiver
    init(_ receiver: any CurlReceiver) { self.receiver = receiver }
}

private let receiveBody: ccurl_data_fn = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let box = Unmanaged<ReceiverBox>.fromOpaque(context).takeUnretainedValue()
    let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return box.receiver.receive(body: body) ? body.count : 0
}

private let receiveHeader: ccurl_data_fn = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let box = Unmanaged<ReceiverBox>.fromOpaque(context).takeUnretainedValue()
    var line = UnsafeRawBufferPointer(start: bytes, count: size * count)[...]
    while let last = line.last, last == 0x0D || last == 0x0A { line.removeLast() }
    box.receiver.receive(headerLine: UnsafeRawBufferPointer(rebasing: line))
    return size * count
}

/// libcurl's own start-up, once in a process.
private enum CurlLibrary {
    private static let started: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    static func start() {
        guard started else { fatalError("libcurl does not start") }
    }
}

extension HTTPFailure.Kind {
    fileprivate init(_ code: CURLcode) {
        self =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .unreachable
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2,
                CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY,
                // A handshake that was cut short; what is wrong with a certificate has codes of its own.
                CURLE_SSL_CONNECT_ERROR:
                .brokenOff
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
                .tls
            case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
            default: .unusable
            }
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int {
        Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
