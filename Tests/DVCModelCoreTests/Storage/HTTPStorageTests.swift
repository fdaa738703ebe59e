import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct HTTPStorageTests {
    let bed: RemoteBed

    init() throws {
        bed = try RemoteBed()
    }

    private func authorization(_ text: String) -> HTTPAccess.Header {
        HTTPAccess.Header(name: "Authorization", value: "Basic \(Data(text.utf8).base64EncodedString())")
    }

    @Test(arguments: [
        ("https://h/a b/", "https://h/a%20b/"), ("https://h/%2f%41", "https://h/%2FA/"),
        ("https://h:8443", "https://h:8443/"), ("https://h/d?x=1", "https://h/d?x=1/"),
    ])
    func `objects lie below the encoded base`(base: String, encoded: String) throws {
        #expect(try bed.object(base).url == encoded + RemoteBed.key)
    }

    @Test func `user info leaves the URL and comes before the options`() throws {
        let options = ["auth": "basic", "user": "x", "password": "y"]
        let (url, access) = try bed.object("https://u%40:p%3A@h/d", options)
        #expect(url == "https://h/d/\(RemoteBed.key)")
        #expect(access.headers == [authorization("u@:p:")])
    }

    @Test func `user info is beside a header of another name`() throws {
        let options = ["auth": "custom", "custom_auth_header": "X-Key", "password": "y"]
        let access = try bed.object("https://u@h/d", options).access
        #expect(access.headers == [HTTPAccess.Header(name: "X-Key", value: "y"), authorization("u:")])
    }

    @Test func `a host's entry in the user's netrc file stands in where nothing else is set`() throws {
        try bed.folder.write("machine h login n password p\n", to: "home/.netrc")
        let fromFile = [authorization("n:p")]
        #expect(try bed.object("https://h:8443/d").access.headers == fromFile)
        #expect(try bed.object("https://other/d").access.headers == [])
        #expect(try bed.object("https://u@h/d").access.headers == [authorization("u:")])
        let custom = ["auth": "custom", "custom_auth_header": "authorization", "password": "y"]
        #expect(try bed.object("https://h/d", custom).access.headers.map(\.value) == ["y"])
    }

    @Test func `the netrc file may lie elsewhere, and a broken one is passed over`() throws {
        var bed = bed
        try bed.folder.write("default login n password p\n", to: "w/mine")
        bed.variables = ["NETRC": "mine"]
        #expect(try bed.object("https://h/d").access.headers == [authorization("n:p")])
        try bed.folder.write("default login n password p nonsense\n", to: "w/mine")
        #expect(try bed.object("https://h/d").access.headers == [])
    }

    @Test func `headers and places print no secret`() throws {
        let options = ["auth": "custom", "custom_auth_header": "X-Key", "password": "s3cr3t"]
        let access = try bed.access("https://h", options)
        let location = try access.location(of: RemoteBed.id)
        #expect(!"\(access) \(location) \(String(reflecting: access))".contains("s3cr3t"))
        #expect(!String(reflecting: location).contains("s3cr3t"))
    }

    @Test func `names and passwords go out in Latin-1 where they can`() throws {
        let options = ["auth": "basic", "user": "é", "password": "p"]
        let value = Data([0xE9, 0x3A, 0x70]).base64EncodedString()
        #expect(try bed.object("https://h", options).access.headers.map(\.value) == ["Basic \(value)"])
        let beyond = try bed.object("https://h", ["auth": "basic", "user": "日", "password": "p"]).access
        #expect(beyond.headers == [authorization("日:p")])
    }

    @Test func `nothing is asked for`() throws {
        let options = ["auth": "basic", "user": "u", "ask_password": "true"]
        let error = #expect(throws: DVCModelError.self) { try bed.access("https://h", options) }
        #expect(error?.code == .settingInvalid)
        #expect(error?.hint == "dvc remote modify --local r password PASSWORD")
    }

    @Test(arguments: [
        (["auth": "basic", "user": "u"], "password"), (["auth": "basic", "password": "p"], "user"),
        (["auth": "custom", "password": "p"], "custom_auth_header"),
    ])
    func `half an authentication is an error that names the other half`(
        options: [String: String],
        missing: String
    ) throws {
        let error = #expect(throws: DVCModelError.self) { try bed.access("https://h", options) }
        #expect(error?.code == .storageCredentialsMissing)
        #expect(error?.hint == "dvc remote modify --local r \(missing) \(missing.uppercased())")
    }

    @Test func `digest is not supported, as in DVC itself`() throws {
        let error = #expect(throws: DVCModelError.self) { try bed.access("https://h", ["auth": "digest"]) }
        #expect(error?.code == .storageUnsupported)
    }

    @Test(arguments: ["X-Key: x", "X\u{7F}", ""])
    func `a header's name cannot smuggle anything`(name: String) throws {
        let options = ["auth": "custom", "custom_auth_header": name, "password": "p"]
        let error = #expect(throws: DVCModelError.self) { try bed.access("https://h", options) }
        #expect(error?.code == .settingInvalid)
    }

    @Test func `a header's value cannot smuggle anything, and is not repeated`() throws {
        try bed.folder.write(
            "['remote \"r\"']\nurl = https://h\nauth = custom\ncustom_auth_header = X-Key\n"
                + "password = '''s3cr3t\nX-Other: 1'''\n",
            to: "w/.dvc/config"
        )
        let remote = try DVCRemote("r", in: bed.config(), environment: bed.environment)
        let error = #expect(throws: DVCModelError.self) { try StorageAccess(remote, bed.context) }
        #expect(error?.code == .settingInvalid)
        #expect(error.map { "\($0)".contains("s3cr3t") } == false)
    }

    @Test(arguments: [
        ("true", HTTPAccess.Trust.common), ("FALSE", .anybody), ("/etc/ca.pem", .file("/etc/ca.pem")),
    ])
    func `ssl_verify says whom to trust`(text: String, trust: HTTPAccess.Trust) throws {
        #expect(try bed.object("https://h", ["ssl_verify": text]).access.trust == trust)
    }

    @Test func `a CA file is relative to the working folder`() throws {
        let trust = try bed.object("https://h", ["ssl_verify": "ca.pem"]).access.trust
        #expect(trust == .file(bed.folder.path("w/ca.pem")))
    }

    @Test(arguments: [("2.5", Duration.milliseconds(2_500)), ("0", nil), ("inf", nil), ("1e300", nil)])
    func `a timeout is a number of seconds, and 0 is none`(text: String, time: Duration?) throws {
        let access = try bed.object("https://h", ["connect_timeout": text, "read_timeout": text]).access
        #expect(access.connectTimeout == time)
        #expect(access.stallTimeout == time)
    }

    @Test(arguments: ["https://h:99999/x", "http:///x"])
    func `a URL that cannot be fetched is an error`(url: String) throws {
        let error = #expect(throws: DVCModelError.self) { try bed.access(url) }
        #expect(error?.code == .settingInvalid)
    }
}
