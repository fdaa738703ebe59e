#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A http or https server. Source: dvc_http/__init__.py, and aiohttp for what that leaves to it.
struct HTTPStorage: Storage {
    /// As ``DVCRemote/base`` has it, without user info, encoded.
    private let encodedBase: String
    private let baseLength: Int
    private let access: HTTPAccess

    init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        let (url, userInfo) = Self.withoutUserInfo(remote.base)
        encodedBase = YarlEncoding.encode(url)
        baseLength = remote.base.utf8.count
        // libcurl would take the first part of the path for a host that is not there.
        guard let parsed = HTTPURL(encodedBase), !StorageURL(url).host.isEmpty else {
            throw remote.invalid("'\(Redaction.url(remote.base))' is not a URL that can be fetched")
        }
        var headers = try Self.headers(remote)
        // User info in the URL comes before the options, where aiohttp gives up over two values for this header.
        if let userInfo {
            headers.removeAll(where: \.isAuthorization)
            headers.append(Self.basic(user: userInfo.user, password: userInfo.password))
        } else if !headers.contains(where: \.isAuthorization),
            let login = Netrc(context.environment, in: context.workingFolder)?.login(for: parsed.host)
        {
            headers.append(Self.basic(user: login.user, password: login.password))
        }
        access = HTTPAccess(
            headers: headers,
            trust: remote.trust(in: context.workingFolder) ?? .common,
            connectTimeout: remote.timeout("connect_timeout"),
            stallTimeout: remote.timeout("read_timeout")
        )
    }

    func location(of path: String, versionID: String?) -> ObjectLocation {
        let below = Substring(path.utf8.dropFirst(baseLength))
        return .url(SignedURL(encodedBase + below), access)
    }

    private static func headers(_ remote: DVCRemote) throws(DVCModelError) -> [HTTPAccess.Header] {
        guard let method = remote.options.text("auth")?.lowercased() else { return [] }
        let password = remote.options["password"]?.value
        if password == nil, remote.options.flag("ask_password") == true, method != "digest" {
            throw remote.asksPassword
        }
        switch method {
        case "basic":
            guard let user = remote.options["user"]?.value, let password else {
                throw remote.incomplete(method, needs: "user", "password")
            }
            return [basic(user: user, password: password)]
        case "custom":
            guard let name = remote.options["custom_auth_header"]?.value, let password else {
                throw remote.incomplete(method, needs: "custom_auth_header", "password")
            }
            guard isToken(name) else {
                throw remote.invalid("'\(name)' is no name of a header", option: "custom_auth_header")
            }
            guard !password.utf8.contains(where: ASCII.isControl) else {
                throw remote.invalid("its password holds a control character", option: "password")
            }
            return [HTTPAccess.Header(name: name, value: password)]
        default:
            throw remote.authUnsupported(method)
        }
    }

    /// In Latin-1 as aiohttp sends it; in UTF-8 what has no place there.
    private static func basic(user: String, password: String) -> HTTPAccess.Header {
        let text = "\(user):\(password)"
        let latin = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        let bytes = latin.count == text.unicodeScalars.count ? latin : Array(text.utf8)
        return HTTPAccess.Header(name: "Authorization", value: "Basic \(Data(bytes).base64EncodedString())")
    }

    /// `https://u:p@host/x` -> `https://host/x`, u and p decoded.
    private static func withoutUserInfo(
        _ url: String
    ) -> (url: String, userInfo: (user: String, password: String)?) {
        guard let start = url.firstRange(of: "://")?.upperBound else { return (url, nil) }
        let authority = url.utf8[start...].prefix { !"/?#".utf8.contains($0) }
        guard let sign = authority.lastIndex(of: UInt8(ascii: "@")) else { return (url, nil) }
        let halves = Substring(authority[..<sign]).split(
            separator: ":",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let rest = url.utf8[url.utf8.index(after: sign)...]
        return (
            String(url[..<start]) + String(Substring(rest)),
            (
                PercentEncoding.decode(halves.first ?? ""),
                halves.count > 1 ? PercentEncoding.decode(halves[1]) : ""
            )
        )
    }

    /// Source: RFC 9110, section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                ASCII.isLetter($0) || ASCII.isDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }
}

/// The encoding that aiohttp's yarl gives the URL of a request: what is an escape already stays one.
/// Source: yarl/_quoters.py.
enum YarlEncoding {
    static func encode(_ url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let authority = url.utf8[start...].prefix { !"/?#".utf8.contains($0) }
        let tail = url.utf8[authority.endIndex...].prefix { $0 != UInt8(ascii: "#") }
        let path = tail.prefix { $0 != UInt8(ascii: "?") }
        let query = tail[path.endIndex...]
        return String(Substring(url.utf8[..<authority.endIndex])) + encode(path, isQuery: false)
            + encode(query, isQuery: true)
    }

    private static func encode(_ part: Substring.UTF8View, isQuery: Bool) -> String {
        let kept = Array("!$&'()*+,/:;=@\(isQuery ? "?" : "")".utf8)
        let parting = isQuery ? "=+&;" : "/+"
        var result = ""
        var rest = part
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let escaped = UInt8(hexDigits: rest.prefix(2)) {
                let isKept = kept.contains(escaped) && !parting.utf8.contains(escaped)
                result += isKept ? String(Unicode.Scalar(escaped)) : PercentEncoding.encode(byte: escaped)
                rest = rest.dropFirst(2)
            } else if isQuery, byte == UInt8(ascii: " ") {
                result += "+"
            } else if kept.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += PercentEncoding.encode(byte: byte)
            }
        }
        return result
    }
}

extension PercentEncoding {
    /// One byte, as itself where it needs no escape.
    fileprivate static func encode(byte: UInt8) -> String {
        isUnreserved(byte)
            ? String(Unicode.Scalar(byte)) : "%" + [byte].hexDigits.uppercased()
    }
}

extension HTTPAccess.Header {
    fileprivate var isAuthorization: Bool { name.lowercased() == "authorization" }
}

extension DVCRemote {
    fileprivate var asksPassword: DVCModelError {
        invalid(
            "it has 'ask_password = true', and these tools ask for nothing",
            option: "ask_password",
            hint: command(setting: "password", to: "PASSWORD")
        )
    }

    fileprivate func incomplete(_ method: String, needs one: String, _ other: String) -> DVCModelError {
        let missing = options[one] == nil ? one : other
        return DVCModelError(
            .storageCredentialsMissing,
            "DVC remote '\(name)': 'auth = \(method)' needs both '\(one)' and '\(other)'",
            at: options["auth"]?.source.location,
            hint: command(setting: missing, to: missing.uppercased())
        )
    }

    fileprivate func authUnsupported(_ method: String) -> DVCModelError {
        DVCModelError(
            .storageUnsupported,
            "DVC remote '\(name)': 'auth = \(method)' is not supported, neither here nor by DVC",
            at: options["auth"]?.source.location,
            hint: "dvc remote modify \(name.shellQuoted) auth basic"
        )
    }
}
