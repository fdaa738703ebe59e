/// A relative path that stays below the folder it is joined to and touches neither Git's nor DVC's own files.
package struct SafePath: Sendable, Hashable {
    /// At least one; none empty, `.` or `..`.
    package let components: [String]

    package var text: String { components.joined(separator: "/") }

    /// - Parameter path: as a server or a map named it: foreign text.
    /// - Throws: `destination-unsafe`
    package init(_ path: String) throws(DVCModelError) {
        // By bytes: a slash with a combining mark after it is one character to Swift, and no slash.
        let components = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        if let reason = Self.fault(of: path) ?? components.lazy.compactMap(Self.fault(ofComponent:)).first {
            throw .unsafePath(path, reason)
        }
        self.components = components
    }

    /// A name that the user chose himself.
    package init(fileName: String) {
        components = [fileName]
    }

    private init(components: [String]) {
        self.components = components
    }

    /// The path below `folder`; nil where it does not lie there.
    package func dropping(_ folder: [String]) -> SafePath? {
        guard components.count > folder.count, components.starts(with: folder) else { return nil }
        return SafePath(components: Array(components.dropFirst(folder.count)))
    }

    private static func fault(of path: String) -> String? {
        if path.isEmpty { return "it is empty" }
        if path.utf8.first == UInt8(ascii: "/") { return "it is absolute" }
        // PATH_MAX of Linux.
        if path.utf8.count > 4_096 { return "it is longer than 4096 bytes" }
        if path.unicodeScalars.contains(where: \.isControl) {
            return "it holds a control character"
        }
        if path.utf8.contains(UInt8(ascii: "\\")) { return "it holds a backslash" }
        let start = Array(path.utf8.prefix(2))
        if start.count == 2, start[1] == UInt8(ascii: ":"), Character(Unicode.Scalar(start[0])).isLetter {
            return "it begins with a drive letter"
        }
        return nil
    }

    private static func fault(ofComponent component: String) -> String? {
        if component.utf8.count <= 2 {
            switch component {
            case "": return "it has an empty part"
            case ".": return "it has the part '.'"
            case "..": return "it has the part '..'"
            default: break
            }
        }
        if component.utf8.count > 255 { return "a part of it is longer than 255 bytes" }
        // In ASCII, only what is as long as one of the names below can be one of them.
        if !(4...5).contains(component.utf8.count), component.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        let plain = String(
            String.UnicodeScalarView(component.unicodeScalars.filter { !$0.isIgnoredInFileNames })
        )
        switch FoldedName(plain) {
        case FoldedName(".git"), FoldedName("git~1"): return "it reaches into '.git'"
        case FoldedName(".dvc"), FoldedName("dvc~1"): return "it reaches into '.dvc'"
        default: return nil
        }
    }
}

/// A file name as the least discerning file systems compare it: without case, in any Unicode form.
struct FoldedName: Hashable {
    // Swift's strings are equal where they are canonically equivalent; going through upper case folds `ß` and `SS`.
    private let folded: String

    init(_ name: String) {
        folded = name.uppercased().lowercased()
    }
}

extension Unicode.Scalar {
    /// Unicode's category Cc, which will never have others; asked of every character of every path.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// Code points that macOS leaves out when it compares names, so that `.g\u{200C}it` is `.git` there.
    /// Source: git, utf8.c (`next_hfs_char`).
    fileprivate var isIgnoredInFileNames: Bool {
        switch value {
        case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
        default: false
        }
    }
}

extension SafePath {
    /// Refuses paths that cannot lie side by side: equal after folding, or one a folder of another.
    ///
    /// - Throws: `destination-unsafe`
    package static func requireDistinct(_ paths: [SafePath]) throws(DVCModelError) {
        var files: [[FoldedName]: SafePath] = [:]
        files.reserveCapacity(paths.count)
        for path in paths {
            if let other = files.updateValue(path, forKey: path.components.map(FoldedName.init)) {
                throw .collidingPaths(other, path)
            }
        }
        var seen: ArraySlice<String> = []
        for path in paths {
            // Neighbours are mostly in one folder.
            guard path.components.dropLast() != seen else { continue }
            seen = path.components.dropLast()
            var folder = seen.map(FoldedName.init)
            while !folder.isEmpty {
                if let file = files[folder] { throw .fileIsFolder(file, of: path) }
                folder.removeLast()
            }
        }
    }
}

extension DVCModelError {
    fileprivate static func unsafePath(_ path: String, _ reason: String) -> Self {
        .init(.destinationUnsafe, "refused to write to '\(path)': \(reason)", hint: nil)
    }

    fileprivate static func collidingPaths(_ one: SafePath, _ other: SafePath) -> Self {
        .init(
            .destinationUnsafe,
            "'\(one.text)' and '\(other.text)' are one file where names ignore case or Unicode form",
            hint: "fetch one of them with --path",
        )
    }

    fileprivate static func fileIsFolder(_ file: SafePath, of path: SafePath) -> Self {
        .init(
            .destinationUnsafe,
            "'\(file.text)' is to be a file and also the folder of '\(path.text)'",
            hint: "fetch one of them with --path",
        )
    }
}
