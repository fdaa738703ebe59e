/// Paths as text; nothing here looks at the disk.
package enum Path {
    /// `relative` as seen from `folder`; `relative` itself where it is absolute.
    package static func join(_ folder: String, _ relative: String) -> String {
        if folder.isEmpty || isAbsolute(relative) { return relative }
        if relative.isEmpty { return folder }
        return folder.utf8.last == slash ? folder + relative : "\(folder)/\(relative)"
    }

    package static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == slash
    }

    /// The folder that holds `path`: `/` for `/`, and "" for a name without a slash.
    package static func parent(_ path: String) -> String {
        let trimmed = withoutFinalSlashes(path)
        guard let last = trimmed.utf8.lastIndex(of: slash) else {
            return trimmed.isEmpty && isAbsolute(path) ? "/" : ""
        }
        let folder = withoutFinalSlashes(String(trimmed[..<last]))
        return folder.isEmpty ? "/" : folder
    }

    /// The name after the last slash, final slashes aside; "" for `/`.
    package static func lastComponent(_ path: String) -> String {
        let trimmed = withoutFinalSlashes(path)
        guard let last = trimmed.utf8.lastIndex(of: slash) else { return trimmed }
        return String(trimmed[trimmed.utf8.index(after: last)...])
    }

    /// `path` without empty and `.` parts, each `..` taken together with the part before it; `.` where nothing
    /// is left. Wrong across symbolic links, as Python's `os.path.normpath` is.
    package static func normalised(_ path: String) -> String {
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: slash).map({ Substring($0).utf8 }) {
            if part.elementsEqual(".".utf8) { continue }
            guard part.elementsEqual("..".utf8) else {
                parts.append(part)
                continue
            }
            if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !isAbsolute(path) {
                parts.append(part)
            }
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        if isAbsolute(path) { return "/\(joined)" }
        return joined.isEmpty ? "." : joined
    }

    /// The way from `folder` to `path`, both absolute: `../b`, `c/d`, or `.` for the folder itself.
    package static func relative(_ path: String, to folder: String) -> String {
        let below = path.utf8.dropFirst(folder.utf8.count)
        if below.first == slash, path.utf8.starts(with: folder.utf8), isPlain(path), isPlain(folder) {
            return String(Substring(below.dropFirst()))
        }
        let target = parts(path)
        let start = parts(folder)
        // By bytes: to Swift, composed and decomposed letters are equal, to the file system they are not.
        let common = zip(target, start).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        let way = start.dropFirst(common).map { _ in ".." } + target.dropFirst(common)
        return way.isEmpty ? "." : way.joined(separator: "/")
    }

    private static let slash = UInt8(ascii: "/")

    /// Whether a path is surely normal: cheap to see, and true of almost all.
    private static func isPlain(_ path: String) -> Bool {
        var last = UInt8(ascii: "-")
        for byte in path.utf8 {
            if last == slash, byte == slash || byte == UInt8(ascii: ".") { return false }
            last = byte
        }
        return last != slash
    }

    private static func parts(_ path: String) -> [String] {
        normalised(path).utf8.split(separator: slash).map { String(Substring($0)) }
    }

    private static func withoutFinalSlashes(_ path: String) -> String {
        guard let last = path.utf8.lastIndex(where: { $0 != slash }) else { return "" }
        return String(Substring(path.utf8[...last]))
    }
}
