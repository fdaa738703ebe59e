import TestSupport

/// What replies, ranges and connections do wrong.
enum FaultTable {
    /// No fault, so that those that follow come later.
    static func right(_ times: Int) -> Fault { Fault("headers", times: times) }

    static let mebibyte = 1 << 20

    private static let noETag: [String: JSONValue] = ["set": .object(["ETag": .null])]

    // MARK: Right, but unusual

    static let replies = [
        FaultCase(
            "nothing is wrong",
            [],
            .on(.small, .placed, 1).andByRemote,
            .on(.large, .placed, 5).andByRemote,
            .on(.untagged, .placed, 5),
            .on(.six, .placed, 6)
        ),
        FaultCase(
            "the server knows no ranges",
            [Fault("ignore-range", ["set": .object(["Accept-Ranges": .null])])],
            .on(.small, .placed, 1),
            .on(.large, .placed, 1).andByRemote,
            .on(.untagged, .placed, 1),
            .on(.six, .placed, 6)
        ),
        FaultCase(
            "the server says that it knows ranges, and does not",
            [Fault("ignore-range")],
            .on(.large, .placed, 1).andByRemote,
            .on(.untagged, .placed, 2...6)
        ),
        FaultCase(
            "206 also where no range was asked for",
            [Fault("always-206")],
            .on(.small, .placed, 1).andByRemote,
            .on(.large, .placed, 5),
            .on(.six, .placed, 6)
        ),
        FaultCase(
            "no length",
            [Fault("no-length")],
            .on(.small, .placed, 1).andByRemote,
            .on(.large, .placed, 5),
            .on(.untagged, .placed, 1)
        ),
        FaultCase(
            "no ETag",
            [Fault("headers", noETag)],
            .on(.small, .placed, 1),
            .on(.large, .placed, 5).andByRemote,
            .on(.untagged, .placed, 5)
        ),
        FaultCase(
            "an ETag that is weak",
            [Fault("headers", ["set": .object(["ETag": "W/\"1\""])])],
            .on(.large, .placed, 5)
        ),
        FaultCase(
            "the connection is closed after each reply, as was said",
            [Fault("headers", ["set": .object(["Connection": "close"])])],
            .on(.large, .placed, 5).andByRemote,
            .on(.six, .placed, 6)
        ),
        FaultCase(
            "the connection is closed after each reply, unsaid",
            [Fault("headers", ["closes": .bool(true)])],
            .on(.large, .placed, 5).andByRemote,
            .on(.six, .placed, 6)
        ),
        FaultCase(
            "slow, a connection at a time",
            [Fault("slow", ["rate": .integer(16 * mebibyte)])],
            .on(.large, .placed, 5)
        ),
    ]

    // MARK: Ranges

    /// Where ranges cannot be trusted the object is asked for whole.
    static let ranges = [
        FaultCase(
            "Content-Range starts elsewhere",
            [Fault("content-range", ["first": 1])],
            .on(.large, .placed, 2...8).andByRemote
        ),
        FaultCase(
            "Content-Range ends before what was asked for",
            [Fault("content-range", ["last": -1])],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "Content-Range ends after what was asked for",
            [Fault("content-range", ["last": 1])],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "Content-Range is no range of bytes",
            [Fault("content-range", ["text": "octets 0-1/2"])],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "Content-Range is garbage",
            [Fault("content-range", ["text": "bytes 99999999999999999999-x/*"])],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "206 without Content-Range",
            [Fault("headers", ["set": .object(["Content-Range": .null])])],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "a wrong Content-Range from the third range on",
            [Fault("content-range", ["first": 1, "from_byte": .integer(16 * mebibyte)])],
            .on(.large, .placed, 6...12)
        ),
        FaultCase(
            "a wrong Content-Range once",
            [right(2), Fault("content-range", times: 1, ["first": 1])],
            .on(.large, .placed, 4...12).andByRemote
        ),
        FaultCase(
            "Content-Range tells another size than Git",
            [Fault("content-range", ["total": 1])],
            .on(.large, .failed(1, "md5-mismatch"), 1...4)
        ),
        FaultCase(
            "other bytes than those that were asked for",
            [Fault("wrong-range")],
            .on(.large, .placed, 2...8)
        ),
        FaultCase(
            "fewer bytes than were asked for, as Content-Range says",
            [Fault("short-range", ["bytes": .integer(4 * mebibyte)])],
            .on(.large, .placed, 2...14)
        ),
        FaultCase(
            "the ETag of each range is another",
            [
                right(2),
                Fault("headers", ["set": .object(["ETag": "\"of another machine\""])]),
            ],
            .on(.large, .placed, 4...14)
        ),
        FaultCase(
            "a stale machine answers one range",
            [right(2), Fault("replaced", times: 1)],
            .on(.large, .placed, 5...12)
        ),
        FaultCase(
            "the object is replaced half way, as its ETag says",
            [Fault("replaced", ["after_bytes": .integer(12 * mebibyte)])],
            arguments: ["-j", "2"],
            .on(.large, .failed(65, "hash-sources-disagree", .noFile), 4...14)
        ),
        FaultCase(
            "the object is replaced half way, and nobody says so",
            [
                Fault("replaced", ["after_bytes": .integer(12 * mebibyte)].merging(noETag) { $1 }),
                noETagFault,
            ],
            arguments: ["-j", "2"],
            .on(.large, .failed(1, "md5-mismatch"), 6...12)
        ),
    ]

