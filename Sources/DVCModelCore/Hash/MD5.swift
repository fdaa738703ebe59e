internal import CCrypto

/// A streaming MD5 by OpenSSL's libcrypto. It names objects, as DVC does; it protects nothing against an attacker.
package struct MD5: ~Copyable {
    private let context: OpaquePointer

    /// MD5 is asked for with `fips=no`, so that a host in FIPS mode still hashes.
    package init() throws(DVCModelError) {
        guard let context = EVP_MD_CTX_new(), let algorithm = Self.algorithm,
            EVP_DigestInit_ex2(context, algorithm, nil) == 1
        else {
            throw DVCModelError(.internal, "libcrypto offers no MD5 here")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // The call fails only on a context that was never set up, which init has ruled out.
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        assert(status == 1)
    }

    package consuming func finish() -> MD5Digest {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var written: UInt32 = 0
            EVP_DigestFinal_ex(context, buffer.baseAddress, &written)
            count = Int(written)
        }
        guard let digest = MD5Digest(bytes: bytes) else { fatalError("an MD5 of \(bytes.count) bytes") }
        return digest
    }

    package static func digest(of bytes: some Sequence<UInt8>) throws(DVCModelError) -> MD5Digest {
        var md5 = try MD5()
        Array(bytes).withUnsafeBytes { md5.update($0) }
        return md5.finish()
    }

    // Fetched once and kept for the life of the process, as OpenSSL's EVP_MD_fetch(3) advises.
    nonisolated(unsafe) private static let algorithm: OpaquePointer? = EVP_MD_fetch(nil, "MD5", "fips=no")
}
