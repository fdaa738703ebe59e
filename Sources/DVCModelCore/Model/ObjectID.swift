/// The name of an object in DVC's cache or on a DVC remote: the MD5 that a record states, and the rule that made it.
package struct ObjectID: Hashable, Sendable {
    /// The 32 digits exactly as the record has them, without `.dir`: DVC looks for upper-case ones in upper case.
    package let digits: String
    package let digest: MD5Digest
    package let rule: ExpectedMD5.Rule
    /// Whether the object is a `.dir` listing, the JSON list of a tracked folder.
    package let isListing: Bool

    /// - Parameter recorded: `d41d8cd98f00b204e9800998ecf8427e`, with `.dir` at the end for a listing; nil for
    ///   anything that is no MD5.
    package init?(recorded: String, rule: ExpectedMD5.Rule) {
        let suffix = ".dir"
        isListing = recorded.hasSuffix(suffix)
        digits = isListing ? String(recorded.dropLast(suffix.count)) : recorded
        guard let digest = MD5Digest(hex: digits) else { return nil }
        self.digest = digest
        self.rule = rule
    }

    package init(_ digest: MD5Digest, rule: ExpectedMD5.Rule, isListing: Bool) {
        digits = digest.description
        self.digest = digest
        self.rule = rule
        self.isListing = isListing
    }

    /// Where it lies below a cache's or a remote's base: `files/md5/ab/cdef…`, and DVC 2's objects at `ab/cdef…`.
    ///
    /// Source: dvc_data/hashfile/db/__init__.py (`oid_to_path`), dvc/cachemgr.py (`FILES_DIR`).
    package var relativePath: String {
        let place = rule == .md5 ? "files/md5/" : ""
        return "\(place)\(digits.prefix(2))/\(digits.dropFirst(2))\(isListing ? ".dir" : "")"
    }
}

extension ObjectID: CustomStringConvertible {
    /// As a record has it: `….dir` for a listing.
    package var description: String { isListing ? "\(digits).dir" : digits }
}
