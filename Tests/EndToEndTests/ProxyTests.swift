import Foundation
import TestSupport
import Testing

/// A proxy between the tools and everything else, by the variables that curl knows.
@Suite struct ProxyTests {
    private let scratch: TemporaryFolder
    private let proxy: ServerProcess

    init() async throws {
        scratch = try TemporaryFolder()
        proxy = try await .start("proxy.py", [])
    }

    /// `host:port`, as a `Host` header has it.
    private func authority(_ server: ServerProcess) -> String {
        server.url.replacing("http://", with: "")
    }

    @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
    func `Studio and storage are reached through the proxy`(variable: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", with: [variable: proxy.url])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(try bed.contents("model.bin") == bed.repositories.contents(of: file))
        #expect(
            try await proxy.requests().map { $0.headers["host"] }
                == [authority(bed.studio), authority(bed.objects)]
        )
    }

    @Test func `the proxy carries the token to Studio and to nobody else`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", with: ["http_proxy": proxy.url])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            try await proxy.requests().map { $0.headers["authorization"] } == ["token \(TestBed.token)", nil]
        )
    }

    @Test(arguments: [("no_proxy", "127.0.0.1"), ("NO_PROXY", "127.0.0.1"), ("NO_PROXY", "*")])
    func `hosts that the user excepts are reached directly`(variable: String, hosts: String) async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", with: ["http_proxy": proxy.url, variable: hosts])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try await proxy.requests() == [])
        #expect(bed.contents("model.bin") != nil)
    }

    /// The caller of a CGI program sets `HTTP_PROXY` by a header of his request (CVE-2016-5385).
    @Test func `a variable that strangers can set is not read`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run("dvc-model-pull", with: ["HTTP_PROXY": proxy.url])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try await proxy.requests() == [])
    }

    @Test func `the user and the password of a proxy reach it and nothing that is printed`() async throws {
        let bed = try await TestBed("single")
        let address = proxy.url.replacing("http://", with: "http://ana:hunter2@")
        let result = try await bed.run("dvc-model-pull", "-vv", with: ["http_proxy": address])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let credentials = "Basic \(Data("ana:hunter2".utf8).base64EncodedString())"
        #expect(
            try await proxy.requests().map { $0.headers["proxy-authorization"] } == [
                credentials, credentials,
            ]
        )
        #expect(!result.errorOutput.contains("hunter2"))
    }

    @Test func `a proxy that nobody serves is named`() async throws {
        let bed = try await TestBed("single")
        let result = try await bed.run(
            "dvc-model-uris",
            with: ["http_proxy": "http://ana:hunter2@127.0.0.1:9"]
        )
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("127.0.0.1 port 9"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("proxy"), "\(result.errorOutput)")
        #expect(!result.errorOutput.contains("hunter2"))
    }

    @Test func `a proxy that wants a password is not taken for Studio`() async throws {
        let bed = try await TestBed("single")
        try await proxy.setFaults(["*": "407"])
        let result = try await bed.run("dvc-model-uris", with: ["http_proxy": proxy.url])
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(
            result.errorOutput == """
                dvc-model-uris: error: the proxy on the way to Studio asks for a user name and a password (status 407)
                  at: \(bed.studio.url)/api/model-registry/get-download-uris?…
                  try: set the proxy variable to http://USER:PASSWORD@HOST:PORT; or --source remote, which does without Studio

                """
        )
    }

    @Test func `a proxy that wants a password is not taken for the storage`() async throws {
        let bed = try await TestBed("single")
        try await proxy.setFaults(["*": "407"])
        let map = try await bed.run("dvc-model-uris", "--format", "map")
        let result = try await bed.run(
            "dvc-model-pull",
            "--uris",
            "-",
            with: ["http_proxy": proxy.url],
            input: map.standardOutput
        )
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(
            result.errorOutput.contains(
                "error: the proxy on the way to 'model.bin' asks for a user name and a password (status 407)\n"
            ),
            "\(result.errorOutput)"
        )
    }

    @Test func `a page of the proxy's own is not quoted as Studio's words`() async throws {
        let bed = try await TestBed("single")
        try await proxy.setFaults(["*": "403"])
        let result = try await bed.run("dvc-model-uris", with: ["http_proxy": proxy.url])
        #expect(result.exit == .status(77), "\(result.errorOutput)")
        #expect(!result.errorOutput.contains("Blocked"), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("(status 403)"), "\(result.errorOutput)")
    }

    // MARK: https

    @Test func `what is asked over https goes through a tunnel that the proxy cannot look into`() async throws
    {
        let certificates = try Certificates(in: scratch)
        let bed = try await TestBed("single", tls: certificates)
        let result = try await bed.run(
            "dvc-model-pull",
            with: ["HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": certificates.authority]
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") != nil)
        let requests = try await proxy.requests()
        #expect(requests.map(\.method) == ["CONNECT", "CONNECT"])
        #expect(requests.map { $0.headers["authorization"] } == [nil, nil])
    }

    @Test(arguments: ["403", "407"])
    func `a proxy that opens no tunnel is asked once, and said to refuse`(fault: String) async throws {
        let certificates = try Certificates(in: scratch)
        let bed = try await TestBed("single", tls: certificates)
        try await proxy.setFaults(["*": Fault(fault)])
        let variables = ["https_proxy": proxy.url, "SSL_CERT_FILE": certificates.authority]
        let uris = try await bed.run("dvc-model-uris", with: variables)
        #expect(uris.exit == .status(69), "\(uris.errorOutput)")
        #expect(uris.errorOutput.contains("CONNECT tunnel failed, response \(fault)"), "\(uris.errorOutput)")
        #expect(try await proxy.requests().count == 1)

        let map = try await bed.run("dvc-model-uris", "--format", "map", "--cacert", certificates.authority)
        let pull = try await bed.run(
            "dvc-model-pull",
            "--uris",
            "-",
            with: variables,
            input: map.standardOutput
        )
        #expect(pull.exit == .status(69), "\(pull.errorOutput)")
        #expect(pull.errorOutput.contains("CONNECT tunnel failed, response \(fault)"), "\(pull.errorOutput)")
        #expect(try await proxy.requests().count == 2)
    }
}
