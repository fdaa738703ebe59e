/// Where the objects of a bucket are: everything of their URLs before the key.
///
/// Source: botocore/args.py, botocore/signers.py, botocore/handlers.py (`customize_endpoint_resolver_builtins`) and
/// its rules for S3, as a presigned URL has them.
struct S3Endpoint: Sendable, Equatable {
    /// `https://bucket.s3.amazonaws.com`, `http://127.0.0.1:9000`: without a final slash.
    let origin: String
    /// As the `Host` header has it: in lower case, without the scheme's own port.
    let host: String
    /// Encoded, with its first and its final slash: `/`, or `/bucket/`.
    let path: String

    /// The services of AWS itself.
    struct AWS {
        var region: String
        var isSecure = true
        var isFIPS = false
        var isDualStack = false
        var addressingStyle: String?
    }

    init(bucket: String, _ aws: AWS) {
        let isGlobal =
            !aws.isFIPS && !aws.isDualStack
            && (aws.region == "us-east-1"
                || Self.globalRegions.contains(aws.region) && Self.isHostLabel(bucket)
                    && !["path", "virtual"].contains(aws.addressingStyle))
        let isVirtual = aws.addressingStyle != "path" && Self.canBeHost(bucket)
        var service = aws.isFIPS ? "s3-fips" : "s3"
        if aws.isDualStack { service += ".dualstack" }
        if !isGlobal { service += ".\(aws.region)" }
        let name = "\(service).\(Self.domain(of: aws.region))"
        host = isVirtual ? "\(bucket).\(name)" : name
        origin = "\(aws.isSecure ? "https" : "http")://\(host)"
        path = isVirtual ? "/" : "/\(bucket)/"
    }

    /// A server that is named.
    ///
    /// - Parameter url: `http://127.0.0.1:9000`, also with a path.
    /// - Returns: nil for what is no plain http or https URL: user info, a query and a fragment are none of it.
    init?(bucket: String, url: String, addressingStyle: String?) {
        guard let parsed = HTTPURL(url), !parsed.hasUserInfo, !url.utf8.contains(where: "?#".utf8.contains),
            let start = url.firstRange(of: "://")?.upperBound
        else { return nil }
        let authority = String(url[start...].prefix { $0 != "/" })
        let isAddress = parsed.host.contains(":") || Self.isIPv4(parsed.host)
        let isVirtual =
            addressingStyle == "virtual" && !isAddress
            && (Self.canBeHost(bucket) || parsed.scheme == "http" && Self.canBeHost(labelsOf: bucket))
        let shownHost = parsed.origin.description.dropFirst(parsed.scheme.utf8.count + "://".utf8.count)
        host = isVirtual ? "\(bucket).\(shownHost)" : String(shownHost)
        origin = "\(parsed.scheme)://\(isVirtual ? "\(bucket)." : "")\(authority)"
        let folder = url[start...].dropFirst(authority.count).split(separator: "/").map { "/\($0)" }.joined()
        let encoded = PercentEncoding.encode(folder) { PercentEncoding.isUnreserved($0) || $0 == ASCII.slash }
        path = isVirtual ? "\(encoded)/" : "\(encoded)/\(bucket)/"
    }

    /// The URL of an object.
    ///
    /// - Parameter signature: nil for a URL that anybody may fetch.
    func url(key: String, versionID: String?, _ signature: SigV4?) throws(DVCModelError) -> String {
        let path =
            path + PercentEncoding.encode(key) { PercentEncoding.isUnreserved($0) || $0 == ASCII.slash }
        guard let signature else {
            let version = versionID.map { "?versionId=\(PercentEncoding.encode($0))" }
            return origin + path + (version ?? "")
        }
        return "\(origin)\(path)?\(try signature.query(path: path, host: host, versionID: versionID))"
    }

    /// Those for whose buckets AWS's one address for the world still answers; it refuses requests for buckets of any
    /// region launched after 20 March 2019, and there boto3's URLs, which have that address, do not work.
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>.
    private static let globalRegions: Set<String> = [
        "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
        "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1",
        "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1",
        "ap-southeast-2",
    ]

    /// Source: botocore/data/partitions.json.
    private static func domain(of region: String) -> String {
        let domains = [
            ("cn-", "amazonaws.com.cn"), ("us-iso-", "c2s.ic.gov"), ("us-isob-", "sc2s.sgov.gov"),
            ("eu-isoe-", "cloud.adc-e.uk"), ("us-isof-", "csp.hci.ic.gov"), ("eusc-", "amazonaws.eu"),
        ]
        return domains.first { region.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
    }

    /// Whether a bucket's name can stand before the service's in a host. Source: `aws_is_virtual_hostable_s3_bucket`
    /// in botocore/endpoint_provider.py.
    private static func canBeHost(_ bucket: String) -> Bool {
        bucket.utf8.count >= 3 && isHostLabel(bucket) && !bucket.utf8.contains(where: ASCII.isUpper)
    }

    /// The same for a name with dots, for which no certificate of the service would hold.
    private static func canBeHost(labelsOf bucket: String) -> Bool {
        bucket.utf8.count >= 3 && !isIPv4(bucket) && !bucket.utf8.contains(where: ASCII.isUpper)
            && bucket.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                isHostLabel(String($0))
            }
    }

    private static func isHostLabel(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...63).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isIPv4(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(ASCII.isDigit) }
    }
}
