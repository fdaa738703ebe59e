/// The address by which Studio knows a git repository.
///
/// Forms that are met: `git@host:owner/repo.git` (scp-like), `ssh://git@host:22/owner/repo.git`,
/// `https://host/owner/repo` with or without `.git`, `git://host/repo.git`; from users also what Studio's own
/// pages show, `owner/repo`, `github:owner/repo`, `custom-gitlab:owner/repo`.
package struct RepoURL: Sendable, Equatable {
    /// As it goes to Studio: an http(s) URL without user name and password, any other URL without password. The
    /// user of an ssh form is part of the address.
    package let text: String

    /// The URL of a git remote. A path, a `file:` URL and a remote helper's address are refused: Studio cannot
    /// know them.
    ///
    /// - Throws: `repo-url-not-usable`
    package init(ofRemote url: String, from source: Source) throws(DVCModelError) {
        let text = try Self.withoutSecrets(url, source)
        switch Form(text) {
        case .url(let scheme) where Self.schemes.contains(scheme): break
        case .scpLike: break
        case .url(let scheme):
            throw .repoURLNotUsable("its scheme '\(scheme)' is none that Studio knows", source)
        case .path: throw .repoURLNotUsable("'\(Redaction.url(text))' is a path on this machine", source)
        case .name: throw .repoURLNotUsable("'\(text)' is a relative path or a mere name", source)
        }
        self.text = text
    }

    /// What the user says the repository is called. He is taken at his word, but for a path or a `file:` URL.
    ///
    /// - Throws: `repo-url-not-usable`
    package init(given url: String, from source: Source) throws(DVCModelError) {
        let text = try Self.withoutSecrets(url, source)
        switch Form(text) {
        case .url("file"), .path:
            throw .repoURLNotUsable("'\(Redaction.url(text))' is a path on this machine", source)
        case .url, .scpLike, .name: break
        }
        self.text = text
    }

    /// Source: git's transport.c and `url_is_local_not_ssh` in connect.c.
    private static let schemes = ["ssh", "git", "http", "https", "git+ssh", "ssh+git"]
}

extension RepoURL: CustomStringConvertible {
    /// Without what could be a secret: a query is left out.
    package var description: String { Redaction.url(text) }
}

extension RepoURL {
    private enum Form: Equatable {
        /// `scheme://…`, the scheme in lower case; also `file:…` and a remote helper's `helper::…`.
        case url(String)
        /// A colon before the first slash.
        case scpLike
        /// Begins with `/`, `./`, `../`, `~`, or is `.` or `..`.
        case path
        case name

        init(_ text: String) {
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
            let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
            if text.hasPrefix("/") || text.hasPrefix("~")
                || ["", ".", ".."].contains(text[..<(slash ?? text.endIndex)])
            {
                self = .path
                return
            }
            guard let colon, slash.map({ colon < $0 }) ?? true else {
                self = .name
                return
            }
            let scheme = text[..<colon].lowercased()
            let rest = text[text.utf8.index(after: colon)...]
            if rest.hasPrefix("//") || rest.hasPrefix(":") || scheme == "file" {
                self = .url(scheme)
            } else {
                self = scheme.isEmpty || rest.isEmpty ? .name : .scpLike
            }
        }
    }

    /// Byte by byte: a combining mark after an `@` would hide it from a search for characters.
    private static func withoutSecrets(_ url: String, _ source: Source) throws(DVCModelError) -> String {
        let bytes = Array(url.utf8)
        guard let mark = bytes.firstRange(of: "://".utf8) else { return url }
        let rest = bytes[mark.upperBound...]
        let authority = rest.prefix { !"/?#\\".utf8.contains($0) }
        let userInfo = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[..<$0] }
        let host = authority[(userInfo.map { $0.endIndex + 1 } ?? authority.startIndex)...]
        let scheme = String(decoding: bytes[..<mark.lowerBound], as: UTF8.self).lowercased()
        var kept: [UInt8] = []
        if scheme.hasSuffix("http") || scheme.hasSuffix("https") {
            // An unescaped slash in a password would end the authority early and leave the rest in the path.
            guard hasPlainPort(host) else {
                throw .repoURLNotUsable("its port is no number; is there a '/' in the password?", source)
            }
        } else if let userInfo {
            kept = userInfo.prefix { $0 != UInt8(ascii: ":") } + [UInt8(ascii: "@")]
        }
        return String(decoding: bytes[..<mark.upperBound] + kept + rest[host.startIndex...], as: UTF8.self)
    }

    private static func hasPlainPort(_ host: ArraySlice<UInt8>) -> Bool {
        let afterBrackets = host.lastIndex(of: UInt8(ascii: "]")).map { host[$0...] } ?? host
        guard let colon = afterBrackets.firstIndex(of: UInt8(ascii: ":")) else { return true }
        return afterBrackets[colon...].dropFirst().allSatisfy(ASCII.isDigit)
    }
}

extension DVCModelError {
    static let repoURLHint = "give --repo URL, or set DVC_STUDIO_REPO_URL, to the address that Studio knows"

    fileprivate static func repoURLNotUsable(_ why: String, _ source: Source) -> Self {
        .init(
            .repoURLNotUsable,
            "this repository URL means nothing to Studio: \(why)",
            at: source.location,
            hint: repoURLHint,
        )
    }
}
