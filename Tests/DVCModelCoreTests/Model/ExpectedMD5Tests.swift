import DVCModelCore
import Testing

@Suite struct ExpectedMD5Tests {
    private static let hex = "0123456789abcdef0123456789abcdef"
    private let digest = MD5Digest(hex: hex)

    @Test(arguments: [
        "/dvc/files/md5/01/23456789abcdef0123456789abcdef", "/files/md5/01/23456789ABCDEF0123456789abcdef",
        "/a%20b/files/md5/01/23456789abcdef0123456789abcdef",
    ])
    func `a key below files/md5 carries the MD5`(path: String) throws {
        let expected = try #require(ExpectedMD5(contentAddressedPath: path))
        #expect(expected == ExpectedMD5(try #require(digest), rule: .md5, from: .url))
    }

    @Test(arguments: ["/dvc/01/23456789abcdef0123456789abcdef", "/01/23456789abcdef0123456789abcdef"])
    func `a key of DVC 2 carries an MD5 by DVC 2's rule`(path: String) throws {
        let expected = try #require(ExpectedMD5(contentAddressedPath: path))
        #expect(expected == ExpectedMD5(try #require(digest), rule: .md5Dos2unix, from: .url))
    }

    @Test(arguments: [
        "/models/model.bin", "/files/md5/01/23456789abcdef0123456789abcdef.dir",
        "/files/md5/012/3456789abcdef0123456789abcdef",
        "/files/md5/0123456789abcdef0123456789abcdef", "/", "/files/md5/01/23456789abcdef0123456789abcdeg",
    ])
    func `any other key carries none`(path: String) {
        #expect(ExpectedMD5(contentAddressedPath: path) == nil)
    }

    @Test(arguments: [
        ["ETag": "\"\(hex)\""],
        ["etag": hex, "x-amz-server-side-encryption": "AES256"],
        ["Content-MD5": "ASNFZ4mrze8BI0VniavN7w=="],
        ["x-goog-hash": "crc32c=AAAAAA==, md5=ASNFZ4mrze8BI0VniavN7w=="],
    ])
    func `the storage's own statement is taken from its headers`(fields: [String: String]) throws {
        let stated = try #require(ExpectedMD5(headers: HTTPHeaders(fields), isWholeObject: true))
        #expect(stated == ExpectedMD5(try #require(digest), from: .header))
    }

    @Test(arguments: [
        [:], ["ETag": "\"\(hex)-3\""], ["ETag": "W/\"x\""], ["ETag": "\"0x8DC\""],
        ["ETag": hex, "x-amz-server-side-encryption": "aws:kms"],
        ["ETag": hex, "x-amz-server-side-encryption-customer-algorithm": "AES256"],
        ["x-goog-hash": "crc32c=AAAAAA=="], ["Content-MD5": "AAAA"],
    ])
    func `headers that state no MD5 of the object give none`(fields: [String: String]) {
        #expect(ExpectedMD5(headers: HTTPHeaders(fields), isWholeObject: true) == nil)
    }

    @Test func `Content-MD5 of a part says nothing of the whole`() {
        let headers = HTTPHeaders(["Content-MD5": "ASNFZ4mrze8BI0VniavN7w=="])
        #expect(ExpectedMD5(headers: headers, isWholeObject: false) == nil)
    }
}
