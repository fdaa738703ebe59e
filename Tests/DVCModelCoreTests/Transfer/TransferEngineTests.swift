import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct TransferEngineTests {
    private static let buffer = 256 << 10

    // MARK: What comes right

    @Test(arguments: [0, 1, buffer - 1, buffer, buffer + 1, 3 * buffer])
    func `an object of any size is placed whole`(byteCount: Int) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(byteCount)
        let object = try bed.object("models/m.bin", bytes)
        let outcome = try await bed.run(object)
        let expected = ObjectOutcome.Download(
            md5: try TransferBed.md5(bytes),
            byteCount: Int64(byteCount),
            receivedByteCount: Int64(byteCount),
            resumedByteCount: 0,
            checkedAgainst: object.expectedMD5,
        )
        #expect(outcome == .downloaded(expected))
        #expect(bed.contents("models/m.bin") == bytes)
        #expect(bed.files == ["models/m.bin"])
    }

    @Test(arguments: ["no-length", "http-1.0", "interim", "odd-headers", "ignore-range"])
    func `an unusual but right reply is taken`(fault: String) async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": Fault(fault)])
        let bytes = TransferBed.bytes(300_000)
        let outcome = try await bed.run(try bed.object("m.bin", bytes))
        #expect(outcome.download != nil, "\(outcome)")
        #expect(bed.contents("m.bin") == bytes)
    }

    @Test
    func `many objects come over few connections, in any order, with their outcomes in the jobs' order`()
        async throws
    {
        let bed = try await TransferBed()
        let objects = try (0..<40).map {
            try bed.object("m/\($0)", TransferBed.bytes($0 * 10, seed: UInt64($0)))
        }
        let outcomes = await bed.run(try objects.map { try bed.job($0) })
        #expect(outcomes.compactMap(\.error) == [])
        #expect(outcomes.map { $0.download?.md5 } == objects.map { $0.expectedMD5?.digest })
        #expect(bed.files.count == 40)
    }

    @Test func `one job at a time goes from object to object without a pause`() async throws {
        let bed = try await TransferBed()
        let objects = try (0..<10).map { try bed.object("m/\($0)", TransferBed.bytes(10)) }
        let jobs = try objects.map { try bed.job($0) }
        let clock = ContinuousClock()
        let start = clock.now
        let outcomes = await bed.run(jobs, atOnce: 1)
        #expect(outcomes.compactMap(\.error) == [])
        // The loop looks round once a second at least; an object that waits for that takes one.
        #expect(clock.now - start < .seconds(5))
    }

    @Test func `a URL that is neither http nor https is no transfer`() async throws {
        let bed = try await TransferBed()
        let object = RemoteObject(path: "m", url: SignedURL("file:///etc/passwd"))
        #expect(try await bed.run(object).error?.code == .urlMapInvalid)
        #expect(bed.files == [])
    }

    @Test func `a file that appeared meanwhile is left alone`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("m", TransferBed.bytes(1_000))
        try await bed.server.setFaults(["/m": Fault("hold", ["bytes": 500])])
        async let outcome = bed.run(object)
        try await bed.server.waitUntilSent(500, of: "/m")
        try bed.place(Data("mine".utf8), at: "m")
        try await bed.server.release()
        #expect(try await outcome.error?.code == .destinationExists)
        #expect(bed.contents("m") == Data("mine".utf8))
    }

    @Test func `a file that may go is replaced`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        try bed.place(Data("old".utf8), at: "m")
        let outcome = try await bed.run(try bed.object("m", bytes), isReplacing: true)
        #expect(outcome.download != nil)
        #expect(bed.contents("m") == bytes)
    }

    // MARK: Faults

    @Test(arguments: [
        Fault("500", times: 2), Fault("503-slowdown", times: 2), Fault("429", times: 1, ["retry_after": "1"]),
        Fault("truncated", times: 2), Fault("reset", times: 2), Fault("reset", times: 1, ["bytes": 0]),
        Fault("wrong-bytes", times: 1),
        Fault("too-long", times: 1), Fault("xml-error-200", times: 1), Fault("html-portal", times: 1),
        Fault("gzip", times: 1),
    ])
    func `a fault that passes costs nothing but time`(fault: Fault) async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": [fault, Fault("headers", ["set": .object(["ETag": .null])])]])
        let bytes = TransferBed.bytes(600_000)
        let outcome = try await bed.run(try bed.object("m", bytes))
        #expect(outcome.download != nil, "\(outcome)")
        #expect(bed.contents("m") == bytes)
        #expect(bed.files == ["m"])
    }

    @Test(arguments: ["stall", "no-answer"])
    func `a server that falls silent is asked again`(fault: String) async throws {
        let bed = try await TransferBed(stallTimeout: .seconds(1))
        let bytes = TransferBed.bytes(1_000)
        try await bed.server.setFaults(["*": Fault(fault, times: 1)])
        let outcome = try await bed.run(try bed.object("m", bytes), attemptLimit: .max)
        #expect(outcome.download != nil, "\(outcome)")
        #expect(bed.contents("m") == bytes)
    }

    @Test func `a server that stays silent is told`() async throws {
        let bed = try await TransferBed(stallTimeout: .seconds(1))
        try await bed.server.setFaults(["*": Fault("no-answer")])
        let outcome = try await bed.run(try bed.object("m", TransferBed.bytes(1_000)), attemptLimit: 2)
        #expect(outcome.error?.code == .storageUnreachable, "\(outcome)")
        #expect(bed.files == [])
    }

    @Test(arguments: [
        ("404", ErrorCode.objectMissing), ("403", .urlExpired), ("400-expired", .urlExpired),
        ("500", .storageUnavailable), ("429", .storageUnavailable), ("wrong-bytes", .md5Mismatch),
        ("gzip", .md5Mismatch), ("html-portal", .md5Mismatch), ("reset", .storageUnreachable),
    ])
    func `a fault that stays is told, and leaves nothing behind`(fault: String, code: ErrorCode) async throws
    {
        let bed = try await TransferBed()
        let parameters: [String: JSONValue] = fault == "reset" ? ["bytes": 0] : [:]
        try await bed.server.setFaults(["*": Fault(fault, parameters)])
        let outcome = try await bed.run(try bed.object("m", TransferBed.bytes(1_000)), attemptLimit: 2)
        #expect(outcome.error?.code == code, "\(outcome)")
        #expect(bed.files == [])
    }

    @Test func `a failure that leaves bytes behind says that the command can go on`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes)
        try await bed.server.setFaults(["*": [Fault("truncated", times: 1), Fault("500")]])
        #expect(try await bed.run(object).error?.code == .transferIncomplete)
        #expect(bed.contents(try bed.partPath(of: object)) == bytes.prefix(500))
    }

    @Test func `one that fails does not stop the others`() async throws {
        let bed = try await TransferBed()
        let objects = try ["a", "b", "c"].map { try bed.object($0, TransferBed.bytes(10)) }
        try await bed.server.setFaults(["/b": Fault("404")])
        let outcomes = await bed.run(try objects.map { try bed.job($0) })
        #expect(outcomes.map { $0.error?.code } == [nil, .objectMissing, nil])
        #expect(bed.files == ["a", "c"])
    }

    @Test func `a reset with a part of the bytes is gone on from`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000_000)
        let object = try bed.object("m", bytes)
        try await bed.server.setFaults(["*": Fault("truncated", times: 1, ["bytes": 400_000])])
        #expect(try await bed.run(object).download?.receivedByteCount == 1_000_000)
        #expect(bed.contents("m") == bytes)
        #expect(try await bed.sent("range", for: "m") == ["", "bytes=400000-"])
    }

    @Test func `a server that takes no range and breaks off at the same byte is given up`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("m", TransferBed.bytes(3 << 20))
        let broken = Fault("truncated", ["bytes": .integer(2 << 20), "ignoring": ["Range"]])
        try await bed.server.setFaults(["*": broken])
        #expect(try await bed.run(object).error?.code == .transferIncomplete)
        #expect(try await bed.server.requests().count == 4)
    }

    @Test func `a server that breaks off again and again is gone on with while it brings more`() async throws
    {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(12 << 20)
        let object = try bed.object("m", bytes)
        try await bed.server.setFaults(["*": Fault("truncated", times: 10, ["bytes": .integer(1 << 20)])])
        #expect(try await bed.run(object, attemptLimit: 2).download?.receivedByteCount == 12 << 20)
        #expect(bed.contents("m") == bytes)
    }

    @Test func `a server that sends less of a range than was asked is asked for the rest`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes)
        try bed.place(bytes.prefix(100), at: try bed.partPath(of: object))
        try await bed.server.setFaults(["*": Fault("short-range", ["bytes": 300])])
        #expect(try await bed.run(object, attemptLimit: 2).download?.receivedByteCount == 900)
        #expect(bed.contents("m") == bytes)
        #expect(try await bed.sent("range", for: "m") == ["bytes=100-", "bytes=400-", "bytes=700-"])
    }

    // MARK: An object that changes

    @Test(arguments: [("\"1\"", "\"2\""), ("W/\"1\"", "W/\"1\""), (nil, nil)], [[], ["If-Range"]])
    func `bytes of two objects are never mixed`(etags: (String?, String?), ignored: [JSONValue]) async throws
    {
        let bed = try await TransferBed()
        let old = TransferBed.bytes(1_000)
        let object = try bed.object("m", old, hasMD5: false)
        func header(_ etag: String?) -> JSONValue { .object(["ETag": etag.map { .string($0) } ?? .null]) }
        try await bed.server.setFaults([
            "*": [
                Fault("truncated", times: 1, ["bytes": 400, "set": header(etags.0)]),
                Fault("replaced", ["set": header(etags.1), "ignoring": .array(ignored)]),
            ]
        ])
        let outcome = try await bed.run(object)
        #expect(outcome.download != nil, "\(outcome)")
        #expect(bed.contents("m") == Data(old.map { 255 - $0 }))
    }

    @Test func `what the first reply stated of the whole object holds for the rest of it`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes, hasMD5: false)
        let stated = Data(try TransferBed.md5(bytes).bytes).base64EncodedString()
        let azure: [String: JSONValue] = ["ETag": "\"0x8D\"", "Content-MD5": .string(stated)]
        let part: [String: JSONValue] = ["ETag": "\"0x8D\""]
        try await bed.server.setFaults([
            "*": [
                Fault("truncated", times: 1, ["bytes": 400, "set": .object(azure)]),
                Fault("headers", ["set": .object(part), "ignoring": ["If-Range"]]),
            ]
        ])
        let outcome = try await bed.run(object)
        #expect(outcome.download?.checkedAgainst == ExpectedMD5(try TransferBed.md5(bytes), from: .header))
        #expect(outcome.download?.receivedByteCount == 1_000)
    }

    @Test func `the size that a wrong reply stated is forgotten with it`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        try await bed.server.setFaults(["*": [Fault("html-portal", times: 1), "no-length"]])
        let outcome = try await bed.run(try bed.object("m", bytes))
        #expect(outcome.download != nil, "\(outcome)")
        #expect(bed.contents("m") == bytes)
    }

    @Test(arguments: ["html-portal", "too-long", "gzip"])
    func `an object of another size than recorded is fetched once more`(fault: String) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes, hasSize: true)
        try await bed.server.setFaults(["*": Fault(fault, times: 1)])
        let outcome = try await bed.run(object)
        #expect(outcome.download != nil, "\(outcome)")
        try await bed.server.setFaults(["*": Fault(fault)])
        let other = try bed.object("n", bytes, hasSize: true)
        #expect(try await bed.run(other).error?.code == .md5Mismatch)
        #expect(bed.files == ["m"])
    }

    @Test func `sizes that no disk could hold are refused`() async throws {
        let bed = try await TransferBed()
        let objects = try ["a", "b"].map { try bed.object($0, TransferBed.bytes(100)) }
        let huge: [String: JSONValue] = ["Content-Length": "9000000000000000000"]
        try await bed.server.setFaults(["*": Fault("headers", ["set": .object(huge)])])
        let outcomes = await bed.run(try objects.map { try bed.job($0) })
        #expect(outcomes.map { $0.error?.code } == [.diskFull, .diskFull])
        #expect(bed.files == [])
    }

    @Test func `recorded sizes without bound are added up without harm`() async throws {
        let bed = try await TransferBed()
        bed.cancellation.cancel(signal: SIGINT)
        let jobs = try ["a", "b"].map { path in
            try bed.job(RemoteObject(path: path, url: SignedURL("http://127.0.0.1:1/"), byteCount: .max))
        }
        #expect(await bed.run(jobs) == [.cancelled, .cancelled])
        #expect(bed.events == [.began(fileCount: 2, byteCount: .max)])
    }

    // MARK: To a stream

    /// What an engine sends to a stream.
    private func streamed(
        _ object: RemoteObject,
        from bed: TransferBed,
    ) async throws -> (outcome: ObjectOutcome, sent: Data) {
        let sent = Mutex(Data())
        let outcomes = await bed.run(
            [try bed.job(object)],
            output: { piece in
                sent.withLock { $0.append(contentsOf: piece) }
            }
        )
        return (try #require(outcomes.first), sent.withLock { $0 })
    }

    @Test(arguments: ["truncated", "reset", "stall", "500"], ["ignore-range", "wrong-range", "no-length"])
    func `a stream goes on where it broke off`(first: String, second: String) async throws {
        let bed = try await TransferBed(stallTimeout: first == "stall" ? .seconds(3) : .seconds(120))
        let bytes = TransferBed.bytes(400_000)
        try await bed.server.setFaults(["*": [Fault(first, times: 1), Fault(second)]])
        let (outcome, sent) = try await streamed(try bed.object("m", bytes), from: bed)
        #expect(outcome.download?.checkedAgainst != nil, "\(outcome)")
        #expect(sent == bytes)
        #expect(bed.files == [])
    }

    @Test func `wrong bytes that went out are told at once`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        try await bed.server.setFaults(["*": Fault("wrong-bytes", ["set": .object(["ETag": .null])])])
        let (outcome, sent) = try await streamed(try bed.object("m", bytes), from: bed)
        #expect(outcome.error?.code == .md5Mismatch)
        #expect(outcome.error?.what.contains("\(try TransferBed.md5(sent))") == true, "\(outcome)")
        #expect(try await bed.server.requests().count == 1)
    }

    @Test func `wrong bytes for an empty object are not passed off as right`() async throws {
        let bed = try await TransferBed()
        try await bed.server.setFaults(["*": Fault("html-portal")])
        let (outcome, _) = try await streamed(try bed.object("m", Data()), from: bed)
        #expect(outcome.error?.code == .md5Mismatch)
    }

    @Test func `a stream of an object that is replaced on the way fails`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("m", TransferBed.bytes(1_000), hasMD5: false)
        func etag(_ text: String) -> JSONValue { .object(["ETag": .string(text)]) }
        try await bed.server.setFaults([
            "*": [
                Fault("truncated", times: 1, ["bytes": 400, "set": etag("\"1\"")]),
                Fault("replaced", ["set": etag("\"2\"")]),
            ]
        ])
        let (outcome, sent) = try await streamed(object, from: bed)
        #expect(outcome.error?.code == .md5Mismatch)
        #expect(sent.count == 400)
    }

    // MARK: Going on from an earlier run

    @Test(arguments: [
        ("the beginning", 400, 400), ("all of it", 1_000, 1_000), ("nothing", 0, 0),
    ])
    func `a part file is gone on from`(name: String, kept: Int, resumed: Int64) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes)
        try bed.place(bytes.prefix(kept), at: try bed.partPath(of: object))
        let download = try #require(try await bed.run(object).download)
        #expect(download.resumedByteCount == resumed)
        #expect(download.receivedByteCount == 1_000 - resumed)
        #expect(bed.contents("m") == bytes)
        #expect(bed.files == ["m"])
    }

    @Test(arguments: [true, false])
    func `a part file that is whole needs no request where the size is known`(hasSize: Bool) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes, hasSize: hasSize)
        try bed.place(bytes, at: try bed.partPath(of: object))
        #expect(try await bed.run(object).download?.receivedByteCount == 0)
        #expect(try await bed.server.requests().count == (hasSize ? 0 : 1))
    }

    @Test(arguments: [400, 1_000, 1_500], [true, false])
    func `a part file with wrong bytes is found out and fetched anew`(kept: Int, hasSize: Bool) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes, hasSize: hasSize)
        try bed.place(TransferBed.bytes(kept, seed: 9), at: try bed.partPath(of: object))
        let download = try #require(try await bed.run(object).download)
        #expect(download.resumedByteCount == 0)
        #expect(bed.contents("m") == bytes)
        #expect(bed.files == ["m"])
    }

    @Test(arguments: ["ignore-range", "wrong-range"])
    func `a server that cannot go on is asked for all of it`(fault: String) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes)
        try await bed.server.setFaults(["*": Fault(fault)])
        try bed.place(bytes.prefix(400), at: try bed.partPath(of: object))
        #expect(try await bed.run(object).download?.receivedByteCount == 1_000)
        #expect(bed.contents("m") == bytes)
    }

    @Test func `another version's part file is not touched`() async throws {
        let bed = try await TransferBed()
        let old = try bed.object("m", TransferBed.bytes(1_000, seed: 1))
        try bed.place(TransferBed.bytes(400, seed: 1), at: try bed.partPath(of: old))
        let bytes = TransferBed.bytes(1_000, seed: 2)
        #expect(try await bed.run(try bed.object("m", bytes)).download?.resumedByteCount == 0)
        #expect(bed.contents("m") == bytes)
        #expect(bed.contents(try bed.partPath(of: old)) == TransferBed.bytes(400, seed: 1))
    }

    @Test func `without an MD5 nothing of an earlier run is gone on from`() async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000)
        let object = try bed.object("m", bytes, hasMD5: false)
        try bed.place(TransferBed.bytes(400, seed: 9), at: try bed.partPath(of: object))
        let download = try #require(try await bed.run(object).download)
        #expect(download.resumedByteCount == 0)
        #expect(download.checkedAgainst?.source == .header)
        #expect(bed.contents("m") == bytes)
    }

    // MARK: Stopping

    @Test(arguments: ["hold", "no-answer", "503-slowdown"])
    func `a run stops at once while it waits, and keeps what came`(fault: String) async throws {
        let bed = try await TransferBed()
        let bytes = TransferBed.bytes(1_000_000)
        let object = try bed.object("m", bytes)
        try bed.place(bytes.prefix(100), at: try bed.partPath(of: object))
        let kept = fault == "hold" ? 600_000 : 0
        try await bed.server.setFaults(["*": Fault(fault, ["bytes": .integer(kept)])])
        async let outcome = bed.run(object, attemptLimit: .max)
        try await bed.server.waitUntilSent(kept, of: "/m")
        bed.cancellation.cancel(signal: SIGTERM)
        #expect(try await outcome == .cancelled)
        let part = try #require(bed.contents(try bed.partPath(of: object)))
        #expect(part.count >= 100)
        #expect(part == bytes.prefix(part.count))
        #expect(bed.files.count == 1)
    }

    @Test func `a run that is stopped before it starts does nothing`() async throws {
        let bed = try await TransferBed()
        bed.cancellation.cancel(signal: SIGINT)
        #expect(try await bed.run(try bed.object("m", TransferBed.bytes(10))) == .cancelled)
        #expect(try await bed.server.requests() == [])
        #expect(bed.files == [])
    }

    @Test(arguments: [true, false])
    func `a run that is stopped at the last byte keeps it only where an MD5 is known`(hasMD5: Bool)
        async throws
    {
        let bed = try await TransferBed()
        let received = Mutex(0)
        let object = try bed.object("m", TransferBed.bytes(1_000_000), hasMD5: hasMD5)
        let outcomes = await bed.run(
            [try bed.job(object)],
            watching: { event in
                guard case .received(_, let count) = event else { return }
                let sum = received.withLock { sum in
                    sum += Int(count)
                    return sum
                }
                if sum == 1_000_000 { bed.cancellation.cancel(signal: SIGINT) }
            }
        )
        #expect(outcomes == [.cancelled])
        #expect(bed.files == (hasMD5 ? [try bed.partPath(of: object)] : []))
    }

    @Test func `what was stopped without an MD5 leaves nothing behind`() async throws {
        let bed = try await TransferBed()
        let object = try bed.object("m", TransferBed.bytes(1_000_000), hasMD5: false)
        try await bed.server.setFaults(["*": Fault("hold", ["bytes": 600_000])])
        async let outcome = bed.run(object)
        try await bed.server.waitUntilSent(600_000, of: "/m")
        bed.cancellation.cancel(signal: SIGTERM)
        #expect(try await outcome == .cancelled)
        #expect(bed.files == [])
    }
}
