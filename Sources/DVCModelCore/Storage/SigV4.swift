/// AWS's signature version 4, as the query of a GET: a presigned URL.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>, and `S3SigV4QueryAuth` in
/// botocore/auth.py, which its tests are held against.
struct SigV4: Sendable {
    /// What is signed, before the digest of the request.
    private let signedHead: String
    private let key: [UInt8]
    /// The signing's own items, encoded, as they stand in the URL; and the same in the order in which they are signed.
    private let query: String
    private let sortedQuery: String

    /// Everything that all URLs of a run have in common; the key is derived here, once.
    ///
    /// - Parameter lifetime: in seconds.
    init(
        _ credentials: AWSCredentials,
        region: String,
        secondsSince1970: Int64,
        lifetime: Int,
    ) throws(DVCModelError) {
        let date = SigningTime.basic(secondsSince1970)
        let day = String(date.prefix(8))
        let scope = "\(day)/\(region)/s3/aws4_request"
        signedHead = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n"
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
        sortedQuery = items.sorted().joined(separator: "&")
    }

    /// The query for one object, its signature included.
    ///
    /// - Parameters:
    ///   - path: as it stands in the URL, encoded.
    ///   - host: as the `Host` header has it.
    ///   - versionID: of the object, where not the newest is meant.
    func query(path: String, host: String, versionID: String?) throws(DVCModelError) -> String {
        let version = versionID.map { "versionId=\(PercentEncoding.encode($0))" }
        var request = Array("GET\n".utf8)
        request.reserveCapacity(1_024)
        // `v` comes after every `X`.
        for part in [path, "\n", sortedQuery, version.map { "&\($0)" } ?? "", "\nhost:", host] {
            request.append(contentsOf: part.utf8)
        }
        request.append(contentsOf: "\n\nhost\nUNSIGNED-PAYLOAD".utf8)
        let text = signedHead + (try SHA256.digest(of: request).hexDigits)
        let signature = try SHA256.authenticationCode(of: text.utf8, key: key).hexDigits
        return "\(version.map { "\($0)&" } ?? "")\(query)&X-Amz-Signature=\(signature)"
    }
}
