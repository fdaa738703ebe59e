import DVCModelCore
import Testing

@Suite struct HTTPExchangeTests {
    @Test func `a content range is read`() {
        let range = ContentRange("bytes 100-199/200")
        #expect(range?.firstByte == 100)
        #expect(range?.lastByte == 199)
        #expect(range?.total == 200)
        #expect(ContentRange("bytes 0-0/*") != nil)
    }

    @Test(arguments: [
        "bytes */200", "bytes 5-4/9", "bytes 0-9/9", "items 0-1/2", "bytes 0-1", "bytes -1-2/3", "",
    ])
    func `what is no content range is nil`(text: String) {
        #expect(ContentRange(text) == nil)
    }

    @Test(arguments: [
        (["SSL_CERT_FILE": "s", "CURL_CA_BUNDLE": "c", "REQUESTS_CA_BUNDLE": "r"], "c"),
        (["SSL_CERT_FILE": "s", "REQUESTS_CA_BUNDLE": "r"], "r"),
        (["SSL_CERT_FILE": "s"], "s"),
    ])
    func `the CA file is that of the first variable set`(variables: [String: String], file: String) {
        let settings = HTTPSettings(userAgent: "test", environment: Environment(variables))
        #expect(settings.caFile?.value == file)
    }

    @Test func `the option's CA file goes before every variable`() {
        let settings = HTTPSettings(
            userAgent: "test",
            caFile: Sourced("mine", from: .option("--cacert")),
            environment: Environment(["CURL_CA_BUNDLE": "c"])
        )
        #expect(settings.caFile?.value == "mine")
    }
}
