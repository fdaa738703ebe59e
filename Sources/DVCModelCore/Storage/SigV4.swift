/// AWS's signature version 4, as the query of a GET: a presigned URL.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>, and `S3SigV4QueryAuth` in
/// botocore/auth.py, which its tests are held against.
struct SigV4: Sendable {
    private let date: String
    private let scope: String
    private let key: [UInt8]
    /// The signing's own items, encoded, as they stand in the URL; and the same in the order in which they are signed.
    private let query: String
    private let sortedItems: [String]

    /// Everything that all URLs of a run have in common; the key is derived here, once.
    ///
    /// - Parameter lifetime: in seconds.
    init(
        _ credentials: AWSCredentials,
        region: String,
        secondsSince1970: Int64,
        lifetime: Int,
    ) throws(DVCModelError) {
        date = SigningTime.basic(secondsSince1970)
        let day = String(date.prefix(8))
        scope = "\(day)/\(region)/s3/aws4_request"
        var key = Array("AWS4\(credentials.secretAccessKey.text)".utf8)
        for part in [day, region, "s3", "aws4_request"] {
            key = try SHA256.authenticationCode(of: part.utf8, key: key)
        }
        self.key = key
        let items = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope)"),
            ("X-Amz-Date", date),
            ("X-Amz-Expires", "\(lifetime)"),
            ("X-Amz-SignedHeaders", "host"),
            ("X-Amz-Security-Token", credentials.sessionToken?.text),
        ].compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
        query = items.joined(separator: "&")
        sortedItems = items.sorted()
    }

    /// The query for one object, its signature included.
    ///
    /// - Parameters:
    ///   - path: as it stands in the URL, encoded.
    ///   - host: as the `Host` header has it.
    ///   - versionID: of the object, where not the newest is meant.
    func query(path: String, host: String, versionID: String?) throws(DVCModelError) -> String {
        let version = versionID.map { "versionId=\(PercentEncoding.encode($0))" }
        // `v` comes after every `X`.
        let signedQuery = (sortedItems + [version].compactMap(\.self)).joined(separator: "&")
        let request = "GET\n\(path)\n\(signedQuery)\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
        let digest = try SHA256.digest(of: request.utf8).hexDigits
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(digest)"
        let signature = try SHA256.authenticationCode(of: text.utf8, key: key).hexDigits
        return "\(version.map { "\($0)&" } ?? "")\(query)&X-Amz-Signature=\(signature)"
    }
}
