import Testing

@testable import DVCModelCore

@Suite struct StudioEndpointTests {
    private func endpoint(_ base: String) throws -> StudioEndpoint {
        StudioEndpoint(
            base: try #require(HTTPURL(base)),
            source: .option("--studio-url"),
            token: Sourced(try StudioToken("t", from: .builtIn), from: .builtIn),
        )
    }

    @Test(arguments: [
        ("https://h", "https://h/"), ("https://h/", "https://h/"), ("https://h/studio", "https://h/studio/"),
        ("https://h/studio//", "https://h/studio/"), ("HTTPS://H:443/a/b", "https://h/a/b/"),
        ("http://localhost:8000", "http://localhost:8000/"), ("https://u:p@h/s?x=1#f", "https://h/s/"),
        ("https://[::1]:8443/s", "https://[::1]:8443/s/"), ("https://h/a%20b", "https://h/a%20b/"),
    ])
    func `the base keeps its path and loses what could replace the token`(base: String, start: String) throws
    {
        let url = try endpoint(base).requestURL(repo: RepoURL(given: "o/r", from: .builtIn), name: "m")
        #expect(url.text == start + "api/model-registry/get-download-uris?repo=o%2Fr&name=m")
    }

    @Test func `names are escaped as Python does it`() throws {
        let url = try endpoint("https://h").requestURL(
            repo: RepoURL(given: "git@h:o/a b+c~.git", from: .builtIn),
            name: "é/x:m&n=1",
            version: "v1.0.0-rc.1+b",
        )
        #expect(
            url.query == "repo=git%40h%3Ao%2Fa+b%2Bc~.git&name=%C3%A9%2Fx%3Am%26n%3D1&version=v1.0.0-rc.1%2Bb"
        )
    }

    @Test func `a version and a stage exclude each other`() throws {
        let expected = DVCModelError(.usage, "a version and a stage exclude each other")
        let endpoint = try endpoint("https://h")
        let repo = try RepoURL(given: "o/r", from: .builtIn)
        #expect(throws: expected) {
            try endpoint.requestURL(repo: repo, name: "m", version: "v1.0.0", stage: "s")
        }
    }
}
