internal import CCurl
internal import Synchronization

/// Drives many transfers on one thread. Only its ``bell`` may be used from another.
/// Described at <https://curl.se/libcurl/c/libcurl-multi.html>.
final class CurlMulti {
    /// Ends the current or the next ``wait(atMost:)``.
    let bell: Bell
    private let raw: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: CurlHandle] = [:]

    /// - Parameter connections: how many may be open at once; as many are kept open between requests.
    init(connections: Int) {
        guard let raw = curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
        self.raw = raw
        bell = Bell(raw)
        ccurl_multi_set_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
        ccurl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, connections)
    }

    deinit {
        bell.silence()
        for handle in running.values { curl_multi_remove_handle(raw, handle.raw) }
        curl_multi_cleanup(raw)
    }

    /// Begins the transfer that the handle was prepared for.
    func add(_ handle: CurlHandle) {
        check(curl_multi_add_handle(raw, handle.raw))
        running[handle.raw] = handle
    }

    /// Ends a transfer before its time; its connection is closed.
    func remove(_ handle: CurlHandle) {
        guard running.removeValue(forKey: handle.raw) != nil else { return }
        check(curl_multi_remove_handle(raw, handle.raw))
        handle.release()
    }

    /// Moves all transfers on as far as they go without waiting, and hands each one that ended to `ended`, with nil
    /// for a reply that came whole.
    func perform(ended: (CurlHandle, HTTPFailure?) -> Void) {
        var active: Int32 = 0
        check(curl_multi_perform(raw, &active))
        var left: Int32 = 0
        while let message = curl_multi_info_read(raw, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let handle = running[easy]
            else { continue }
            let code = ccurl_message_result(message)
            let failure = code == CURLE_OK ? nil : handle.failure(code)
            remove(handle)
            ended(handle, failure)
        }
    }

    /// Waits until a transfer can go on, ``bell`` rings, or the time is over.
    func wait(atMost time: Duration) {
        var ready: Int32 = 0
        check(curl_multi_poll(raw, nil, 0, Int32(clamping: max(0, time.milliseconds)), &ready))
    }

    private func check(_ code: CURLMcode) {
        guard code != CURLM_OK else { return }
        fatalError("libcurl: \(String(cString: curl_multi_strerror(code)))")
    }
}

/// Ends a ``CurlMulti``'s wait from any thread; does nothing once that is gone.
final class Bell: Sendable {
    private let multiAddress: Mutex<UInt?>

    fileprivate init(_ multi: UnsafeMutableRawPointer) {
        multiAddress = Mutex(UInt(bitPattern: multi))
    }

    func ring() {
        multiAddress.withLock { address in
            if let multi = address.flatMap(UnsafeMutableRawPointer.init(bitPattern:)) {
                curl_multi_wakeup(multi)
            }
        }
    }

    fileprivate func silence() {
        multiAddress.withLock { $0 = nil }
    }
}
