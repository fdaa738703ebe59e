import DVCModelCore
import Foundation
import TestSupport
import Testing

/// `outs.json`: which objects DVC's index has behind a path.
@Suite struct OutsVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let config: String
        let files: [String: String]
        let objects: [String: String]
        let queries: [String: Answer]

        var testDescription: String { id }

        var commit: CommitFiles {
            CommitFiles(files.merging([".dvc/config": config]) { _, config in config })
        }
    }

    struct Answer: Decodable, Sendable, Equatable {
        var files: [File]?
        var dir_hash: String?
        var error: String?

        /// DVC knows an output that was never run, and fails once it asks for its place.
        var isFailure: Bool {
            error != nil || files?.contains { $0.hash == nil && $0.url_error != nil } ?? false
        }
    }

    struct File: Decodable, Sendable, Equatable {
        /// From the root of its DVC repository.
        let path: String
        var hash_name: String?
        var hash: String?
        var size: Int64?
        var version_id: String?
        var isexec: Bool?
        var url_error: Failure?
    }

    struct Failure: Decodable, Sendable, Equatable {
        let error: String
    }

    /// Where we answer otherwise, by case and query. The index knows nothing of Git's files and stops at nested
    /// repositories, while what `dvc artifacts get` fetches is both; a remote that nobody has configured is found
    /// out by whoever looks for an address.
    static let differences: [String: [String: Answer]] = [
        "git-file-shadows": ["m.bin": Answer(error: "Git's file wins, so that there is no object")],
        "nested-repo": ["sub": Answer(files: [file("m.bin", "0cc175b9c0f1b6a831c399e269772661", size: 1)])],
        "per-output-remote-unknown": [
            "m.bin": Answer(files: [file("m.bin", "0cc175b9c0f1b6a831c399e269772661", size: 1)])
        ],
    ]

    private static func file(_ path: String, _ md5: String, size: Int64) -> File {
        File(path: path, hash_name: "md5", hash: md5, size: size)
    }

    @Test(arguments: try Vectors.cases("outs", as: Case.self))
    func `a path stands for the objects that DVC's index has there`(recorded: Case) throws {
        let reader = try RecordReader(recorded.commit)
        for (path, answer) in recorded.queries.sorted(by: { $0.key < $1.key }) {
            let expected = Self.differences[recorded.id]?[path] ?? answer
            let ours = Result { try self.answer(reader.record(at: path), recorded) }
            guard !expected.isFailure else {
                // DVC's index does not have what only Git has.
                let found = try? ours.get().files
                #expect(found ?? [] == [], "\(path)")
                #expect(throws: DVCModelError.self, "\(path)") {
                    if case .failure(let error) = ours { throw error }
                    throw DVCModelError(.recordMissing, "held by Git")
                }
                if let hash = expected.dir_hash {
                    #expect(try reader.record(at: path).folders.map(\.listingID.description) == [hash])
                }
                continue
            }
            var wanted = expected
            for index in wanted.files?.indices ?? 0..<0 { wanted.files?[index].url_error = nil }
            #expect(try ours.get() == wanted, "\(path)")
        }
    }

    private func answer(_ record: ModelRecord, _ recorded: Case) throws -> Answer {
        let files = try record.files { (folder) throws(DVCModelError) in
            try listing(of: folder, recorded)
        }.filter { !$0.isHeldByGit }
        var answer = Answer(files: files.map(File.init))
        if let folder = record.folders.first, folder.path == record.path {
            answer.dir_hash = folder.listingID.description
        } else if let first = files.first, first.path != record.path, files.allSatisfy({ $0.version != nil }),
            record.path == "d"
        {
            let listed = try files.map { file in
                (path: String(file.path.dropFirst("d/".count)), digest: try #require(file.objectID?.digest))
            }
            answer.dir_hash = try DirListing(files: listed, rule: .md5).objectID().description
        }
        return answer
    }

    private func listing(of folder: FolderRecord, _ recorded: Case) throws(DVCModelError) -> DirListing {
        guard case .dvcRemote(let remote) = folder.source,
            let object = recorded.objects["\(remote ?? "store")/\(folder.listingID.relativePath)"]
        else { throw DVCModelError(.objectMissing, "no listing \(folder.listingID)") }
        return try DirListing.read(Array(object.utf8), of: folder.listingID)
    }

    @Test func `an import that was never downloaded names its source`() throws {
        let recorded = try #require(
            Vectors.cases("outs", as: Case.self).first { $0.id == "import-partial" }
        )
        let record = try RecordReader(recorded.commit).record(at: "m.bin")
        let source = ImportSource(repoURL: nil, path: "https://example.com/m.bin", revision: nil)
        #expect(record.entries.map(\.source) == [.elsewhere(source)])
    }
}

extension OutsVectors.File {
    fileprivate init(_ file: FileRecord) {
        path = file.pathInDVCRepository
        hash_name = file.objectID?.rule.rawValue
        hash = file.objectID?.description
        size = file.byteCount
        version_id = file.version?.versionID
        isexec = file.isExecutable ? true : nil
    }
}
