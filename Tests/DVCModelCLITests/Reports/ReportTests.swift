import TestSupport
import Testing

@testable import DVCModelCLI
@testable import DVCModelCore

struct ReportTests {
    private static let digest = MD5Digest(hex: "d41d8cd98f00b204e9800998ecf8427e")
    private static let other = MD5Digest(hex: "900150983cd24fb0d6963f7d28e17f72")
    private static let model = ModelReport(
        model: "nlp:bert@v1.2.0",
        name: "nlp:bert",
        repo: "git@example.com:ana/vision.git",
        version: "v1.2.0",
        stage: nil,
        latest: false,
        route: .studio,
        studioURL: "https://studio.example.com",
    )

    /// Written as text as the tools write it, and compared with what is stored.
    private func check<Report: ToolReport>(_ name: String, _ answer: Answer<Report>) throws {
        let text = try ReportDocument(answer).text()
        #expect(text == (try Golden.text("reports/\(name).json", for: text)))
    }

    private func object(_ path: String, md5: ExpectedMD5? = nil, byteCount: Int64? = nil) -> RemoteObject {
        let query = "X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=0"
        let url = SignedURL("https://storage.example.com/dvc/\(path)" + (md5 == nil ? "" : "?\(query)"))
        return RemoteObject(path: path, url: url, expectedMD5: md5, byteCount: byteCount)
    }

    @Test func `the report of uris`() throws {
        let digest = try #require(Self.digest)
        var report = UrisReport()
        report.models = [Self.model]
        report.objects = [
            UrisReport.Object(
                object("nlp/bert/a é.bin", md5: ExpectedMD5(digest, from: .url), byteCount: 0),
                at: "https://storage.example.com/dvc/a?X-Amz-Signature=0",
                of: "nlp:bert@v1.2.0",
            ),
            UrisReport.Object(
                object("nlp/bert/b.bin"),
                at: "https://storage.example.com/dvc/b",
                of: "nlp:bert@v1.2.0"
            ),
        ]
        try check("uris", Answer(report))
    }

    @Test func `the report of pull`() throws {
        try check(
            "pull",
            Answer(pullReport(isDryRun: false), failures: [DVCModelError(.md5Mismatch, "1 file")])
        )
    }

    @Test func `the report of a dry run`() throws {
        try check("pull-dry-run", Answer(pullReport(isDryRun: true)))
    }

    private func pullReport(isDryRun: Bool) throws -> PullReport {
        let (digest, other) = (try #require(Self.digest), try #require(Self.other))
        let place = try SafePath("a.bin")
        let expected = ExpectedMD5(digest, from: .url)
        func file(
            _ path: String,
            _ action: TransferPlan.Action,
            _ md5: ExpectedMD5?,
            _ outcome: ObjectOutcome?
        )
            -> PullReport.File
        {
            let step = TransferPlan.Step(object: object(path, md5: md5), place: place, action: action)
            let result = isDryRun ? nil : outcome
            return .init(
                step,
                at: "models/\(path)",
                outcome: result,
                isDryRun: isDryRun,
                of: "nlp:bert@v1.2.0"
            )
        }
        var report = PullReport()
        report.models = [Self.model]
        report.isDryRun = isDryRun
        report.nanoseconds = isDryRun ? nil : 2_345_678_901
        report.files = [
            file("kept", .keep(byteCount: 7, digest), expected, nil),
            file(
                "resumed",
                .download,
                ExpectedMD5(other, rule: .md5Dos2unix, from: .url),
                .downloaded(
                    .init(
                        md5: digest,
                        byteCount: 10,
                        receivedByteCount: 4,
                        resumedByteCount: 6,
                        checkedAgainst: ExpectedMD5(other, rule: .md5Dos2unix, from: .url)
                    )
                ),
            ),
            file(
                "unverified",
                .replace,
                nil,
                .downloaded(
                    .init(
                        md5: other,
                        byteCount: 3,
                        receivedByteCount: 3,
                        resumedByteCount: 0,
                        checkedAgainst: nil
                    )
                ),
            ),
            file("wrong", .download, expected, .failed(DVCModelError(.md5Mismatch, ""))),
        ]
        return report
    }

    @Test func `the report of verify`() throws {
        try check("verify", Answer(try verifyReport()))
    }

    @Test func `what verify says of each file`() throws {
        let verdicts = try verifyReport().files.map { "\($0.path): \($0.verdict)" }
        #expect(
            verdicts == [
                "ok: OK",
                "failed: FAILED (md5 900150983cd24fb0d6963f7d28e17f72, expected d41d8cd98f00b204e9800998ecf8427e)",
                "missing: MISSING",
                "unverified: UNVERIFIED",
                "folder: FAILED (a folder)",
                "short: FAILED (2 bytes)",
            ]
        )
    }

    private func verifyReport() throws -> VerifyReport {
        let (digest, other) = (try #require(Self.digest), try #require(Self.other))
        let expected = ExpectedMD5(digest, from: .url)
        func file(_ path: String, _ expected: ExpectedMD5?, size: Int64? = nil, _ state: FileState)
            -> VerifyReport.File
        {
            let verdict = FileVerdict(path: path, expected: expected, expectedByteCount: size, state: state)
            return .init(verdict, at: "models/\(path)", of: "nlp:bert@v1.2.0")
        }
        func digests(_ md5: MD5Digest) -> ContentDigests {
            ContentDigests(md5: md5)
        }
        var report = VerifyReport()
        report.models = [Self.model]
        report.extra = ["nlp/bert/notes.txt"]
        report.files = [
            file("ok", expected, .file(byteCount: 1, digests: digests(digest))),
            file("failed", expected, .file(byteCount: 1, digests: digests(other))),
            file("missing", expected, .absent),
            file("unverified", nil, .file(byteCount: 1, digests: digests(other))),
            file("folder", expected, .obstacle("a folder")),
            file("short", nil, size: 3, .file(byteCount: 2, digests: nil)),
        ]
        return report
    }

    @Test func `an empty report has every key`() throws {
        try check("uris-failed", Answer(UrisReport(), failures: [DVCModelError(.usage, "no")]))
        try check("pull-failed", Answer(PullReport(), failures: [DVCModelError(.usage, "no")]))
        try check("verify-failed", Answer(VerifyReport(), failures: [DVCModelError(.usage, "no")]))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_767_323_045, "2026-01-02T03:04:05Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (253_402_300_800, nil), (-1, nil), (.max, nil),
        ] as [(Int64, String?)]
    )
    func `a moment is RFC 3339 in UTC`(seconds: Int64, text: String?) {
        #expect(Timestamp(secondsSince1970: seconds)?.text == text)
    }
}
