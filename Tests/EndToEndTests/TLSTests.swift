import Foundation
import TestSupport
import Testing

/// Studio and storage over https, with a CA that no system trusts.
@Suite struct TLSTests {
    private let scratch: TemporaryFolder
    private let certificates: Certificates

    init() throws {
        scratch = try TemporaryFolder()
        certificates = try Certificates(in: scratch)
    }

    /// `CA` stands for the right file of certificates, `WRONG` for one without the CA.
    private func variables(_ given: [String: String]) -> [String: String] {
        given.mapValues { value in
            switch value {
            case "CA": certificates.authority
            case "WRONG": certificates.certificate
            default: value
            }
        }
    }

    @Test func `a Studio that nobody vouches for is not spoken to`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let result = try await bed.run("dvc-model-uris", "--json")
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        #expect(report["error"]?["code"] == "tls-failed")
        #expect(report["error"]?["hint"]?.string?.contains("--cacert") == true)
        #expect(try await bed.studio.requests().isEmpty)
    }

    @Test func `a storage that nobody vouches for is not spoken to`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let map = try await bed.run("dvc-model-uris", "--format", "map", "--cacert", certificates.authority)
        let result = try await bed.run("dvc-model-pull", "--uris", "-", "--json", input: map.standardOutput)
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        let report = try JSONDecoder().decode(JSONValue.self, from: result.standardOutput)
        #expect(report["error"]?["code"] == "tls-failed")
        #expect(report["error"]?["hint"]?.string?.contains("--cacert") == true)
        #expect(try await bed.objects.requests().isEmpty)
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a CA given by option is trusted`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let result = try await bed.run("dvc-model-pull", "--cacert", certificates.authority)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try #require(try bed.model("text-classifier").files().first)
        #expect(try bed.contents("model.bin") == bed.repositories.contents(of: file))
    }

    @Test(arguments: [
        ["SSL_CERT_FILE": "CA"], ["CURL_CA_BUNDLE": "CA"], ["REQUESTS_CA_BUNDLE": "CA"],
        ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "CA"],
    ])
    func `a CA named by a variable is trusted`(given: [String: String]) async throws {
        let bed = try await TestBed("single", tls: certificates)
        let result = try await bed.run("dvc-model-pull", with: variables(given))
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") != nil)
    }

    @Test(arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
    func `the option goes before a variable`(name: String) async throws {
        let bed = try await TestBed("single", tls: certificates)
        let result = try await bed.run(
            "dvc-model-pull",
            "--cacert",
            certificates.authority,
            with: variables([name: "WRONG"])
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
    }

    @Test func `a file of certificates that is not there is named, with who named it`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let byOption = try await bed.run("dvc-model-pull", "--cacert", "no/such.pem")
        #expect(byOption.exit == .status(78))
        #expect(
            byOption.errorOutput == """
                dvc-model-pull: error: there is no file of CA certificates 'no/such.pem'
                  at: --cacert

                """
        )
        let byVariable = try await bed.run("dvc-model-pull", with: ["SSL_CERT_FILE": "/no/such.pem"])
        #expect(byVariable.exit == .status(78))
        #expect(
            byVariable.errorOutput == """
                dvc-model-pull: error: there is no file of CA certificates '/no/such.pem'
                  at: environment variable SSL_CERT_FILE

                """
        )
    }

    @Test func `a file that holds no certificates is a failure of TLS`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let file = try scratch.write("no certificate\n", to: "text.pem")
        let result = try await bed.run("dvc-model-uris", "--cacert", file)
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(result.errorOutput.contains(file), "\(result.errorOutput)")
    }

    @Test func `a Studio address without its TLS is not fallen back to`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        try await bed.studio.setFaults([
            "studio": Fault("redirect", ["to": .string("\(bed.studio.plainURL)/x")])
        ])
        let result = try await bed.run("dvc-model-uris", "--cacert", certificates.authority)
        #expect(result.exit == .status(78), "\(result.errorOutput)")
        // The one request is the first, over TLS.
        #expect(try await bed.studio.requests().count == 1)
        #expect(!result.errorOutput.contains(TestBed.token))
    }

    @Test func `a storage that redirects to where anybody can read along is not followed`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let file = try #require(try bed.model("text-classifier").files().first)
        try await bed.objects.setFaults([
            "*": Fault("redirect", ["to": .string("\(bed.objects.plainURL)/\(file.key)")])
        ])
        let result = try await bed.run("dvc-model-pull", "--cacert", certificates.authority)
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(try await bed.objects.requests().count == 1)
        #expect(bed.contents("model.bin") == nil)
        #expect(result.errorOutput.contains("the redirect is not followed: "), "\(result.errorOutput)")
    }

    @Test func `a certificate for another name is refused`() async throws {
        let bed = try await TestBed("single", tls: certificates)
        let elsewhere = bed.studio.url.replacing("127.0.0.1", with: "localhost")
        let result = try await bed.run(
            "dvc-model-uris",
            "--cacert",
            certificates.authority,
            with: ["DVC_STUDIO_URL": elsewhere]
        )
        #expect(result.exit == .status(69), "\(result.errorOutput)")
    }
}
