import DVCModelCore
import TestSupport
import Testing

/// Damaged files, judged by the real DVC's schemas.
@Suite struct RandomDocumentsTests {
    /// The path that the file at hand could make something of, with what else it takes to get there.
    private static let queries: [String: (path: String, others: [String: String])] = [
        "m.dvc": ("nothing", [:]), "dvc.yaml": ("nothing", [:]),
        "dvc.lock": ("new", ["dvc.yaml": "stages: {s: {cmd: x, outs: [q, new]}}"]),
    ]

    @Test func `a damaged file is refused when DVC refuses it`() async throws {
        let documents = try await Trees.made().documents
        #expect(documents.count >= 200)
        for document in documents {
            let query = try #require(Self.queries[document.path])
            var commit = CommitFiles(query.others)
            commit[document.path] = Array(document.text.utf8)
            let reader = try RecordReader(commit)
            // What DVC complains of after its schema may be a value that no output needs: no obstacle to us.
            let isSchema = document.error.map { ["YAMLValidationError", "KeyError"].contains($0) } ?? true
            guard isSchema else { continue }
            let error = #expect(throws: DVCModelError.self) { try reader.record(at: query.path) }
            let expected: ErrorCode = document.error == nil ? .recordMissing : .recordInvalid
            #expect(error?.code == expected, "\(document.error ?? "no complaint")\n\(document.text)")
        }
    }
}
