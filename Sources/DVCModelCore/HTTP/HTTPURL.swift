internal import CCurl

/// An http or https URL taken apart by libcurl's own parser, so that what is judged here is what will be fetched.
package struct HTTPURL: Sendable, Equatable {
    /// The URL as it goes to libcurl: as given, but blanks and bytes beyond ASCII percent-encoded.
    package let text: String
    /// `http` or `https`.
    package let scheme: String
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    /// The port written, else the scheme's own.
    package let port: Int
    /// Percent-encoded; at least `/`.
    package let path: String
    /// Percent-encoded, without its `?`.
    package let query: String?
    package let hasUserInfo: Bool

    /// Nil for anything that is not a whole http or https URL.
    package init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }),
            Self.hasScheme(text), let parts = curl_url()
        else { return nil }
        defer { curl_url_cleanup(parts) }
        let encoded = PercentEncoding.encode(text) { $0 > 0x20 && $0 < 0x7F }
        guard curl_url_set(parts, CURLUPART_URL, encoded, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts), scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: parts),
            let port = Self.part(CURLUPART_PORT, of: parts, flags: CURLU_DEFAULT_PORT).flatMap(Int.init)
        else { return nil }
        self.text = encoded
        self.scheme = scheme
        self.host = Self.withoutBrackets(host.lowercased())
        self.port = port
        self.path = Self.part(CURLUPART_PATH, of: parts) ?? "/"
        self.query = Self.part(CURLUPART_QUERY, of: parts)
        self.hasUserInfo =
            Self.part(CURLUPART_USER, of: parts) != nil || Self.part(CURLUPART_PASSWORD, of: parts) != nil
    }

    /// libcurl would guess one, and takes `http:host`, too.
    private static func hasScheme(_ text: String) -> Bool {
        text.utf8.drop { $0 != UInt8(ascii: ":") }.starts(with: "://".utf8)
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer, flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}

extension HTTPURL {
    /// Who a URL speaks to: scheme, host and port. Source: RFC 6454, section 4.
    package struct Origin: Sendable, Hashable, CustomStringConvertible {
        package let scheme: String
        package let host: String
        package let port: Int

        package var description: String {
            let shownHost = host.contains(":") ? "[\(host)]" : host
            let isDefault = port == (scheme == "https" ? 443 : 80)
            return "\(scheme)://\(shownHost)\(isDefault ? "" : ":\(port)")"
        }
    }

    package var origin: Origin { Origin(scheme: scheme, host: host, port: port) }

    /// 127.0.0.0/8, ::1 or localhost: traffic that never leaves this machine.
    package var isLoopback: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4Loopback = octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
        return isIPv4Loopback || host == "::1" || host == "localhost"
    }

    /// The query's items in order, percent-decoded; a name without `=` has an empty value.
    package var queryItems: [(name: String, value: String)] {
        guard let query else { return [] }
        return query.split(separator: "&").map { item in
            let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(halves[0]), halves.count == 2 ? PercentEncoding.decode(halves[1]) : ""
            )
        }
    }

    /// What `reference` means when it stands in a reply to this URL (a `Location` header).
    /// Source: RFC 3986, section 5; done by libcurl.
    package func resolving(_ reference: String) -> HTTPURL? {
        guard let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            curl_url_set(parts, CURLUPART_URL, reference, UInt32(CURLU_URLENCODE)) == CURLUE_OK
        else { return nil }
        return Self.part(CURLUPART_URL, of: parts).flatMap { HTTPURL($0) }
    }
}
