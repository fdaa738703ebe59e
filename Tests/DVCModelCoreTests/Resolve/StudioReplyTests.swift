import Testing

@testable import DVCModelCore

@Suite struct StudioReplyTests {
    private func refusal(_ status: Int, _ body: String, headers: [String: String] = [:]) throws
        -> DVCModelError
    {
        let url = try #require(
            HTTPURL("https://studio.example.com/api/model-registry/get-download-uris?repo=r&name=m")
        )
        let source = Source.environment("DVC_STUDIO_TOKEN")
        let request = StudioRequest(
            url: url,
            repo: "acme/models",
            subject: "version v1 of 'm'",
            token: Sourced(try StudioToken("s3cr3t", from: source), from: source),
        )
        let response = HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8))
        return StudioReply.refusal(response, request)
    }

    @Test(arguments: [
        (401, #"{"detail": "Invalid token."}"#, ErrorCode.studioTokenRefused),
        (403, #"{"detail": "Invalid token."}"#, .studioTokenRefused),
        (403, #"{"detail": "Permission denied or repo not found, check your token"}"#, .studioTokenRefused),
        (403, #"{"detail": "You do not have permission to perform this action."}"#, .studioForbidden),
        (404, #"{"detail": "Permission denied or repo not found"}"#, .studioRepoUnknown),
        (404, #"{"detail": "Not found."}"#, .studioModelUnknown),
        (400, #"{"detail": "Unknown version"}"#, .studioModelUnknown),
        (404, #"{"detail": "The project is being parsed"}"#, .studioNotParsed),
        (400, #"{"detail": "Cloud credentials are not configured"}"#, .studioCredentialsMissing),
        (500, "oops", .studioUnavailable), (429, "", .studioUnavailable), (502, "<html>", .studioUnavailable),
        (418, "", .studioUnavailable),
    ])
    func `each refusal has its own code`(status: Int, body: String, code: ErrorCode) throws {
        #expect(try refusal(status, body).code == code)
    }

    @Test func `the server's words are quoted as the server's`() throws {
        #expect(
            try refusal(404, #"{"detail": "No such version"}"#).what
                == "Studio does not know version v1 of 'm' in 'acme/models': Studio says 'No such version'"
        )
    }

    @Test func `the token and signed URLs in the server's words are not shown`() throws {
        let error = try refusal(401, #"{"detail": "token s3cr3t, see https://x/y?sig=1"}"#)
        #expect(
            error.what
                == "Studio does not accept the token from DVC_STUDIO_TOKEN: Studio says 'token ***, see https://x/y?…'"
        )
    }

    @Test func `a page of HTML is not quoted`() throws {
        #expect(try refusal(502, "<html>secret</html>").what == "Studio cannot answer now (status 502)")
    }

    @Test func `a redirect names where to, without its path and query`() throws {
        let error = try refusal(302, "", headers: ["Location": "https://login.example.com/x?y=1"])
        #expect(error.code == .studioRedirected)
        #expect(
            error.what
                == "Studio at 'https://studio.example.com' redirects to 'https://login.example.com',"
                + " where the token was not sent"
        )
    }
}
