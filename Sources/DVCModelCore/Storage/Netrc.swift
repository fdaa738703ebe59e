/// Names and passwords by host, in a file that many programs share: `machine h login u password p`.
///
/// Source: Python's netrc.py, and `netrc_from_env` and `basicauth_from_netrc` in aiohttp/helpers.py.
struct Netrc {
    private struct Entry {
        var login = ""
        var account = ""
        var password = ""
    }

    private var entries: [String: Entry] = [:]

    /// The file that `NETRC` names, else `~/.netrc`; nil where there is none, or none that can be understood.
    init?(_ environment: Environment, in folder: String) {
        let path = environment.variables["NETRC"] ?? environment["HOME"].map { Path.join($0, ".netrc") }
        // A file that is not this remote's is no reason to fail: aiohttp goes on without it as well.
        guard let path, let text = try? Files.text(Path.join(folder, path)) else { return nil }
        self.init(text)
    }

    /// Nil for anything else than a netrc file.
    init?(_ text: String) {
        var reader = NetrcReader(text)
        while true {
            let line = reader.line
            let word = reader.word()
            if word.isEmpty { return }
            if word.hasPrefix("#") {
                if reader.line == line, word == "#" { reader.skipLine() }
                continue
            }
            switch word {
            case "machine", "default":
                let name = word == "default" ? word : reader.word()
                guard !name.isEmpty, let entry = Self.entry(&reader) else { return nil }
                entries[name] = entry
            case "macdef":
                _ = reader.word()
                guard reader.skipParagraph() else { return nil }
            default:
                return nil
            }
        }
    }

    /// Nil for a host without an entry where there is no `default` one either.
    func login(for host: String) -> (user: String, password: String)? {
        (entries[host] ?? entries["default"]).map { ($0.login.isEmpty ? $0.account : $0.login, $0.password) }
    }

    private static func entry(_ reader: inout NetrcReader) -> Entry? {
        var entry = Entry()
        while true {
            let line = reader.line
            let start = reader
            let word = reader.word()
            switch word {
            case "", "machine", "default", "macdef":
                reader = start
                return entry
            case "login", "user": entry.login = reader.word()
            case "account": entry.account = reader.word()
            case "password": entry.password = reader.word()
            case let comment where comment.hasPrefix("#"):
                if reader.line == line { reader.skipLine() }
            default: return nil
            }
        }
    }
}

private struct NetrcReader {
    private var rest: Substring.UnicodeScalarView
    private(set) var line = 1

    init(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false) { ["\r\n", "\n", "\r"].contains($0) }
        rest = Substring(lines.joined(separator: "\n")).unicodeScalars
    }

    /// "" at the end, and for a pair of quotes.
    mutating func word() -> String {
        var word = String.UnicodeScalarView()
        while let first = next() {
            if Self.isBlank(first) { continue }
            let isQuoted = first == "\""
            if !isQuoted, let scalar = first == "\\" ? next() : first { word.append(scalar) }
            while let scalar = next() {
                if isQuoted ? scalar == "\"" : Self.isBlank(scalar) { return String(word) }
                if let scalar = scalar == "\\" ? next() : scalar { word.append(scalar) }
            }
        }
        return String(word)
    }

    mutating func skipLine() {
        while let scalar = rest.popFirst(), scalar != "\n" {}
    }

    /// To the end of the next empty line; false where there is none.
    mutating func skipParagraph() -> Bool {
        while let first = rest.first {
            if first == "\n" {
                rest.removeFirst()
                return true
            }
            skipLine()
        }
        return false
    }

    private mutating func next() -> Unicode.Scalar? {
        let scalar = rest.popFirst()
        if scalar == "\n" { line += 1 }
        return scalar
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }
}
