import DVCModelCore
import Testing

@Suite struct SignedURLExpiryTests {
    @Test(
        arguments: [
            ("X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=s", 1_767_326_645),
            ("X-Goog-Expires=60&X-Goog-Date=20260102T030405Z&X-Goog-Signature=s", 1_767_323_105),
            ("AWSAccessKeyId=k&Signature=s&Expires=1767323105", 1_767_323_105),
            ("sv=2022-11-02&se=2026-01-02T03%3A04%3A05Z&sig=s", 1_767_323_045),
            ("se=2026-01-02T03%3A04Z&sig=s", 1_767_323_040),
            ("se=2026-01-02&sig=s", 1_767_312_000),
        ] as [(String, Int64)]
    )
    func `the end of each kind of signature is read`(query: String, seconds: Int64) throws {
        let url = try #require(HTTPURL("https://h/o?\(query)"))
        #expect(SignedURLExpiry.secondsSince1970(of: url) == seconds)
    }

    @Test(arguments: [
        "", "Expires=1767323105", "se=2026-01-02", "X-Amz-Date=yesterday&X-Amz-Expires=3600",
        "X-Amz-Date=20260102T030405Z&X-Amz-Expires=-5", "X-Amz-Date=20260102T030405Z",
        "X-Amz-Date=20260102T030405Z&X-Amz-Expires=99999999999999999999", "se=x&sig=s", "se=&sig=s",
    ])
    func `a query that tells no end gives none`(query: String) throws {
        let url = try #require(HTTPURL("https://h/o?\(query)"))
        #expect(SignedURLExpiry.secondsSince1970(of: url) == nil)
    }
}
