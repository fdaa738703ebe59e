import DVCModelCore
import Foundation
import TestSupport
import Testing

/// Random commits, each path of them as the real DVC sees it.
@Suite struct RandomTreesTests {
    @Test func `a random commit holds at each path what DVC finds there`() async throws {
        let trees = try await Trees.made().trees
        #expect(trees.count >= 200)
        for tree in trees {
            let reader = try RecordReader(CommitFiles(tree.files))
            for answer in tree.answers { compare(answer, of: tree, reader) }
        }
    }

    private func compare(
        _ answer: Trees.Answer,
        of tree: Trees.Tree,
        _ reader: RecordReader<CommitFiles>,
    ) {
        let place: Comment = "tree \(tree.seed), '\(answer.path)'"
        do throws(DVCModelError) {
            let record = try reader.record(at: answer.path)
            let files = try record.files { (folder) throws(DVCModelError) in
                guard let object = tree.objects[folder.listingID.relativePath] else {
                    throw DVCModelError(.objectMissing, "no listing '\(folder.listingID)'")
                }
                return try DirListing.read(Array(object.utf8), of: folder.listingID)
            }
            // DVC goes on where a hash is missing, until it needs the bytes.
            #expect(files.map(Trees.File.init).map(Bytes.init) == answer.files?.map(Bytes.init), place)
            if let hash = answer.dir, let folder = record.folders.first, folder.path == record.path {
                #expect(folder.listingID.description == hash, place)
            }
        } catch {
            let isNothing = answer.files?.isEmpty ?? true
            let isUnknown = answer.files?.contains { $0.git == nil && $0.hash == nil } ?? false
            #expect(isNothing || isUnknown, "\(place): \(error)")
            #expect(answer.error?.hasPrefix("FileNotFoundError") ?? true, "\(place): \(answer.error ?? "")")
        }
    }

    @Test func `.dvcignore hides what DVC says it hides`() async throws {
        let cases = try await Trees.made().ignores
        #expect(cases.count >= 100)
        for recorded in cases {
            let reader = try RecordReader(CommitFiles(recorded.files))
            for answer in recorded.answers {
                // What is ignored is not there to DVC.
                let isFound = (try? reader.record(at: answer.path)) != nil
                #expect(isFound == !answer.ignored, "case \(recorded.seed), '\(answer.path)'")
            }
        }
    }
}

/// A file whose path is compared by its bytes.
private struct Bytes: Equatable {
    let path: [UInt8]
    let file: Trees.File

    init(_ file: Trees.File) {
        path = Array(file.path.utf8)
        self.file = file
    }
}

extension Trees.File {
    fileprivate init(_ file: FileRecord) {
        self.init(path: file.path)
        if file.isHeldByGit {
            git = true
            return
        }
        hash_name = file.objectID?.rule.rawValue
        hash = file.objectID?.description
        size = file.byteCount
        isexec = file.isExecutable
        version_id = file.version?.versionID
        root = file.dvcRoot
    }
}
