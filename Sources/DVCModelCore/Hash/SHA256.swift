internal import CCrypto

/// A streaming SHA-256 by OpenSSL's libcrypto.
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    package init() throws(DVCModelError) {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, EVP_sha256(), nil) == 1 else {
            throw DVCModelError(.internal, "libcrypto offers no SHA-256 here")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // The call fails only on a context that was never set up, which init has ruled out.
        let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        assert(status == 1)
    }

    /// The 32 bytes.
    package consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var written: UInt32 = 0
            EVP_DigestFinal_ex(context, buffer.baseAddress, &written)
            count = Int(written)
        }
    }

    package static func digest(of bytes: some Sequence<UInt8>) throws(DVCModelError) -> [UInt8] {
        var sha256 = try SHA256()
        Array(bytes).withUnsafeBytes { sha256.update($0) }
        return sha256.finish()
    }

    /// HMAC-SHA-256, 32 bytes. Source: RFC 2104.
    package static func authenticationCode(
        of message: some Sequence<UInt8>,
        key: [UInt8],
    ) throws(DVCModelError) -> [UInt8] {
        let message = Array(message)
        let code = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var written: UInt32 = 0
            let isDone =
                HMAC(
                    EVP_sha256(),
                    key,
                    Int32(key.count),
                    message,
                    message.count,
                    buffer.baseAddress,
                    &written
                )
                != nil
            count = isDone ? Int(written) : 0
        }
        guard !code.isEmpty else { throw DVCModelError(.internal, "libcrypto offers no HMAC here") }
        return code
    }
}
