import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct ObjectDownloadTests {
    private func download(_ byteCount: Int64?) throws -> ObjectDownload {
        let object = RemoteObject(
            path: "m",
            url: SignedURL("http://127.0.0.1:1/m"),
            expectedMD5: ExpectedMD5(try MD5.digest(of: []), from: .git),
            byteCount: byteCount
        )
        return try ObjectDownload(
            index: 0,
            job: TransferJob(object: object, destination: try SafePath("m"), isReplacing: false),
            sink: StreamSink(rule: nil) { _ in },
            policy: RetryPolicy(),
            connections: 16,
            emit: { _ in },
            checkRoom: {}
        )
    }

    @Test(arguments: [nil, 100, 1 << 40] as [Int64?])
    func `what takes no ranges is asked for whole, by one request`(byteCount: Int64?) throws {
        #expect(try download(byteCount).nextSpan() == .init(from: 0))
    }

    @Test func `once all bytes are there nothing is asked for, though a pause ends`() throws {
        let download = try download(nil)
        download.finish()
        download.goOn()
        #expect(try download.nextSpan() == nil)
        #expect(!download.wantsMore)
    }
}
