/// Takes secrets out of text before it is printed or stored: tokens, signed queries, user info in URLs.
package enum Redaction {
    /// `https://user:pass@host/path?X-Amz-Signature=…#f` -> `https://host/path?…`.
    package static func url(_ url: some StringProtocol) -> String {
        guard let schemeEnd = url.firstRange(of: "://")?.upperBound else {
            return cut(url, atFirstOf: "?#")
        }
        let rest = url[schemeEnd...]
        let authorityEnd = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return "\(url[..<schemeEnd])\(host)\(cut(rest[authorityEnd...], atFirstOf: "?#"))"
    }

    /// `text` with every occurrence of a secret, and the user info and query of every http(s) URL in it, taken out.
    package static func text(_ text: String, secrets: [String] = []) -> String {
        var result = text
        for secret in secrets where !secret.isEmpty {
            result = result.split(separator: secret, omittingEmptySubsequences: false).joined(
                separator: "***"
            )
        }
        return redactingURLs(in: result)
    }

    private static func redactingURLs(in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            let start = rest[..<scheme.lowerBound].lastIndex { !$0.isLetter }.map { rest.index(after: $0) }
            let urlStart = start ?? rest.startIndex
            let end = rest[scheme.upperBound...].firstIndex { $0.isWhitespace || "\"'<>`".contains($0) }
            let urlEnd = end ?? rest.endIndex
            result += rest[..<urlStart] + url(rest[urlStart..<urlEnd])
            rest = rest[urlEnd...]
        }
        return result + rest
    }

    private static func cut(_ text: some StringProtocol, atFirstOf marks: String) -> String {
        guard let mark = text.firstIndex(where: marks.contains) else { return String(text) }
        return text[mark] == "?" ? "\(text[...mark])…" : String(text[..<mark])
    }
}
