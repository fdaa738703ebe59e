import DVCModelCore
import Testing

@Suite struct URLMapTests {
    private static let hex = "0123456789abcdef0123456789abcdef"
    private static let key = "https://h/files/md5/01/23456789abcdef0123456789abcdef?sig=1"

    private func parse(_ text: String) throws(URLMapFault) -> [RemoteObject] {
        try URLMap.parse(Array(text.utf8))
    }

    @Test func `objects come in the order of their paths, with the MD5 that the URL carries`() throws {
        let objects = try parse(#"{"b": "https://h/b", "a": "\#(Self.key)"}"#)
        let md5 = ExpectedMD5(try #require(MD5Digest(hex: Self.hex)), from: .url)
        #expect(
            objects == [
                RemoteObject(path: "a", url: SignedURL(Self.key), expectedMD5: md5),
                RemoteObject(path: "b", url: SignedURL("https://h/b")),
            ]
        )
    }

    @Test(arguments: [
        ("  <!DOCTYPE html><html>", "is an HTML page"),
        ("", "is not JSON from byte 0 on"),
        ("{\"a\": \"https://h", "is not JSON from byte 16 on"),
        ("{}", "names no file"),
        ("[]", "is an array, not an object of paths and URLs"),
        ("\"x\"", "is a string, not an object of paths and URLs"),
        (#"{"a": 1}"#, "has a number for 'a', not a URL"),
        (#"{"a": null}"#, "has null for 'a', not a URL"),
        (#"{"a": {"url": "https://h/a"}}"#, "has an object for 'a', not a URL"),
        (#"{"a": "https://h/1", "a": "https://h/2"}"#, "names 'a' twice"),
        (
            #"{"a": "file:///etc/passwd"}"#,
            "has 'file:///etc/passwd' for 'a', which is neither http nor https"
        ),
        (#"{"a": "ftp://h/x?sig=1"}"#, "has 'ftp://h/x?…' for 'a', which is neither http nor https"),
        (#"{"schema": 1}"#, "has a 'schema' but not the 'objects' of a dvc-model-uris report"),
        (
            #"{"schema": 1, "objects": [{"path": "a"}]}"#,
            "has a 'schema' but not the 'objects' of a dvc-model-uris report"
        ),
        (#"{"schema": 1, "objects": []}"#, "names no file"),
    ])
    func `what is no map is told apart`(text: String, fault: String) {
        let error = #expect(throws: URLMapFault.self) { try parse(text) }
        #expect(error?.description == fault)
    }

    @Test func `nesting of 40 levels is its own fault`() {
        let text = #"{"a": "# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"
        #expect(throws: URLMapFault.json(.tooDeep(limit: 32))) { try parse(text) }
    }

    @Test func `a report brings sizes and Git's hashes along`() throws {
        let objects = try parse(
            #"{"schema": 1, "objects": [{"path": "a", "url": "https://h/a", "md5": "\#(Self.hex)","#
                + #" "md5_source": "git", "size": 7}]}"#
        )
        let md5 = ExpectedMD5(try #require(MD5Digest(hex: Self.hex)), from: .git)
        #expect(
            objects == [
                RemoteObject(path: "a", url: SignedURL("https://h/a"), expectedMD5: md5, byteCount: 7)
            ]
        )
    }

    @Test func `a report whose hash its own URL contradicts is refused`() {
        let other = String(repeating: "f", count: 32)
        let error = #expect(throws: URLMapFault.self) {
            try parse(
                #"{"schema": 1, "objects": [{"path": "a", "url": "\#(Self.key)", "md5": "\#(other)","#
                    + #" "md5_source": "git"}]}"#
            )
        }
        #expect(error?.description == "gives 'a' the MD5 \(other), and its URL the MD5 \(Self.hex)")
    }
}
