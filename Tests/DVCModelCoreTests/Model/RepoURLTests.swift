import Testing

@testable import DVCModelCore

@Suite struct RepoURLTests {
    private let source = Source.file("/r/.git/config", line: 2)

    @Test(arguments: [
        "git@github.com:acme/models.git", "github.com:acme/models", "ssh://git@host:2222/acme/models.git",
        "git+ssh://git@host/x", "https://host/acme/models", "https://host:8443/acme/models.git",
        "http://[::1]:80/x", "git://host/x.git", "gh:acme/models", "[user@host:22]:x", "https://host/a b",
        "https://host/modèle", "https://host/x#f", "HTTPS://Host/x", "https://host/a@b", "ssh://host/~user/x",
    ])
    func `an address beyond this machine is kept as it is`(url: String) throws {
        #expect(try RepoURL(ofRemote: url, from: source).text == url)
        #expect(try RepoURL(given: url, from: source).text == url)
    }

    @Test(arguments: [
        ("https://x-access-token:s3cr3t@github.com/acme/x.git", "https://github.com/acme/x.git"),
        ("https://bob@host/x", "https://host/x"), ("HTTP://a:b@host:81/x?y", "HTTP://host:81/x?y"),
        ("https://a:b@c:d@host/x", "https://host/x"), ("https://:@host/x", "https://host/x"),
        ("https://s3cr3t@host", "https://host"), ("https://a@host?q=a@b", "https://host?q=a@b"),
        ("https://a:s3cr3t@\u{301}host/x", "https://\u{301}host/x"),
        ("https://\u{301}a:b@host/x", "https://host/x"),
        ("ssh://git:s3cr3t@host/x", "ssh://git@host/x"), ("git://u:s3cr3t@host/x", "git://u@host/x"),
    ])
    func `user name and password are taken out, but the user of ssh stays`(url: String, text: String) throws {
        #expect(try RepoURL(ofRemote: url, from: source).text == text)
        #expect(try RepoURL(given: url, from: source).text == text)
    }

    @Test(arguments: [
        "/srv/git/models.git", "./models.git", "../models.git", ".", "..", "~/models.git",
        "file:///srv/models.git",
        "file:/srv/models.git", "FILE://u:s3cr3t@host/x",
    ])
    func `a path is refused, whoever gives it`(url: String) {
        #expect(refusal { () throws(DVCModelError) in try RepoURL(ofRemote: url, from: source) } != nil)
        #expect(refusal { () throws(DVCModelError) in try RepoURL(given: url, from: source) } != nil)
    }

    @Test(arguments: [
        "acme/models", "models", "codecommit::eu-west-1://models", "ftp://host/x", "ext::sh -c x", ":x",
    ])
    func `a remote's address must be one that Studio can know, the user is taken at his word`(url: String)
        throws
    {
        let error = refusal { () throws(DVCModelError) in try RepoURL(ofRemote: url, from: source) }
        #expect(error != nil)
        #expect(try RepoURL(given: url, from: source).text == url)
    }

    @Test(arguments: ["owner/repo", "github:owner/repo", "custom-gitlab:owner/repo", "new"])
    func `the user may use Studio's short forms`(text: String) throws {
        #expect(try RepoURL(given: text, from: source).text == text)
    }

    @Test(arguments: ["https://user:s3c/r3t@host/x", "https://user:s3cr3t?@host/x"])
    func `what may hide a secret is refused without being shown`(url: String) {
        let error = refusal { () throws(DVCModelError) in try RepoURL(given: url, from: source) }
        #expect(error.map { "\($0)".contains("s3c") } == false)
    }

    @Test func `printing shows no query`() throws {
        let url = try RepoURL(given: "https://u:p@host/x?private_token=s3cr3t", from: source)
        #expect("\(url)" == "https://host/x?…")
        #expect(url.text == "https://host/x?private_token=s3cr3t")
    }

    @Test func `a refusal says where the URL stands and what to do`() {
        let expected = DVCModelError(
            .repoURLNotUsable,
            "this repository URL means nothing to Studio: '/srv/x.git' is a path on this machine",
            at: .file("/r/.git/config", line: 2),
            hint: "give --repo URL, or set DVC_STUDIO_REPO_URL, to the address that Studio knows",
        )
        #expect(throws: expected) { try RepoURL(ofRemote: "/srv/x.git", from: source) }
    }

    private func refusal(_ body: () throws(DVCModelError) -> RepoURL) -> DVCModelError? {
        do throws(DVCModelError) {
            _ = try body()
            return nil
        } catch {
            #expect(error.code == .repoURLNotUsable)
            return error
        }
    }
}
