import TestSupport

/// What the storage, or Studio, answers instead of the object.
extension FaultTable {
    // MARK: Refusals

    static let refusals = [
        FaultCase(
            "404",
            [Fault("404")],
            .on(.small, .failed(66, "object-missing"), 1).andByRemote,
            .on(.large, .failed(66, "object-missing"), 1).andByRemote,
            .on(.six, .failed(66, "object-missing"), 6),
            .on(.oneOfSix, .failed(66, "object-missing", .others), 6)
        ),
        FaultCase(
            "404 from the third range on",
            [Fault("404", ["from_byte": .integer(16 * mebibyte)])],
            .on(.large, .failed(66, "object-missing", .noFile), 3...5)
        ),
        FaultCase(
            "403 that speaks of no expiry",
            [Fault("403-denied")],
            .on(.small, .failed(77, "storage-forbidden"), 1).andByRemote,
            .on(.large, .failed(77, "storage-forbidden"), 1).andByRemote,
            .on(.six, .failed(77, "storage-forbidden"), 6),
            .on(.oneOfSix, .failed(77, "storage-forbidden", .others), 6)
        ),
        FaultCase(
            "401 on a URL that is fresh",
            [Fault("401")],
            .on(.small, .failed(77, "storage-forbidden"), 1).andByRemote
        ),
        FaultCase(
            "500 twice",
            [Fault("500", times: 2)],
            .on(.small, .placed, 3).andByRemote,
            .on(.large, .placed, 7).andByRemote,
            .on(.six, .placed, 8)
        ),
        FaultCase(
            "503 SlowDown three times, in the midst",
            [right(2), Fault("503-slowdown", times: 3)],
            .on(.large, .placed, 8),
            .on(.six, .placed, 9)
        ),
        FaultCase(
            "429 with Retry-After in seconds",
            [Fault("429", times: 2, ["retry_after": "0"])],
            .on(.small, .placed, 3).andByRemote,
            .on(.large, .placed, 7),
            .on(.six, .placed, 8)
        ),
        FaultCase(
            "503 with Retry-After as a date that has passed",
            [Fault("503-slowdown", times: 2, ["retry_after_date": -60])],
            .on(.small, .placed, 3),
            .on(.large, .placed, 7)
        ),
        FaultCase(
            "429 that asks for more patience than there is, in seconds",
            [Fault("429", ["retry_after": "3600"])],
            .on(.small, .failed(69, "storage-unavailable"), 1).andByRemote,
            .on(.large, .failed(69, "storage-unavailable"), 1),
            .on(.oneOfSix, .failed(69, "storage-unavailable", .others), 6)
        ),
        FaultCase(
            "503 that asks for more patience than there is, as a date",
            [Fault("503-slowdown", ["retry_after_date": 3600])],
            .on(.small, .failed(69, "storage-unavailable"), 1),
            .on(.large, .failed(69, "storage-unavailable"), 1)
        ),
        FaultCase(
            "500 each time",
            [Fault("500")],
            .on(.small, .failed(69, "storage-unavailable"), 6),
            .on(.oneOfSix, .failed(69, "storage-unavailable", .others), 11)
        ),
        FaultCase(
            "500 each time from the third range on",
            [Fault("500", ["from_byte": .integer(16 * mebibyte)])],
            .on(.large, .failed(75, "transfer-incomplete", .part), 5...16)
        ),
    ]

    // MARK: Renewal

    /// The URLs of Studio's first answer.
    private static let first: [String: JSONValue] = ["answers_before": 2]

