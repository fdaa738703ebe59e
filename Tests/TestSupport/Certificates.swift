/// A private CA and a certificate of it for 127.0.0.1 (not for `localhost`), made by `openssl`; all are PEM files.
package struct Certificates: Sendable {
    /// What a client must trust.
    package let authority: String
    package let certificate: String
    package let key: String

    package init(in scratch: TemporaryFolder) throws {
        authority = scratch.path("ca.pem")
        certificate = scratch.path("server.pem")
        key = scratch.path("server.key")
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Self.openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem"]
                + newKey,
            in: scratch
        )
        try Self.openssl(
            ["req", "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr"] + newKey,
            in: scratch
        )
        try scratch.write("subjectAltName = IP:127.0.0.1\n", to: "names")
        try Self.openssl(
            ["x509", "-req", "-days", "2", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key"]
                + ["-CAcreateserial", "-extfile", "names", "-out", "server.pem"],
            in: scratch
        )
    }

    private static func openssl(_ arguments: [String], in scratch: TemporaryFolder) throws {
        let result = try Program.run("openssl", arguments, in: scratch.path)
        guard result.status == 0 else {
            throw TestSupportFailure("openssl \(arguments.joined(separator: " ")): \(result.errorOutput)")
        }
    }
}
