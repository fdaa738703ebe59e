import DVCModelCore
import TestSupport
import Testing

/// A URL in a reply is foreign text: whatever it is, it ends in a value or in nil.
@Suite struct ForeignURLTests {
    private static let seeds = [
        "https://u:p@bucket.s3.amazonaws.com:443/dvc/files/md5/01/23456789abcdef0123456789abcdef"
            + "?X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=s#f",
        "http://[::1]:8000/a%20b/01/23456789abcdef0123456789abcdef?se=2026-01-02T03%3A04%3A05Z&sig=%2B",
        "https://storage.googleapis.com/b/o?X-Goog-Date=20260102T030405Z&X-Goog-Expires=60&Expires=1&Signature=s",
    ]

    @Test(arguments: seeds)
    func `mutated URLs are read, or are nil, and print no query`(seed: String) {
        var random = SeededRandom(seed: 7)
        var kinds = Set<Bool>()
        for _ in 0..<5_000 {
            var scalars = Array(seed.unicodeScalars)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let position = Int.random(in: 0..<scalars.count, using: &random)
                let strange: [Unicode.Scalar] = [
                    "%", "/", "@", ":", "?", "#", "[", "\\", " ", "é", "\u{0}", "9", "-",
                ]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: scalars[position] = random.pick(strange)
                case 1: scalars.remove(at: position)
                default: scalars.insert(random.pick(strange), at: position)
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            let url = HTTPURL(text)
            kinds.insert(url != nil)
            guard let url else { continue }
            _ = SignedURLExpiry.secondsSince1970(of: url)
            _ = ExpectedMD5(contentAddressedPath: url.path)
            #expect(url.query == nil || "\(url)".hasSuffix("?…"), "\(text)")
        }
        #expect(kinds == [true, false])
    }
}
