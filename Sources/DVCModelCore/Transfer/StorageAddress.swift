/// Where a request for an object goes, and what it says beside its URL.
///
/// libcurl follows redirects by itself, and then sends headers that were set by hand to whoever it is sent to
/// (<https://curl.se/docs/CVE-2022-27774.html> and the `CURLOPT_HTTPHEADER` manual). So where a header is a secret,
/// redirects are followed here: another origin gets the request without it.
struct StorageAddress {
    private static let redirectLimit = 5

    let access: HTTPAccess
    private let first: HTTPURL
    private(set) var url: HTTPURL
    private var redirectCount = 0

    /// nil where the object is not at a storage server, or its URL is neither http nor https.
    init?(_ object: RemoteObject) {
        guard case .url(let signed, let access) = object.location, let url = HTTPURL(signed.text) else {
            return nil
        }
        self.access = access
        self.url = url
        first = url
    }

    /// How many redirects libcurl may follow by itself.
    var libcurlRedirects: Int { access.headers.isEmpty ? Self.redirectLimit : 0 }

    /// Whether a redirect that was followed here led to ``url``.
    var isRedirected: Bool { redirectCount > 0 }

    /// Whole lines, `Name: value`.
    var headerLines: [String] {
        url.origin == first.origin ? access.headers.map { "\($0.name): \($0.value)" } : []
    }

    /// Goes where a reply leads; false where it leads nowhere that may be gone to.
    mutating func follow(status: Int, _ headers: HTTPHeaders) -> Bool {
        guard (301...303).contains(status) || (307...308).contains(status),
            redirectCount < Self.redirectLimit,
            let next = headers["Location"].flatMap(url.resolving),
            next.scheme == "https" || url.scheme == "http"
        else { return false }
        redirectCount += 1
        url = next
        return true
    }

    /// Back to the object's own URL, for another attempt.
    mutating func startOver() {
        url = first
        redirectCount = 0
    }
}