    private static let noETagFault = Fault("headers", noETag)

    // MARK: Connections

    static let breaks = [
        FaultCase(
            "half way, once",
            [Fault("truncated", times: 1)],
            .on(.small, .placed, 2).andByRemote,
            .on(.large, .placed, 6).andByRemote,
            .on(.untagged, .placed, 5...7),
            .on(.six, .placed, 7)
        ),
        FaultCase(
            "half way through a later range",
            [right(3), Fault("truncated", times: 1)],
            .on(.large, .placed, 6)
        ),
        FaultCase(
            "after each 4 MiB",
            [Fault("truncated", ["bytes": .integer(4 * mebibyte)])],
            .on(.large, .placed, 10).andByRemote
        ),
        FaultCase(
            "after the head, each time",
            [Fault("truncated", ["bytes": 0])],
            .on(.small, .failed(69, "storage-unreachable"), 6),
            .on(.large, .failed(69, "storage-unreachable"), 6...14)
        ),
        FaultCase(
            "after the head, each time from the third range on",
            [Fault("truncated", ["bytes": 0, "from_byte": .integer(16 * mebibyte)])],
            .on(.large, .failed(75, "transfer-incomplete", .part), 5...16)
        ),
        FaultCase(
            "reset half way, once",
            [Fault("reset", times: 1)],
            .on(.small, .placed, 2).andByRemote,
            .on(.large, .placed, 6),
            .on(.six, .placed, 7)
        ),
        FaultCase(
            "reset at the start, once",
            [Fault("reset", times: 1, ["bytes": 0])],
            .on(.small, .placed, 2),
            .on(.large, .placed, 6),
            .on(.oneOfSix, .placed, 7)
        ),
        FaultCase(
            "reset after each 4 MiB, of which no more need arrive than a machine is quick to read",
            [Fault("reset", times: 5, ["bytes": .integer(4 * mebibyte)])],
            .on(.large, .placed, 6...12)
        ),
        FaultCase(
            "reset at the start, each time",
            [Fault("reset", ["bytes": 0])],
            .on(.small, .failed(69, "storage-unreachable"), 6).andByRemote,
            .on(.oneOfSix, .failed(69, "storage-unreachable", .others), 11)
        ),
    ]

    // MARK: Silence

    /// Short, so that a machine with much to do may take a server that is slow for one that is silent.
    private static let stall = ["--stall-timeout", "3"]

    static let silences = [
        FaultCase(
            "at the start, once",
            [Fault("no-answer", times: 1)],
            arguments: stall,
            .on(.small, .placed, 2).andByRemote,
            .on(.large, .placed, 6...12),
            .on(.oneOfSix, .placed, 7)
        ),
        FaultCase(
            "half way, once",
            [Fault("stall", times: 1)],
            arguments: stall,
            .on(.small, .placed, 2),
            .on(.large, .placed, 6...12).andByRemote,
            .on(.six, .placed, 7)
        ),
        FaultCase(
            "half way through a later range",
            [right(3), Fault("stall", times: 1)],
            arguments: stall,
            .on(.large, .placed, 6...12)
        ),
        FaultCase(
            "at the start, each time",
            [Fault("no-answer")],
            arguments: stall,
            .on(.small, .failed(69, "storage-unreachable"), 6),
        ),
        FaultCase(
            "a few bytes now and then are no silence",
            [Fault("drip", ["bytes": 1500, "seconds": .number(1.2)])],
            arguments: stall,
            .on(.small, .placed, 1)
        ),
    ]
}