    static let renewals = [
        FaultCase(
            "from the start, as the refusal says",
            [Fault("403", first)],
            answers: 2,
            .on(.small, .placed, 2),
            .on(.large, .placed, 6),
            .on(.six, .placed, 7...12)
        ),
        FaultCase(
            "400 instead of 403",
            [Fault("400-expired", first)],
            answers: 2,
            .on(.small, .placed, 2),
            .on(.large, .placed, 6)
        ),
        FaultCase(
            "after three requests",
            [right(3), Fault("403", first)],
            answers: 2,
            .on(.large, .placed, 6...7),
            .on(.six, .placed, 7...9)
        ),
        FaultCase(
            "after two requests, and the refusal does not say why",
            [right(2), Fault("403-denied", first)],
            answers: 2,
            .on(.large, .placed, 6...8)
        ),
        FaultCase(
            "401 after two requests",
            [right(2), Fault("401", first)],
            answers: 2,
            .on(.large, .placed, 6...8)
        ),
        FaultCase(
            "after 12 MiB",
            [Fault("403", first.merging(["after_bytes": .integer(12 * mebibyte)]) { $1 })],
            arguments: ["-j", "2"],
            answers: 2,
            .on(.large, .placed, 6...7)
        ),
        FaultCase(
            "after 12 MiB and again for the last 8 MiB",
            [
                Fault("403", first.merging(["after_bytes": .integer(12 * mebibyte)]) { $1 }),
                Fault("403", ["answers_before": 3, "from_byte": .integer(32 * mebibyte)]),
            ],
            arguments: ["-j", "2"],
            answers: 3,
            .on(.large, .placed, 7...9)
        ),
        FaultCase(
            "the storage says nothing, but the URL's own expiry is over",
            [Fault("403-denied", first)],
            studio: [Fault("signed", times: 1, ["ago": 7200])],
            answers: 2,
            .on(.small, .placed, 1...2),
            .on(.large, .placed, 5...6)
        ),
        FaultCase(
            "the fresh URL is refused, too",
            [Fault("403")],
            answers: 2,
            .on(.small, .failed(77, "url-expired"), 2),
            .on(.large, .failed(77, "url-expired"), 2),
            .on(.six, .failed(77, "url-expired"), 7...12)
        ),
        FaultCase(
            "after three requests, and the fresh URL is refused, too",
            [right(3), Fault("403")],
            answers: 2,
            .on(.large, .failed(77, "url-expired", .part), 5...8)
        ),
        FaultCase(
            "Studio then names another version's objects",
            [right(2), Fault("403", first)],
            studio: [Fault("signed", times: 1), Fault("other-version", ["version": "v1.0.0"])],
            answers: 2,
            .on(.large, .failed(65, "hash-sources-disagree", .noFile), 3...5)
        ),
        FaultCase(
            "Studio then names another version's objects, and Git knows neither",
            [right(2), Fault("403", first)],
            studio: [Fault("signed", times: 1), Fault("other-version", ["version": "v1.0.0"])],
            answers: 2,
            .on(.untagged, .failed(65, "hash-sources-disagree", .noFile), 3...5)
        ),
        FaultCase(
            "Studio then knows no such file",
            [Fault("403", first)],
            studio: [Fault("signed", times: 1), "empty-dict"],
            answers: 2,
            .on(.small, .failed(65, "studio-reply-empty"), 1)
        ),
        FaultCase(
            "Studio then refuses the token",
            [Fault("403", first)],
            studio: [Fault("signed", times: 1), "401"],
            answers: 2,
            .on(.small, .failed(77, "studio-token-refused"), 1),
            .on(.large, .failed(77, "studio-token-refused"), 1)
        ),
    ]

    // MARK: Wrong bytes

