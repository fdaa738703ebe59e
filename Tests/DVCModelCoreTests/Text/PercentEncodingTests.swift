import DVCModelCore
import Testing

@Suite struct PercentEncodingTests {
    @Test func `what is unreserved stays, all else becomes its UTF-8 bytes`() {
        #expect(PercentEncoding.encode("aZ9-._~ /é%") == "aZ9-._~%20%2F%C3%A9%25")
    }

    @Test(arguments: [("a%20b", "a b"), ("%C3%A9", "é"), ("100%", "100%"), ("%4", "%4"), ("%zz%41", "%zzA")])
    func `a percent sign that begins no escape is itself`(encoded: String, decoded: String) {
        #expect(PercentEncoding.decode(encoded) == decoded)
    }
}
