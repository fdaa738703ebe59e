/// What an annotated tag's object says:
/// ```
/// object 9f04…77
/// type commit
/// tag resnet@v1.2.3
/// tagger Ana <ana@example.com> 1700000010 +0200
///
/// Registering artifact resnet version v1.2.3
/// ```
struct GitTagObject: Sendable, Equatable {
    /// The object that it names, which may be another tag.
    let target: String
    let targetKind: GitObject.Kind
    /// The name by which it was made; a ref may have been given another one since.
    let name: String
    /// Of the tagger line, in seconds since 1970; nil without one.
    let time: Int64?

    /// nil for an object that is no tag, or none that can be understood.
    init?(_ object: GitObject) {
        guard object.kind == .tag else { return nil }
        let head = GitHeader(object)
        guard let target = head["object"], GitObjects.isID(target),
            let kind = head["type"].flatMap(GitObject.Kind.init), let name = head["tag"]
        else { return nil }
        self.target = target
        targetKind = kind
        self.name = name
        time = head.time(of: "tagger")
    }
}

/// The lines before the first empty one of a commit or a tag, each a word and what it says.
struct GitHeader {
    private let bytes: [UInt8]

    init(_ object: GitObject) {
        bytes = object.bytes
    }

    /// The first of this word; nil without one.
    subscript(word: String) -> String? {
        value(word).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The seconds since 1970 in `Ana <ana@example.com> 1700000010 +0200`; the zone does not change them.
    func time(of word: String) -> Int64? {
        guard let value = value(word), let end = value.lastIndex(of: UInt8(ascii: ">")) else { return nil }
        let digits = value[(end + 1)...].split(separator: UInt8(ascii: " ")).first
        return digits.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    private func value(_ word: String) -> ArraySlice<UInt8>? {
        var rest = bytes[...]
        while true {
            let line = rest.prefix { $0 != ASCII.newline }
            if line.isEmpty { return nil }
            if line.starts(with: word.utf8) {
                let value = line.dropFirst(word.utf8.count)
                if value.first == UInt8(ascii: " ") { return value.dropFirst() }
            }
            rest = rest[line.endIndex...].dropFirst()
        }
    }
}
