#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The refs that have a file of their own: an id, or `ref: ` and the name of another ref.
struct LooseRefs {
    private let commonFolder: String

    init(_ commonFolder: String) {
        self.commonFolder = commonFolder
    }

    /// The names of all refs below `folder`, without it; in no order. Links to folders are not followed.
    ///
    /// - Parameters:
    ///   - folder: with a final slash.
    ///   - beginning: of the names, in the folder.
    /// - Throws: `file-unreadable`
    func names(below folder: String, beginning: String = "") throws(DVCModelError) -> [String] {
        var names: [String] = []
        var waiting = [""]
        while let current = waiting.popLast() {
            let path = Path.join(commonFolder, folder + current)
            // git takes a folder away with its last ref.
            try Files.forEachEntry(of: path) { entry, kind in
                let isFolder = Self.isFolder(entry, kind, in: path)
                // The top holds nearly all of them.
                guard
                    !current.isEmpty || isFolder
                        || beginning.withCString({ strncmp(entry, $0, strlen($0)) }) == 0
                else { return }
                let name = String(cString: entry)
                // No ref has such a name; `.lock` is one that git is about to write. Source: git-check-ref-format(1).
                guard name.utf8.first != UInt8(ascii: "."), !name.utf8.suffix(5).elementsEqual(".lock".utf8)
                else { return }
                if isFolder { waiting.append("\(current)\(name)/") } else { names.append(current + name) }
            }
        }
        return names.filter { $0.utf8.starts(with: beginning.utf8) }
    }

    private static func isFolder(_ name: UnsafePointer<CChar>, _ kind: Int32, in folder: String) -> Bool {
        guard kind == Int32(DT_UNKNOWN) else { return kind == Int32(DT_DIR) }
        var status = stat()
        return lstat(Path.join(folder, String(cString: name)), &status) == 0
            && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The id that a ref leads to; nil when it is broken.
    func object(_ ref: String) throws(DVCModelError) -> String? {
        var name = ref
        // As deep as git follows refs that name refs. Source: SYMREF_MAXDEPTH in git's refs-internal.h.
        for _ in 0..<5 {
            guard let bytes = content(Path.join(commonFolder, name)) else {
                return try PackedRefs(in: commonFolder).object(name)
            }
            guard bytes.starts(with: "ref:".utf8) else { return PackedRefs.object(bytes) }
            let blanks = " \t\r\n".utf8
            let target = bytes.dropFirst("ref:".utf8.count).split { blanks.contains($0) }.first ?? []
            name = String(decoding: target, as: UTF8.self)
            guard name.hasPrefix("refs/"), !name.split(separator: "/").contains("..") else { return nil }
        }
        return nil
    }

    /// The first bytes of a ref's file; nil when there is none. Without `Files`, which is made for long files: there
    /// may be ten thousand of these.
    private func content(_ path: String) -> ArraySlice<UInt8>? {
        guard !path.utf8.contains(0) else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = max(read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
        return bytes[...]
    }
}

/// `packed-refs`: `<id> <name>` in each line; further lines begin with `#` or `^`.
struct PackedRefs {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Throws: `file-unreadable`
    init(in commonFolder: String) throws(DVCModelError) {
        bytes = try Files.read(Path.join(commonFolder, "packed-refs"), limit: 1 << 30) ?? []
    }

    /// Hands on the name of each ref below `folder`, without it, and what gives its id: nil for a broken one.
    ///
    /// - Parameters:
    ///   - folder: with a final slash.
    ///   - beginning: of the names, in the folder.
    func forEach(
        below folder: String,
        beginning: String = "",
        _ body: (_ name: String, _ object: () -> String?) -> Void,
    ) {
        let beginning = Array((folder + beginning).utf8)
        bytes.withUnsafeBufferPointer { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let line = rest[..<(rest.firstIndex(of: ASCII.newline) ?? rest.endIndex)]
                rest = rest[line.endIndex...].dropFirst()
                guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
                let name = line[(space + 1)...]
                guard name.starts(with: beginning) else { continue }
                body(String(decoding: name.dropFirst(folder.utf8.count), as: UTF8.self)) {
                    Self.object(line[..<space])
                }
            }
        }
    }

    /// The id that a ref has here; nil for none.
    func object(_ ref: String) -> String? {
        let folder = Path.parent(ref) + "/"
        var found: String?
        forEach(below: folder) { name, object in
            if folder + name == ref { found = object() }
        }
        return found
    }

    /// The id at the beginning of `bytes`, up to a blank; nil for anything else.
    static func object(_ bytes: some Collection<UInt8>) -> String? {
        let text = String(decoding: bytes.prefix { !ASCII.isBlank($0) }.map(ASCII.lowercased), as: UTF8.self)
        return GitObjects.isID(text) ? text : nil
    }
}
