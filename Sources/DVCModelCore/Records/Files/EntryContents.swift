/// What an entry of a `.dvc` file or a dvc.lock says of an output's bytes (`dvc_data/hashfile/meta.py`,
/// `dvc/output.py`).
struct EntryContents: Sendable, Equatable {
    enum Hash: Sendable, Equatable {
        /// Nobody has computed it yet.
        case none
        case object(ObjectID)
        /// There is one, but it names no object.
        case unusable(String)
    }

    var hash = Hash.none
    var byteCount: Int64?
    var isExecutable = false
    var version: CloudVersion?
    /// The files of a folder that the entry lists itself, on a remote with versions; nil for any other output.
    var files: [File]?

    struct File: Sendable, Equatable {
        let path: String
        let contents: EntryContents
    }

    static let unknown = EntryContents()

    private init() {}

    /// - Parameter entry: one that ``EntrySchema`` has passed.
    init(_ entry: YAMLNode) {
        self.init(entry, hashName: entry["hash"])
        if let files = entry["files"]?.elements, !files.isEmpty {
            self.files = files.map { file in
                File(
                    path: file["relpath"]?.string ?? "",
                    contents: EntryContents(file, hashName: entry["hash"]),
                )
            }
        }
    }

    private init(_ entry: YAMLNode, hashName: YAMLNode?) {
        // What stands below `cloud` lies over the entry itself; only the first remote there counts.
        let cloud = entry["cloud"]?.entries?.first
        func field(_ name: String) -> YAMLNode? { cloud?.value[name] ?? entry[name] }

        hash = Self.hash(field("md5"), hashName: hashName)
        byteCount = field("size").flatMap(Self.count)
        if case .bool(true)? = field("isexec")?.value { isExecutable = true }
        let versionID = field("version_id")?.string
        if cloud != nil || versionID != nil {
            version = CloudVersion(
                remote: cloud?.name,
                versionID: versionID.flatMap { $0.isEmpty ? nil : $0 },
                etag: field("etag")?.string,
            )
        }
    }

    /// DVC 2 wrote no `hash`; DVC 3 writes `hash: md5`.
    private static func hash(_ recorded: YAMLNode?, hashName: YAMLNode?) -> Hash {
        if let name = hashName?.string, name != "md5" { return .unusable("hash '\(name)'") }
        switch recorded?.value {
        case nil, .null, .string(""): return .none
        case .string(let text):
            let rule: ExpectedMD5.Rule = hashName == nil ? .md5Dos2unix : .md5
            return ObjectID(recorded: text, rule: rule).map(Hash.object) ?? .unusable("md5 '\(text)'")
        case .integer(let digits): return .unusable("md5 \(digits), a number for want of quotes")
        default: return .unusable("md5 that is no text")
        }
    }

    private static func count(_ node: YAMLNode) -> Int64? {
        guard case .integer(let digits) = node.value, let count = Int64(digits), count >= 0 else {
            return nil
        }
        return count
    }
}
