import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite struct S3StorageTests {
    static let keys = ["access_key_id": "AK", "secret_access_key": "SK"]

    private func region(in url: String) throws -> String {
        let items = try #require(HTTPURL(url)).queryItems
        let credential = try #require(items.first { $0.name == "X-Amz-Credential" }?.value)
        return try #require(credential.split(separator: "/").dropFirst(2).first.map { String($0) })
    }

    @Test func `a bucket's region is asked for, and beats the settings'`() throws {
        let bed = try RemoteBed(["AWS_DEFAULT_REGION": "us-west-2"])
        var context = bed.context
        context.headers = { url in
            guard url.text == "https://bucket.s3.amazonaws.com/?max-keys=0" else { return nil }
            return HTTPHeaders(["x-amz-bucket-region": "eu-west-1"])
        }
        let access = try StorageAccess(bed.remote("s3://bucket", Self.keys), context)
        #expect(try region(in: RemoteBed.parts(access.location(of: RemoteBed.id)).url) == "eu-west-1")
    }

    @Test(arguments: [
        ([:], [:], "us-east-1"),
        (["AWS_DEFAULT_REGION": "us-west-2"], [:], "us-west-2"),
        (["AWS_DEFAULT_REGION": "us-west-2"], ["region": "eu-west-3"], "eu-west-3"),
        (["AWS_REGION": "sa-east-1", "AWS_DEFAULT_REGION": "us-west-2"], [:], "sa-east-1"),
        (["AWS_DEFAULT_REGION": "us-west-2"], ["endpointurl": "http://127.0.0.1:1"], "us-west-2"),
        (["AWS_REGION": "us-west-2"], ["endpointurl": "http://127.0.0.1:1"], "us-east-1"),
        (["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"], ["region": "x"], "x"),
    ])
    func `where nobody answers the settings say the region`(
        variables: [String: String],
        options: [String: String],
        region: String
    ) throws {
        let bed = try RemoteBed(variables)
        let url = try bed.object("s3://bucket", Self.keys.merging(options) { _, new in new }).url
        #expect(try self.region(in: url) == region)
    }

    @Test(arguments: [["region": "eu-west-1"], ["endpointurl": "http://127.0.0.1:1"]])
    func `a bucket's region is not asked for where it is known`(options: [String: String]) throws {
        let bed = try RemoteBed()
        var context = bed.context
        context.headers = { _ in
            Issue.record("asked")
            return nil
        }
        _ = try StorageAccess(
            bed.remote("s3://bucket", Self.keys.merging(options) { _, new in new }),
            context
        )
    }

    @Test(arguments: [
        ("AWS_USE_FIPS_ENDPOINT", "https://b-1.s3-fips.eu-west-1.amazonaws.com"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "https://b-1.s3.dualstack.eu-west-1.amazonaws.com"),
    ])
    func `AWS's other endpoints are used when asked for`(variable: String, origin: String) throws {
        let bed = try RemoteBed([variable: "true"])
        let options = Self.keys.merging(["region": "eu-west-1"]) { _, new in new }
        #expect(try bed.object("s3://b-1", options).url.hasPrefix("\(origin)/\(RemoteBed.key)?"))
    }

    @Test func `buckets of regions launched after 2019 have addresses of their own`() throws {
        let options = Self.keys.merging(["region": "ap-east-1"]) { _, new in new }
        let url = try RemoteBed().object("s3://bucket", options).url
        #expect(url.hasPrefix("https://bucket.s3.ap-east-1.amazonaws.com/"))
    }

    @Test func `anonymous access is a plain URL`() throws {
        let options = ["allow_anonymous_login": "true", "use_ssl": "false"]
        let url = try RemoteBed().object("s3://bucket/p", options).url
        #expect(url == "http://bucket.s3.amazonaws.com/p/\(RemoteBed.key)")
    }

    @Test func `certificates are those of the option, else of AWS's own settings`() throws {
        let bed = try RemoteBed(["AWS_CA_BUNDLE": "/ca.pem"])
        #expect(try bed.object("s3://bucket", Self.keys).access.trust == .file("/ca.pem"))
        let options = Self.keys.merging(["ssl_verify": "false"]) { _, new in new }
        #expect(try bed.object("s3://bucket", options).access.trust == .anybody)
    }

    @Test(arguments: ["localhost:9000", "ftp://h", "http://u:p@h", "http://h?x", "http://h#x"])
    func `an endpoint must be a plain URL`(endpoint: String) throws {
        let options = Self.keys.merging(["endpointurl": endpoint]) { _, new in new }
        let error = #expect(throws: DVCModelError.self) { try RemoteBed().access("s3://bucket", options) }
        #expect(error?.code == .settingInvalid)
        #expect(error.map { $0.what.contains("u:p") } == false)
    }

    @Test(arguments: [
        ("s3://b!/p", [:], ErrorCode.settingInvalid),
        ("s3://bucket--use1-az4--x-s3/p", [:], .storageUnsupported),
        ("s3://bucket", ["sse_customer_key": "a2V5"], .storageUnsupported),
    ])
    func `what cannot be signed for is an error`(
        url: String,
        options: [String: String],
        code: ErrorCode
    ) throws {
        let error = #expect(throws: DVCModelError.self) {
            try RemoteBed().access(url, Self.keys.merging(options) { _, new in new })
        }
        #expect(error?.code == code)
    }

    @Test(arguments: [0, 604_801])
    func `a life that S3 would not grant is an error`(seconds: Int) throws {
        let bed = try RemoteBed()
        var context = bed.context
        context.lifetime = seconds
        let error = #expect(throws: DVCModelError.self) {
            try StorageAccess(bed.remote("s3://bucket", Self.keys), context)
        }
        #expect(error?.code == .usage)
    }

    @Test func `a URL signed here opens an object of a real S3 server, and one changed does not`()
        async throws
    {
        let folder = try TemporaryFolder()
        try folder.write("bytes", to: "dvc/\(RemoteBed.key)")
        try folder.write("more", to: "dvc/ä b+c%20~/x")
        let server = try await ServerProcess.start("s3.py", [folder.path])
        func said(_ key: String) throws -> String { try #require(server.settings[key]?.string) }
        let bed = try RemoteBed()
        let options = [
            "endpointurl": try said("endpoint"), "region": try said("region"),
            "access_key_id": try said("access_key"), "secret_access_key": try said("secret_key"),
        ]
        var context = bed.context
        context.secondsSince1970 = Int64(Date().timeIntervalSince1970)
        let remote = try bed.remote("s3://\(try said("bucket"))/dvc", options)
        let url = try RemoteBed.parts(StorageAccess(remote, context).location(of: RemoteBed.id)).url
        #expect(try await Self.get(url) == (200, "bytes"))
        #expect(try await Self.get(url.replacing("01/2", with: "01/3")).status == 403)
        let odd = try S3Storage(remote, context).location(of: "\(remote.base)/ä b+c%20~/x", versionID: nil)
        #expect(try await Self.get(RemoteBed.parts(odd).url) == (200, "more"))
    }

    private static func get(_ text: String) async throws -> (status: Int, body: String) {
        let url = try #require(URL(string: text))
        let (body, response) = try await URLSession.shared.data(from: url)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: body, as: UTF8.self))
    }
}
