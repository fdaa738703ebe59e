import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct DVCRemoteTests {
    let bed: RemoteBed

    init() throws {
        bed = try RemoteBed()
    }

    @Test(arguments: ["gs://b/p", "ssh://h/p", "hdfs://h/p", "webhdfs://h/p", "oss://b/p", "gdrive://id/p"])
    func `other kinds of storage are refused with the way round`(url: String) throws {
        let scheme = url.prefix { $0 != ":" }
        let error = #expect(throws: DVCModelError.self) { try bed.remote(url) }
        #expect(error?.code == .storageUnsupported)
        #expect(
            error?.what == "the DVC remote 'r' is on '\(scheme)' storage, which these tools cannot fetch from"
        )
        #expect(error?.hint?.hasPrefix("dvc artifacts get") == true)
        #expect(error?.location == .file(bed.folder.path("w/.dvc/config"), line: 2))
    }

    @Test func `a version in the URL makes the remote version-aware`() throws {
        #expect(try bed.remote("s3://b/p?versionId=1").isVersionAware)
        #expect(try bed.remote("azure://c/p?versionid=1").isVersionAware)
        #expect(try !bed.remote("s3://b/p").isVersionAware)
    }

    @Test func `what looks like a fragment is part of a key`() throws {
        #expect(try bed.remote("s3://b/p#1").base == "b/p#1")
    }

    @Test func `user info and port are no part of a bucket`() throws {
        #expect(try bed.remote("s3://u@bucket:1/p").base == "bucket/p")
    }

    @Test func `a remote prints no option`() throws {
        let remote = try bed.remote("https://h", ["auth": "basic", "user": "u", "password": "s3cr3t"])
        #expect("\(remote)" == "DVC remote 'r'")
        #expect(!String(reflecting: remote).contains("s3cr3t"))
        var dumped = ""
        dump(remote, to: &dumped)
        #expect(!dumped.contains("s3cr3t"))
    }
}

@Suite struct SecretTests {
    @Test func `a secret gives itself away only when asked`() {
        let secret = Secret("s3cr3t")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret) \(String(reflecting: secret)) \(dumped)" == "*** *** - ***\n")
        #expect(secret.text == "s3cr3t")
    }
}
