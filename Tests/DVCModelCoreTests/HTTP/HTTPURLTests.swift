import Testing

@testable import DVCModelCore

@Suite struct HTTPURLTests {
    @Test func `a URL is taken apart`() throws {
        let url = try #require(HTTPURL("https://u:p@Example.COM:8443/a%20b/c?x=1&y"))
        #expect(url.origin == .init(scheme: "https", host: "example.com", port: 8_443))
        #expect(url.path == "/a%20b/c")
        #expect(url.query == "x=1&y")
        #expect(url.hasUserInfo)
    }

    @Test(arguments: [
        ("https://h", "https://h"), ("http://h:80/x", "http://h"), ("https://h:444", "https://h:444"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ])
    func `an origin leaves the scheme's own port out`(text: String, origin: String) {
        #expect(HTTPURL(text)?.origin.description == origin)
    }

    @Test(arguments: [
        "", "example.com", "localhost:8000", "//example.com/x", "file:///etc/passwd", "ftp://h/x", "s3://b/k",
        "https:/h",
        "https://", "https://h\\@evil", "https://h/a\nb", "https://h/\u{0}x", "https://h:99999/",
        "https://a b/",
        "javascript:alert(1)", "https://h /x",
    ])
    func `what is no whole http or https URL is nil`(text: String) {
        #expect(HTTPURL(text) == nil)
    }

    @Test func `blanks and bytes beyond ASCII are encoded, all else goes as it came`() {
        #expect(HTTPURL("https://h/a b/é/%2F/../x?q=ü")?.text == "https://h/a%20b/%C3%A9/%2F/../x?q=%C3%BC")
    }

    @Test(arguments: [
        ("http://127.0.0.1:8000", true), ("http://127.9.9.9", true), ("http://[::1]", true),
        ("http://localhost", true),
        ("http://127.0.0.1.example.com", false), ("http://10.0.0.1", false),
        ("http://localhost.example.com", false),
    ])
    func `loopback is this machine only`(text: String, isLoopback: Bool) {
        #expect(HTTPURL(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("/x", "https://h/x"), ("y", "https://h/a/y"), ("//other/z", "https://other/z"),
        ("http://h/z", "http://h/z"),
    ])
    func `a Location is resolved against the request`(reference: String, result: String) throws {
        #expect(try #require(HTTPURL("https://h/a/b?q")).resolving(reference)?.text == result)
    }

    @Test func `a URL prints without its user info and query`() throws {
        #expect("\(try #require(HTTPURL("https://u:p@h/a?X-Amz-Signature=s")))" == "https://h/a?…")
    }

    @Test func `query items are decoded`() throws {
        let url = try #require(HTTPURL("https://h/?a=1%2B2&b&c=x=y"))
        #expect(url.queryItems.map(\.name) == ["a", "b", "c"])
        #expect(url.queryItems.map(\.value) == ["1+2", "", "x=y"])
    }
}
