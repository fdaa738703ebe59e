/// Paths of files in the order of their UTF-8 bytes, as git lists them; found by halving.
struct SortedPaths: Sendable, Equatable {
    let paths: [String]

    /// - Parameter paths: already in order.
    init(sorted paths: [String]) {
        self.paths = paths
    }

    func contains(_ path: String) -> Bool {
        let place = lowerBound(path)
        return place < paths.count && paths[place].isSame(as: path)
    }

    /// The files below a folder, at any depth; all of them for "".
    func below(_ folder: String) -> ArraySlice<String> {
        if folder.isEmpty { return paths[...] }
        let start = lowerBound("\(folder)/")
        // `0` is the character after `/`.
        return paths[start..<max(start, lowerBound("\(folder)0"))]
    }

    func hasFolder(_ folder: String) -> Bool { !below(folder).isEmpty }

    /// Whether a file at `path` cannot be beside these: one of them is there, or below it, or where a folder of it is.
    func hides(_ path: String) -> Bool {
        if paths.isEmpty { return false }
        return contains(path) || hasFolder(path) || path.parentFolders.contains(where: contains)
    }

    private func lowerBound(_ path: String) -> Int {
        var range = paths.startIndex..<paths.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if paths[middle].isBefore(path) {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}

extension String {
    /// In the order of UTF-8 bytes, which is that of code points.
    func isBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Whether this path lies in a folder, at any depth; every path lies in "".
    func isBelow(_ folder: String) -> Bool {
        if folder.isEmpty { return true }
        let count = folder.utf8.count
        return utf8.count > count && utf8.starts(with: folder.utf8)
            && utf8.dropFirst(count).first == UInt8(ascii: "/")
    }

    package func isAtOrBelow(_ path: String) -> Bool { isSame(as: path) || isBelow(path) }

    /// The folders that a relative path lies in, the outermost first, without "".
    var parentFolders: [String] {
        utf8.indices.filter { utf8[$0] == UInt8(ascii: "/") }.map { String(self[..<$0]) }
    }
}
