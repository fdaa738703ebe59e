import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct StorageAccessTests {
    let bed: RemoteBed

    init() throws {
        bed = try RemoteBed()
    }

    @Test func `an object of a local remote is a file, at DVC 2's place too`() throws {
        let access = try bed.access("../store")
        #expect(try access.location(of: RemoteBed.id) == .file(bed.folder.path("w/store/\(RemoteBed.key)")))
        let legacy = try #require(ObjectID(recorded: "\(RemoteBed.digits).dir", rule: .md5Dos2unix))
        let place = bed.folder.path("w/store/01/23456789abcdef0123456789abcdef.dir")
        #expect(try access.location(of: legacy) == .file(place))
    }

    @Test func `a file URL is no DVC remote, as in DVC itself`() throws {
        let error = #expect(throws: DVCModelError.self) { try bed.access("file:///data/store") }
        #expect(error?.code == .settingInvalid)
        #expect(error?.hint == "dvc remote modify r url /data/store")
    }

    @Test func `a file of a version lies at its own path`() throws {
        let access = try bed.access(
            "s3://bucket/p",
            ["version_aware": "true", "allow_anonymous_login": "true"]
        )
        let location = try access.location(ofFile: "data/a b.bin", versionID: "v/1")
        #expect(
            try RemoteBed.parts(location).url
                == "https://bucket.s3.amazonaws.com/p/data/a%20b.bin?versionId=v%2F1"
        )
    }

    @Test func `a path never leads out of the remote's base`() throws {
        let access = try bed.access("s3://bucket/p", ["allow_anonymous_login": "true"])
        let location = try access.location(ofFile: "/etc/passwd", versionID: "1")
        #expect(
            try RemoteBed.parts(location).url == "https://bucket.s3.amazonaws.com/p/etc/passwd?versionId=1"
        )
    }

    @Test(arguments: ["../store", "https://h/x"])
    func `storage without versions is asked for none`(url: String) throws {
        let access = try bed.access(url, ["version_aware": "true"])
        let error = #expect(throws: DVCModelError.self) { try access.location(ofFile: "x", versionID: "1") }
        #expect(error?.code == .settingInvalid)
    }
}
