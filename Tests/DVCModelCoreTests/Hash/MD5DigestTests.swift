import DVCModelCore
import Testing

@Suite struct MD5DigestTests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ])
    func `the digests of RFC 1321 come out`(text: String, hex: String) throws {
        #expect(try MD5.digest(of: text.utf8).description == hex)
    }

    @Test func `hex of either case is read, and lower case is printed`() {
        #expect(
            MD5Digest(hex: "0CC175B9C0F1B6A831C399E269772661")?.description
                == "0cc175b9c0f1b6a831c399e269772661"
        )
    }

    @Test(arguments: [
        "", "0cc175b9c0f1b6a831c399e26977266", "0cc175b9c0f1b6a831c399e2697726611",
        "0cc175b9c0f1b6a831c399e26977266g",
    ])
    func `anything but 32 hex digits is nil`(text: String) {
        #expect(MD5Digest(hex: text) == nil)
    }
}
