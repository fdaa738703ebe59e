/// Amazon's S3, or what speaks like it: URLs signed here, good for anybody who holds them.
///
/// Source: dvc_s3/__init__.py, s3fs/core.py and botocore for what they leave to it.
struct S3Storage: Storage {
    private let bucket: String
    private let endpoint: S3Endpoint
    /// Nil for requests that nobody signs.
    private let signature: SigV4?
    private let access: HTTPAccess

    init(_ remote: DVCRemote, _ context: StorageContext) throws(DVCModelError) {
        bucket = String(remote.base.prefix { $0 != "/" })
        guard (1...Self.longestLife).contains(context.lifetime) else { throw .lifeTooLong(context.lifetime) }
        try Self.check(remote, bucket)
        let settings = try AWSSettings(remote, context)
        let isAnonymous = remote.options.flag("allow_anonymous_login") ?? false
        let credentials: AWSCredentials? =
            isAnonymous
            ? nil : try .find(remote, settings, secondsSince1970: context.secondsSince1970)

        access = HTTPAccess(
            trust: Self.trust(remote, settings, context.workingFolder),
            connectTimeout: remote.timeout("connect_timeout"),
            stallTimeout: remote.timeout("read_timeout")
        )
        let region: String
        if let url = try Self.endpoint(remote, settings) {
            region = remote.options.text("region") ?? settings.region ?? "us-east-1"
            guard
                let endpoint = S3Endpoint(
                    bucket: bucket,
                    url: url,
                    addressingStyle: settings.addressingStyle
                )
            else { throw remote.endpointInvalid(url) }
            self.endpoint = endpoint
        } else {
            region = remote.options.text("region") ?? Self.region(of: bucket, settings, context)
            endpoint = S3Endpoint(bucket: bucket, Self.aws(region, remote, settings))
        }
        signature = try credentials.map { credentials throws(DVCModelError) in
            try SigV4(
                credentials,
                region: region,
                secondsSince1970: context.secondsSince1970,
                lifetime: context.lifetime
            )
        }
    }

    func location(of path: String, versionID: String?) throws(DVCModelError) -> ObjectLocation {
        let key = Substring(path.utf8.dropFirst(bucket.utf8.count + 1))
        let url = try endpoint.url(key: String(key), versionID: versionID, signature)
        return .url(SignedURL(url), access)
    }

    /// In seconds. Source: the AWS page that ``SigV4`` names.
    private static let longestLife = 604_800

    private static func check(_ remote: DVCRemote, _ bucket: String) throws(DVCModelError) {
        let isBucket =
            (1...255).contains(bucket.utf8.count)
            && bucket.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || ".-_".utf8.contains($0) }
        guard isBucket else { throw remote.invalid("its URL names no bucket that S3 could have") }
        guard !bucket.hasSuffix("--x-s3") else {
            throw remote.unsupported("a directory bucket ('\(bucket)') wants sessions of its own")
        }
        guard remote.options.text("sse_customer_key") == nil else {
            throw remote.unsupported(
                "'sse_customer_key' would have to go with every request",
                option: "sse_customer_key"
            )
        }
    }

    private static func endpoint(_ remote: DVCRemote, _ settings: AWSSettings) throws(DVCModelError)
        -> String?
    {
        if let own = remote.options.text("endpointurl") { return own }
        return try settings.endpoint()
    }

    private static func trust(
        _ remote: DVCRemote,
        _ settings: AWSSettings,
        _ folder: String,
    ) -> HTTPAccess.Trust {
        let ofAWS = settings.value("AWS_CA_BUNDLE", "ca_bundle")
        return remote.trust(in: folder) ?? ofAWS.map { .file(Path.join(folder, $0)) } ?? .common
    }

    private static func aws(
        _ region: String,
        _ remote: DVCRemote,
        _ settings: AWSSettings,
    ) -> S3Endpoint.AWS {
        S3Endpoint.AWS(
            region: region,
            isSecure: remote.options.flag("use_ssl") ?? true,
            isFIPS: settings.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            isDualStack: settings.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
            addressingStyle: settings.addressingStyle
        )
    }

    /// The region that the bucket is in, as S3 itself tells anybody; where it cannot be asked, what the settings say,
    /// else `us-east-1`. DVC asks as well, unless `AWS_REGION` is set: dvc_s3/__init__.py, `S3BucketRegionCache` in
    /// s3fs/utils.py.
    private static func region(
        of bucket: String,
        _ settings: AWSSettings,
        _ context: StorageContext,
    ) -> String {
        let configured = context.environment["AWS_REGION"] ?? settings.region
        guard context.environment["AWS_REGION"] == nil else { return configured ?? "us-east-1" }
        // The address for the world knows the buckets of AWS's own partition; elsewhere one asks nearby.
        let near = configured.flatMap { $0.contains("-gov-") || $0.hasPrefix("cn-") ? $0 : nil }
        let endpoint = S3Endpoint(bucket: bucket, S3Endpoint.AWS(region: near ?? "us-east-1"))
        let url = HTTPURL("\(endpoint.origin)\(endpoint.path)?max-keys=0")
        return url.flatMap(context.headers)?["x-amz-bucket-region"] ?? configured ?? "us-east-1"
    }
}

extension DVCRemote {
    func unsupported(_ what: String, option: String? = nil) -> DVCModelError {
        DVCModelError(
            .storageUnsupported,
            "DVC remote '\(name)': \(what), which these tools do not do",
            at: (option.flatMap { options[$0]?.source } ?? source).location,
            hint: "dvc artifacts get . NAME"
        )
    }

    fileprivate func endpointInvalid(_ url: String) -> DVCModelError {
        invalid(
            "the endpoint '\(Redaction.url(url))' is no plain http or https URL",
            option: "endpointurl",
            hint: "https://host, with a port and a path where it has them"
        )
    }
}

extension DVCModelError {
    fileprivate static func lifeTooLong(_ seconds: Int) -> Self {
        .init(
            .usage,
            "URLs of S3 can be signed for 1 to 604800 seconds (seven days), not for '\(seconds)'",
            at: .option("--expires-in"),
            hint: "--expires-in 604800"
        )
    }
}
