/// A reply of the storage that is no object, and what it says about it.
package struct StorageRefusal: Sendable, Equatable {
    /// How much of the reply's body is looked at, in bytes.
    static let bodyLimit = 64 << 10

    package let status: Int
    /// `AccessDenied`, `NoSuchKey`, `BlobNotFound`: the storage's own word; nil where it gives none.
    package let code: String?
    /// The storage's own sentence.
    package let message: String?

    /// S3, GCS and Azure answer with `<Error><Code>…</Code><Message>…</Message>…`. The rest of it, which may quote the
    /// signature, is not read.
    package init(status: Int, body: [UInt8]) {
        self.status = status
        let text = String(decoding: body, as: UTF8.self)
        code = Self.element("Code", of: text)
        message = Self.element("Message", of: text)
    }

    private static func element(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>")?.upperBound,
            let end = text[start...].firstRange(of: "</\(name)>")?.lowerBound
        else { return nil }
        let words = Redaction.text(String(text[start..<end])).prefix(300)
        return words.isEmpty ? nil : String(words)
    }

    package var summary: String {
        let words = [code, message].compactMap(\.self).joined(separator: ": ")
        return words.isEmpty ? "status \(status)" : "status \(status), \(words)"
    }

    /// Whether a fresh URL may mend it.
    package var speaksOfExpiry: Bool {
        let words = "\(code ?? "") \(message ?? "")".lowercased()
        return words.contains("expired") || words.contains("expiry") || code == "ExpiredToken"
            || words.contains("not valid at this time")
            || words.contains("signature not valid in the specified time")
    }

    /// Whether it is surely the signature or who signed that is refused, whatever the object.
    ///
    /// Sources: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>,
    /// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>.
    package var speaksOfCredentials: Bool {
        let codes: Set = [
            "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken",
            "TokenRefreshRequired",
            "RequestTimeTooSkewed", "AccountProblem", "AuthenticationFailed",
        ]
        return code.map(codes.contains) ?? false || speaksOfExpiry
    }
}

extension DVCModelError {
    /// - Parameter isFresh: whether the URL was asked for because the one before it was refused.
    static func storageRefused(_ object: RemoteObject, _ refusal: StorageRefusal, isFresh: Bool) -> Self {
        let says = "the storage says: \(refusal.summary)"
        let location = object.errorLocation
        switch refusal.status {
        case 404, 410:
            return .init(
                .objectMissing,
                "'\(object.path)' is not in storage (\(says))",
                at: location,
                hint: "run dvc push in a checkout that has the file"
            )
        case 400...403 where isFresh && refusal.status != 402:
            return .init(
                refusal.speaksOfExpiry ? .urlExpired : .storageForbidden,
                "the storage refuses '\(object.path)', by a fresh URL too (\(says))",
                at: location,
                hint: "look at the clock of this machine; Studio's cloud credentials may have been taken away"
            )
        case 400...403 where refusal.speaksOfExpiry && refusal.status != 402:
            return .init(
                .urlExpired,
                "the signed URL of '\(object.path)' has expired (\(says))",
                at: location,
                hint: "run the same command again: it asks for fresh URLs and goes on where it stopped"
            )
        case 400, 401, 403:
            return .init(
                .storageForbidden,
                "the storage refuses '\(object.path)' (\(says))",
                at: location,
                hint:
                    "the object may be missing (dvc push), or Studio's cloud credentials may lack the right to read"
            )
        case 407:
            return .proxyWantsLogin(.storageUnreachable, target: "'\(object.path)'", at: location)
        default:
            return .init(
                .storageUnavailable,
                "cannot fetch '\(object.path)' (\(says))",
                at: location,
                hint: "run the same command again later"
            )
        }
    }

    static func storageUnreachable(_ object: RemoteObject, _ failure: HTTPFailure) -> Self {
        .init(
            .storageUnreachable,
            "cannot fetch '\(object.path)': \(failure.message)",
            at: object.errorLocation,
            hint: "run the same command again: it goes on where it stopped"
        )
    }

    static func storageTLS(_ object: RemoteObject, _ failure: HTTPFailure) -> Self {
        .init(
            .tlsFailed,
            "no secure connection for '\(object.path)': \(failure.message)",
            at: object.errorLocation,
            hint: "name your CA certificates with --cacert FILE or SSL_CERT_FILE"
        )
    }

    static func storageUnusable(_ object: RemoteObject, _ why: String) -> Self {
        .init(
            .storageUnavailable,
            "cannot fetch '\(object.path)': \(why)",
            at: object.errorLocation,
            hint: "look at what stands between here and the storage: a proxy, a redirect, a portal"
        )
    }

    /// The same, told as the end of all attempts: what failed first is often the reason for the rest.
    ///
    /// - Parameter last: what failed last.
    func after(_ patience: Patience, last: String) -> Self {
        guard patience.failedAttempts > 1, let first = patience.firstFailure else { return self }
        var error = self
        let attempts = "after \(patience.failedAttempts) attempts"
        error.what += first == last ? " (\(attempts))" : " (\(attempts); the first failed with: \(first))"
        return error
    }
}
