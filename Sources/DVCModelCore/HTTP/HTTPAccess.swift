/// What the requests to one storage need beside the URL; secret but for the certificates.
package struct HTTPAccess: Sendable, Equatable {
    /// Whom a https server has to convince.
    package enum Trust: Sendable, Hashable {
        /// Those whom every other connection of the run trusts.
        case common
        /// A file of CA certificates in PEM.
        case file(String)
        /// A folder of them, by their hashed names.
        case folder(String)
        /// Anybody: `ssl_verify = false`.
        case anybody
    }

    /// Sent to the origin of the object's own URL only, never after a redirect to another one.
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Their values do not print.
    package var headers: [Header]
    package var trust: Trust
    /// nil: as for every other connection of the run.
    package var connectTimeout: Duration?
    package var stallTimeout: Duration?

    package init(
        headers: [Header] = [],
        trust: Trust = .common,
        connectTimeout: Duration? = nil,
        stallTimeout: Duration? = nil,
    ) {
        self.headers = headers
        self.trust = trust
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
    }
}

extension HTTPAccess.Header: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(name): ***" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
