import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// Our answers against those of the real programs.
@Suite struct RecordedTests {
    @Test(arguments: try Recorded.made.get().s3)
    func `a presigned URL is boto3's, byte for byte`(vector: Recorded.S3Case) throws {
        let endpoint =
            if let url = vector.endpoint {
                try #require(S3Endpoint(bucket: vector.bucket, url: url, addressingStyle: vector.style))
            } else {
                S3Endpoint(
                    bucket: vector.bucket,
                    .init(region: vector.region, isSecure: vector.secure, addressingStyle: vector.style)
                )
            }
        let credentials = AWSCredentials(
            accessKeyID: vector.access_key,
            secretAccessKey: Secret(vector.secret_key),
            sessionToken: vector.token.map(Secret.init)
        )
        let signature = try SigV4(
            credentials,
            region: vector.region,
            secondsSince1970: vector.seconds,
            lifetime: vector.expires
        )
        let url = try endpoint.url(key: vector.key, versionID: vector.version_id, signature)
        #expect(url == vector.answer)
    }

    @Test(arguments: try Recorded.made.get().blobs)
    func `the URL of a blob is azure-storage-blob's, byte for byte`(vector: Recorded.BlobCase) throws {
        let bed = try RemoteBed()
        let options =
            vector.connection_string.map { ["connection_string": $0] }
            ?? ["account_name": vector.account, "account_key": vector.key]
        let remote = try bed.remote("azure://\(vector.container)", options)
        var context = bed.context
        context.secondsSince1970 = vector.seconds
        context.lifetime = vector.expires
        guard let answer = vector.answer else {
            let error = #expect(throws: DVCModelError.self) { try StorageAccess(remote, context) }
            #expect(error?.code == .settingInvalid)
            return
        }
        let location = try AzureStorage(remote, context)
            .location(of: "\(vector.container)/\(vector.blob)", versionID: vector.version_id)
        #expect(try RemoteBed.parts(location).url == answer)
    }

    @Test(arguments: try Recorded.made.get().credentials)
    func `the AWS keys, region and endpoint are those that DVC's client would use`(
        vector: Recorded.CredentialsCase
    ) throws {
        var bed = try RemoteBed()
        for (path, text) in vector.files { try bed.folder.write(text, to: "home/\(path)") }
        let root = bed.folder.path("home")
        func placed(_ values: [String: String]) -> [String: String] {
            values.mapValues { $0.replacing("<root>", with: root) }
        }
        bed.variables = placed(vector.environment)
        let remote = try bed.remote("s3://bucket", placed(vector.options))
        func found() throws -> (AWSSettings, AWSCredentials) {
            let settings = try AWSSettings(remote, bed.context)
            return (settings, try AWSCredentials.find(remote, settings, secondsSince1970: 0))
        }

        let answer = vector.answer
        let isRoundabout = answer.method != nil && answer.access_key == nil
        let isExported = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].allSatisfy {
            vector.environment[$0] != nil
        }
        if isRoundabout, isExported {
            // Ours alone: what the error about such a profile asks for must work.
            #expect(try found().1.accessKeyID == vector.environment["AWS_ACCESS_KEY_ID"])
            return
        }
        guard answer.error == nil, answer.access_key != nil else {
            let error = #expect(throws: DVCModelError.self) { try found() }
            let isAboutFiles = ["ProfileNotFound", "ConfigParseError"].contains(answer.error)
            #expect(error?.code == (isAboutFiles ? .settingInvalid : .storageCredentialsMissing))
            return
        }
        let (settings, credentials) = try found()
        #expect(credentials.accessKeyID == answer.access_key)
        #expect(credentials.secretAccessKey.text == answer.secret_key)
        #expect(credentials.sessionToken?.text == answer.token)
        #expect(settings.region == answer.region)
        #expect(settings.addressingStyle == answer.style)
        if answer.endpoint == "invalid" {
            #expect(throws: DVCModelError.self) { try settings.endpoint() }
        } else {
            #expect(try settings.endpoint() == answer.endpoint)
        }
    }

    @Test(arguments: try Recorded.made.get().urls)
    func `the URL of a http remote is encoded as aiohttp does it`(vector: Recorded.URLCase) {
        #expect(YarlEncoding.encode(vector.url) == vector.answer)
    }

    @Test(arguments: try Recorded.made.get().ini)
    func `an INI file holds what Python's configparser reads in it`(vector: Recorded.INICase) throws {
        guard let answer = vector.answer else {
            #expect(throws: DVCModelError.self) { try INIFile(vector.text, path: "x") }
            return
        }
        let read = try INIFile(vector.text, path: "x").sections.map { section in
            JSONValue.array([.string(section.name), .object(section.options.mapValues { .string($0) })])
        }
        #expect(read == answer)
    }

    @Test(arguments: try Recorded.made.get().words)
    func `a command line is taken apart as Python's shlex does it`(vector: Recorded.WordsCase) {
        #expect(ShellWords.split(vector.text) == vector.answer)
    }

    @Test(arguments: try Recorded.made.get().netrc)
    func `a netrc file holds for a host what aiohttp finds in it`(vector: Recorded.WordsCase) {
        let login = Netrc(vector.text)?.login(for: "h.example")
        #expect(login.map { [$0.user, $0.password] } == vector.answer)
    }
}