    static let wrongBytes = [
        FaultCase(
            "once",
            [Fault("wrong-bytes", times: 1)],
            .on(.small, .placed, 2).andByRemote,
            .on(.large, .placed, 6...10).andByRemote,
            .on(.untagged, .placed, 6...10),
            .on(.six, .placed, 7)
        ),
        FaultCase(
            "in a later range, once",
            [right(3), Fault("wrong-bytes", times: 1)],
            .on(.large, .placed, 6...10)
        ),
        FaultCase(
            "each time",
            [Fault("wrong-bytes")],
            .on(.small, .failed(1, "md5-mismatch"), 2).andByRemote,
            .on(.large, .failed(1, "md5-mismatch"), 6...10),
            .on(.six, .failed(1, "md5-mismatch"), 12),
            .on(.oneOfSix, .failed(1, "md5-mismatch", .others), 7)
        ),
        FaultCase(
            "longer than Git says, once",
            [Fault("too-long", times: 1)],
            .on(.small, .placed, 2),
            .on(.large, .placed, 2)
        ),
        FaultCase(
            "longer than Git says, each time",
            [Fault("too-long")],
            .on(.small, .failed(1, "md5-mismatch"), 2).andByRemote,
            .on(.large, .failed(1, "md5-mismatch"), 2...4),
            .on(.oneOfSix, .failed(1, "md5-mismatch", .others), 7)
        ),
        FaultCase(
            "longer than Git says, without a length that would tell",
            [Fault("too-long", ["chunked": .bool(true)])],
            .on(.small, .failed(1, "md5-mismatch"), 2)
        ),
        FaultCase(
            "compressed, although identity was asked for",
            [Fault("gzip")],
            .on(.small, .failed(1, "md5-mismatch"), 2),
            .on(.large, .failed(1, "md5-mismatch"), 2...4)
        ),
        FaultCase(
            "compressed, once",
            [Fault("gzip", times: 1)],
            .on(.small, .placed, 2),
            .on(.large, .placed, 6)
        ),
        FaultCase(
            "an error with status 200, once",
            [Fault("xml-error-200", times: 1)],
            .on(.small, .placed, 2),
            .on(.large, .placed, 6)
        ),
        FaultCase(
            "an error with status 200",
            [Fault("xml-error-200")],
            .on(.small, .failed(1, "md5-mismatch"), 2),
            .on(.large, .failed(1, "md5-mismatch"), 2...3)
        ),
        FaultCase(
            "the page of a guest network",
            [Fault("html-portal")],
            .on(.small, .failed(1, "md5-mismatch"), 2).andByRemote,
            .on(.large, .failed(1, "md5-mismatch"), 2...3),
            .on(.oneOfSix, .failed(1, "md5-mismatch", .others), 7)
        ),
        FaultCase(
            "an ETag that is another object's MD5",
            [
                Fault(
                    "headers",
                    ["set": .object(["ETag": .string("\"\(String(repeating: "0", count: 32))\"")])]
                )
            ],
            .on(.small, .failed(65, "hash-sources-disagree"), 1).andByRemote,
            .on(.large, .failed(65, "hash-sources-disagree"), 1)
        ),
    ]

    // MARK: Redirects

    static let redirects = [
        FaultCase(
            "a chain of three",
            [Fault("redirect", times: 3)],
            .on(.small, .placed, 4).andByRemote,
            .on(.large, .placed, 8).andByRemote,
            .on(.six, .placed, 9)
        ),
        FaultCase(
            "307, once",
            [Fault("redirect", times: 1, ["status": 307])],
            .on(.large, .placed, 6)
        ),
        FaultCase(
            "a loop",
            [Fault("redirect")],
            .on(.small, .failed(69, "storage-unavailable"), 2...30).andByRemote,
            .on(.large, .failed(69, "storage-unavailable"), 2...30)
        ),
        FaultCase(
            "to a file",
            [Fault("redirect", ["to": "file:///etc/passwd"])],
            .on(.small, .failed(69, "storage-unavailable"), 1).andByRemote,
            .on(.large, .failed(69, "storage-unavailable"), 1).andByRemote,
            .on(.oneOfSix, .failed(69, "storage-unavailable", .others), 6)
        ),
        FaultCase(
            "to nowhere",
            [Fault("redirect", ["to": "http://127.0.0.1:9/x"])],
            .on(.small, .failed(69, "storage-unreachable"), 6)
        ),
    ]
}
