/// Reads `{path in the repository: signed URL}`: Studio's answer, a file of the same form, or the report of
/// `dvc-model-uris --json`.
package enum URLMap {
    /// Nesting beyond this is no map.
    private static let depthLimit = 32

    /// The objects in the order of their paths.
    package static func parse(_ bytes: [UInt8]) throws(URLMapFault) -> [RemoteObject] {
        let firstMark = bytes.first { !" \t\r\n".utf8.contains($0) }
        guard firstMark != UInt8(ascii: "<") else { throw .html }
        let node = try read(bytes)
        guard case .object(let members) = node else { throw .notAnObject(node.kind) }
        let isReport = members.first { $0.key == "schema" }?.value.isNumber ?? false
        let objects =
            isReport
            ? try report(members) : try members.map { member throws(URLMapFault) in try object(member) }
        guard !objects.isEmpty else { throw .empty }
        return objects.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func read(_ bytes: [UInt8]) throws(URLMapFault) -> JSONNode {
        do throws(JSONFailure) {
            return try JSONReader.read(bytes, depthLimit: depthLimit)
        } catch {
            throw .json(error)
        }
    }

    private static func object(_ member: JSONNode.Member) throws(URLMapFault) -> RemoteObject {
        guard case .string(let url) = member.value else {
            throw .notAString(key: member.key, member.value.kind)
        }
        return try object(path: member.key, url: url, recorded: nil, byteCount: nil)
    }

    private static func object(
        path: String,
        url: String,
        recorded: ExpectedMD5?,
        byteCount: Int64?,
    ) throws(URLMapFault) -> RemoteObject {
        guard let parsed = HTTPURL(url) else {
            throw .notHTTP(path: path, url: Redaction.url(url))
        }
        let carried = ExpectedMD5(contentAddressedPath: parsed.path)
        if let recorded, let carried, recorded.rule == carried.rule, recorded.digest != carried.digest {
            throw .hashesDisagree(path: path, recorded: recorded.digest, carried: carried.digest)
        }
        return RemoteObject(
            path: path,
            url: SignedURL(url),
            expectedMD5: recorded ?? carried,
            byteCount: byteCount
        )
    }

    /// The `objects` of a report.
    private static func report(_ members: [JSONNode.Member]) throws(URLMapFault) -> [RemoteObject] {
        guard case .array(let nodes)? = members.first(where: { $0.key == "objects" })?.value else {
            throw .notAReport
        }
        return try nodes.map { node throws(URLMapFault) in
            guard case .object(let fields) = node, let path = fields.string("path"),
                let url = fields.string("url")
            else { throw .notAReport }
            return try object(
                path: path,
                url: url,
                recorded: recordedMD5(fields),
                byteCount: fields.byteCount("size")
            )
        }
    }

    /// A hash that the report has from Git; one that it read off the URL is read off the URL again.
    private static func recordedMD5(_ fields: [JSONNode.Member]) throws(URLMapFault) -> ExpectedMD5? {
        guard fields.string("md5_source") == ExpectedMD5.Source.git.rawValue, let text = fields.string("md5")
        else {
            return nil
        }
        guard let digest = MD5Digest(hex: text) else { throw .notAReport }
        return ExpectedMD5(digest, from: .git)
    }
}

/// Why a text is no map of URLs.
package enum URLMapFault: Error, Sendable, Equatable {
    case html
    case json(JSONFailure)
    case notAnObject(String)
    case notAString(key: String, String)
    case notHTTP(path: String, url: String)
    case notAReport
    case hashesDisagree(path: String, recorded: MD5Digest, carried: MD5Digest)
    case empty
}

extension URLMapFault: CustomStringConvertible {
    /// What is wrong, to follow the name of whose text it is.
    package var description: String {
        switch self {
        case .html: "is an HTML page"
        case .json(.syntax(let offset)): "is not JSON from byte \(offset) on"
        case .json(.invalidUTF8): "is not UTF-8"
        case .json(.duplicateKey(let key)): "names '\(key)' twice"
        case .json(.tooDeep(let limit)): "nests deeper than \(limit) levels"
        case .notAnObject(let kind): "is \(kind), not an object of paths and URLs"
        case .notAString(let key, let kind): "has \(kind) for '\(key)', not a URL"
        case .notHTTP(let path, let url): "has '\(url)' for '\(path)', which is neither http nor https"
        case .notAReport: "has a 'schema' but not the 'objects' of a dvc-model-uris report"
        case .hashesDisagree(let path, let recorded, let carried):
            "gives '\(path)' the MD5 \(recorded), and its URL the MD5 \(carried)"
        case .empty: "names no file"
        }
    }
}

extension JSONNode {
    fileprivate var isNumber: Bool {
        if case .number = self { true } else { false }
    }
}

extension [JSONNode.Member] {
    fileprivate func string(_ key: String) -> String? {
        guard case .string(let text)? = first(where: { $0.key == key })?.value else { return nil }
        return text
    }

    /// A size in bytes; nil where it is null, missing or no size.
    fileprivate func byteCount(_ key: String) -> Int64? {
        guard case .number(let text)? = first(where: { $0.key == key })?.value, let count = Int64(text),
            count >= 0
        else { return nil }
        return count
    }
}
