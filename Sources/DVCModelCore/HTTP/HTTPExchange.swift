/// The header fields of a reply, in the order in which they came: most replies have ten, of which two are asked for.
package struct HTTPHeaders: Sendable {
    private var fields: [(name: String, value: String)] = []

    package init(_ fields: [String: String] = [:]) {
        for (name, value) in fields { add(name, value) }
    }

    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The value of a field, whatever the case of its name. The values of a name that comes twice are joined: RFC 9110,
    /// section 5.3.
    package subscript(name: String) -> String? {
        var all: String?
        for field in fields where field.name.isSameFieldName(as: name) {
            all = all.map { "\($0), \(field.value)" } ?? field.value
        }
        return all
    }

    /// In bytes; nil where it is not stated, or is no count.
    var contentLength: Int64? { self["Content-Length"].flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 } }
}

extension String {
    /// Field names are ASCII, and their case does not count: RFC 9110, section 5.1.
    fileprivate func isSameFieldName(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && utf8.elementsEqual(other.utf8) {
                $0 == $1 || ($0 ^ $1 == 0x20 && ($0 | 0x20).isLowercaseLetter)
            }
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
}

/// A whole reply, held in memory.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why no whole reply came.
package struct HTTPFailure: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The host's name or the proxy's could not be resolved, or nobody listens there.
        case unreachable
        /// No connection in time, or no bytes for the stall limit.
        case timedOut
        /// The connection ended before the reply did.
        case brokenOff
        case tls
        case tooManyRedirects
        /// The body grew past the limit that was set for it.
        case tooLarge
        case cancelled
        /// Anything that trying again will not mend: a malformed URL, a refused scheme.
        case unusable
    }

    package let kind: Kind
    /// In libcurl's words.
    package let message: String
}

/// What holds for every exchange of a run.
package struct HTTPSettings: Sendable {
    package var userAgent: String
    /// A file of CA certificates in PEM; nil: the one that libcurl was built with.
    package var caFile: Sourced<String>?
    package var connectTimeout: Duration
    /// A transfer that brings no byte for this long has failed.
    package var stallTimeout: Duration

    /// - Parameter caFile: what the user asked for on the command line. Otherwise the variables that curl, requests
    ///   and OpenSSL know are read, in this order, since libcurl itself reads none of them.
    package init(
        userAgent: String,
        caFile: Sourced<String>? = nil,
        environment: Environment,
        connectTimeout: Duration = .seconds(30),
        stallTimeout: Duration = .seconds(30),
    ) {
        self.userAgent = userAgent
        self.caFile = caFile ?? environment.first(of: "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
    }
}

/// `Content-Range: bytes 100-199/200`. Source: RFC 9110, section 14.4.
package struct ContentRange: Sendable, Equatable {
    package let firstByte: Int64
    package let lastByte: Int64
    /// Nil where the server does not know it (`*`).
    package let total: Int64?

    /// Nil for anything else, an unsatisfied range (`bytes */200`) among it.
    package init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes ") else { return nil }
        let halves = text.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), 0 <= first,
            first <= last
        else { return nil }
        let total = Int64(halves[1])
        guard total.map({ $0 > last }) ?? (halves[1] == "*") else { return nil }
        firstByte = first
        lastByte = last
        self.total = total
    }
}
