/// An MD5 that a file's bytes must have, and who says so.
package struct ExpectedMD5: Sendable, Equatable {
    package enum Source: String, Sendable {
        /// `dvc.lock`, a `.dvc` file or a `.dir` listing at the tag's commit.
        case git
        /// A content-addressed key: `…/files/md5/ab/cdef…`, or DVC 2's `…/ab/cdef…`.
        case url
        /// `ETag`, `Content-MD5` or `x-goog-hash` of the storage's reply.
        case header
    }

    /// Which rule made the hash. Source: dvc_data/hashfile/hash.py.
    package enum Rule: String, Sendable {
        /// Plain MD5 of the bytes.
        case md5
        /// DVC 2: in what looks like text, CR LF counts as LF. DVC 2 named objects so whatever they hold.
        case md5Dos2unix = "md5-dos2unix"
    }

    package let digest: MD5Digest
    package let rule: Rule
    package let source: Source

    package init(_ digest: MD5Digest, rule: Rule = .md5, from source: Source) {
        self.digest = digest
        self.rule = rule
        self.source = source
    }
}

extension ExpectedMD5 {
    /// The MD5 that a content-addressed URL carries in its last two path segments, `ab/cdef…`; nil for any other URL.
    ///
    /// DVC 3 puts its objects below `files/md5`; without that the object has DVC 2's place and rule.
    /// Source: dvc_data/hashfile/db/__init__.py (`oid_to_path`), dvc/cachemgr.py (`FILES_DIR`).
    package init?(contentAddressedPath path: String) {
        let end = PercentEncoding.decode(path).utf8.suffix("/files/md5/".utf8.count + 33)
        let segments = end.split(separator: UInt8(ascii: "/"))
        guard segments.count >= 2, segments[segments.count - 2].count == 2,
            let digest = MD5Digest(hexDigits: segments.suffix(2).joined())
        else { return nil }
        let isCurrent = segments.dropLast(2).suffix(2).elementsEqual(
            ["files".utf8, "md5".utf8],
            by: { $0.elementsEqual($1) }
        )
        self.init(digest, rule: isCurrent ? .md5 : .md5Dos2unix, from: .url)
    }

    /// The MD5 that storage states for a whole object in a reply's header; nil where it states none.
    ///
    /// - `Content-MD5` (RFC 1864): Azure keeps what the uploader computed.
    /// - `x-goog-hash: crc32c=…,md5=…`: <https://cloud.google.com/storage/docs/xml-api/reference-headers>.
    /// - `ETag` of 32 hex digits: S3's MD5 of an object put in one part. With SSE-KMS or SSE-C it is no MD5:
    ///   <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>.
    ///
    /// `Content-MD5` speaks of the bytes in this very reply, so it counts only where they are the whole object.
    package init?(headers: HTTPHeaders, isWholeObject: Bool) {
        if isWholeObject, let digest = headers["Content-MD5"].flatMap(MD5Digest.init(base64:)) {
            self.init(digest, from: .header)
        } else if let digest = headers["x-goog-hash"].flatMap(Self.googleMD5) {
            self.init(digest, from: .header)
        } else if let etag = headers["ETag"], Self.isETagMD5(headers),
            let digest = MD5Digest(hexDigits: etag.utf8.lazy.filter { $0 != UInt8(ascii: "\"") })
        {
            self.init(digest, from: .header)
        } else {
            return nil
        }
    }

    private static func googleMD5(_ field: String) -> MD5Digest? {
        for item in field.split(separator: ",") {
            let item = item.trimmingBlanks()
            if item.hasPrefix("md5=") { return MD5Digest(base64: String(item.dropFirst("md5=".count))) }
        }
        return nil
    }

    private static func isETagMD5(_ headers: HTTPHeaders) -> Bool {
        let encryption = headers["x-amz-server-side-encryption"] ?? "AES256"
        return encryption == "AES256" && headers["x-amz-server-side-encryption-customer-algorithm"] == nil
    }
}
