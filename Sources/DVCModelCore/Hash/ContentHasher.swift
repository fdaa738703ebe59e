/// What a file's bytes hash to, by the rules under which DVC may have recorded them.
package struct ContentDigests: Sendable, Equatable {
    package let md5: MD5Digest
    /// DVC 2's own value, and DVC 3's for the same rule, where it was asked for: see ``Dos2unixHasher``.
    package let md5Dos2unix: [MD5Digest]
    /// 64 lower-case hex digits, where it was asked for.
    package let sha256: String?

    package init(md5: MD5Digest, md5Dos2unix: [MD5Digest] = [], sha256: String? = nil) {
        self.md5 = md5
        self.md5Dos2unix = md5Dos2unix
        self.sha256 = sha256
    }

    package func satisfy(_ expected: ExpectedMD5) -> Bool {
        switch expected.rule {
        case .md5: md5 == expected.digest
        case .md5Dos2unix: md5Dos2unix.contains(expected.digest) || md5 == expected.digest
        }
    }
}

/// Hashes a file's bytes as they come, in order.
package struct ContentHasher: ~Copyable {
    private var md5: MD5
    private var dos2unix: Dos2unixHasher?
    private var sha256: SHA256?

    /// - Parameters:
    ///   - rule: plain MD5 is always made; the rule of DVC 2 only where it is asked for.
    ///   - hasSHA256: whether SHA-256 is made, too.
    package init(_ rule: ExpectedMD5.Rule?, hasSHA256: Bool = false) throws(DVCModelError) {
        dos2unix = rule == .md5Dos2unix ? try Dos2unixHasher() : nil
        sha256 = hasSHA256 ? try SHA256() : nil
        md5 = try MD5()
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        md5.update(bytes)
        dos2unix?.update(bytes)
        sha256?.update(bytes)
    }

    package consuming func finish() -> ContentDigests {
        ContentDigests(
            md5: md5.finish(),
            md5Dos2unix: dos2unix?.finish() ?? [],
            sha256: sha256.take()?.finish().hexDigits
        )
    }
}
