import DVCModelCore
import Testing

@Suite struct StorageRefusalTests {
    private func refusal(_ status: Int, _ body: String) -> StorageRefusal {
        StorageRefusal(status: status, body: Array(body.utf8))
    }

    @Test func `the storage's own word and sentence are read, and nothing else of its reply`() {
        let refusal = refusal(
            403,
            "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message>"
                + "<StringToSign>secret</StringToSign></Error>"
        )
        #expect(refusal.summary == "status 403, SignatureDoesNotMatch: No.")
    }

    @Test func `a reply without words is its status`() {
        #expect(refusal(503, "").summary == "status 503")
        #expect(refusal(503, "<html>oops</html>").summary == "status 503")
    }

    @Test(arguments: [
        ("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", true),
        ("<Error><Code>ExpiredToken</Code><Message>x</Message></Error>", true),
        (
            "<Error><Code>AuthenticationFailed</Code><Message>Signature not valid in the specified time frame</Message></Error>",
            true
        ),
        ("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", false), ("", false),
    ])
    func `expiry is told apart from refusal`(body: String, isExpiry: Bool) {
        #expect(refusal(403, body).speaksOfExpiry == isExpiry)
    }
}
