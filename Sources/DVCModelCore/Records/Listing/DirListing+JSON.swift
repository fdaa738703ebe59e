extension DirListing {
    /// The listing in the bytes of the object `id`.
    ///
    /// - Throws: `md5-mismatch` when they are not its bytes; `record-invalid` when they are no listing, or one that
    ///   cannot be a folder's.
    package static func read(_ bytes: [UInt8], of id: ObjectID) throws(DVCModelError) -> DirListing {
        let digest = try MD5.digest(of: bytes)
        guard digest == id.digest else { throw .listingTampered(id, digest) }
        return try parse(bytes, rule: id.rule)
    }

    /// - Throws: `record-invalid`
    package static func parse(_ bytes: [UInt8], rule: ExpectedMD5.Rule) throws(DVCModelError) -> DirListing {
        if let entries = DirListingScanner.scan(bytes, rule: rule) {
            return try DirListing(entries: entries, rule: rule)
        }
        return try DirListing(entries: foreign(bytes, rule), rule: rule)
    }

    /// A listing that is not written as DVC writes it: DVC reads any array of objects with these two members.
    private static func foreign(_ bytes: [UInt8], _ rule: ExpectedMD5.Rule) throws(DVCModelError) -> [Entry] {
        let node: JSONNode
        do throws(JSONFailure) {
            node = try JSONReader.read(bytes)
        } catch {
            throw .listingNotJSON(error)
        }
        guard case .array(let elements) = node else { throw .listingNotArray(node) }
        return try elements.map { (element) throws(DVCModelError) in
            guard case .object(let members) = element,
                case .string(let path)? = members.first(where: { $0.key == "relpath" })?.value,
                case .string(let md5)? = members.first(where: { $0.key == "md5" })?.value
            else { throw .listingEntryIncomplete() }
            guard let id = ObjectID(recorded: md5, rule: rule), !id.isListing else {
                throw .listedHashUnusable(md5, path)
            }
            return Entry(path: path, objectID: id)
        }
    }

    /// Byte for byte what DVC writes: `json.dumps(…, sort_keys=True)` of Python.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 100 + 2)
        bytes.append(UInt8(ascii: "["))
        for (index, entry) in entries.enumerated() {
            bytes.append(contentsOf: (index == 0 ? "{\"md5\": \"" : ", {\"md5\": \"").utf8)
            bytes.append(contentsOf: entry.objectID.digits.utf8)
            bytes.append(contentsOf: "\", \"relpath\": \"".utf8)
            Self.append(entry.path, to: &bytes)
            bytes.append(contentsOf: "\"}".utf8)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// With everything but printable ASCII escaped.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\u{8}": bytes.append(contentsOf: "\\b".utf8)
            case "\u{C}": bytes.append(contentsOf: "\\f".utf8)
            case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default: for unit in UTF16.encode(scalar) ?? .init() { append(escaped: unit, to: &bytes) }
            }
        }
    }

    private static func append(escaped unit: UInt16, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> shift) & 15]) }
    }
}

extension DVCModelError {
    fileprivate static func listingTampered(_ id: ObjectID, _ digest: MD5Digest) -> Self {
        .init(
            .md5Mismatch,
            "the listing of a tracked folder has the MD5 '\(digest)' instead of '\(id.digest)'",
        )
    }

    fileprivate static func listingNotJSON(_ failure: JSONFailure) -> Self {
        let what =
            switch failure {
            case .syntax(let offset): "byte \(offset) is where no JSON goes on"
            case .invalidUTF8: "it is not UTF-8 text"
            case .duplicateKey(let key): "the key '\(key)' stands twice in one object"
            case .tooDeep(let limit): "nested deeper than \(limit) levels"
            }
        return .init(.recordInvalid, "the listing of a tracked folder is not JSON: \(what)")
    }

    fileprivate static func listingNotArray(_ node: JSONNode) -> Self {
        .init(.recordInvalid, "the listing of a tracked folder must be an array, not \(node.kind)")
    }

    fileprivate static func listingEntryIncomplete() -> Self {
        .init(.recordInvalid, "an entry in the listing of a tracked folder has no 'relpath' or no 'md5'")
    }

    fileprivate static func listedHashUnusable(_ md5: String, _ path: String) -> Self {
        .init(
            .recordInvalid,
            "the listing of a tracked folder has no MD5 of 32 hex digits for '\(path)' but '\(md5)'"
        )
    }
}
