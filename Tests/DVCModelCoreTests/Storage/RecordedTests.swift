import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// Our answers against those of the real programs.
@Suite struct RecordedTests {
    /// A remote of these options, as `['remote "r"']` has them.
    private static func remote(
        _ url: String,
        _ options: [String: String] = [:],
        in folder: TemporaryFolder,
        _ environment: Environment = Environment([:]),
    ) throws -> DVCRemote {
        let lines = options.map { "\($0.key) = \"\($0.value)\"\n" }.joined()
        try folder.write("['remote \"r\"']\nurl = '\(url)'\n\(lines)", to: "w/.dvc/config")
        let config = try DVCConfig(
            for: folder.path("w"),
            environment: Environment([
                "DVC_SYSTEM_CONFIG_DIR": folder.path("s"), "DVC_GLOBAL_CONFIG_DIR": folder.path("g"),
            ])
        )
        return try DVCRemote("r", in: config, environment: environment)
    }

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
        let folder = try TemporaryFolder()
        let options =
            vector.connection_string.map { ["connection_string": $0] }
            ?? ["account_name": vector.account, "account_key": vector.key]
        let remote = try Self.remote("azure://\(vector.container)", options, in: folder)
        let context = StorageContext(
            environment: Environment(["HOME": folder.path]),
            workingFolder: folder.path,
            secondsSince1970: vector.seconds,
            lifetime: vector.expires
        )
        guard let answer = vector.answer else {
            let error = #expect(throws: DVCModelError.self) { try StorageAccess(remote, context) }
            #expect(error?.code == .settingInvalid)
            return
        }
        let location = try AzureStorage(remote, context)
            .location(of: "\(vector.container)/\(vector.blob)", versionID: vector.version_id)
        guard case .url(let url, _) = location else {
            Issue.record("no URL")
            return
        }
        #expect(url.text == answer)
    }

    @Test(arguments: try Recorded.made.get().credentials)
    func `the AWS keys, region and endpoint are those that DVC's client would use`(
        vector: Recorded.CredentialsCase
    ) throws {
        let folder = try TemporaryFolder()
        for (path, text) in vector.files { try folder.write(text, to: path) }
        func placed(_ values: [String: String]) -> [String: String] {
            values.mapValues { $0.replacing("<root>", with: folder.path) }
        }
        let environment = Environment(
            placed(vector.environment).merging(["HOME": folder.path]) { own, _ in own }
        )
        let remote = try Self.remote("s3://bucket", placed(vector.options), in: folder, environment)
        func found() throws -> (AWSSettings, AWSCredentials) {
            let settings = try AWSSettings(remote, environment)
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
}
