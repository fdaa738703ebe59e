import DVCModelCore
import TestSupport

/// The files of a commit that exists only in a test. Names in composed and decomposed form are different ones.
struct CommitFiles: RevisionFiles {
    private var files: [[UInt8]: [UInt8]] = [:]

    init(_ files: [String: String]) {
        self.init(files.mapValues { Array($0.utf8) })
    }

    init(_ files: [String: [UInt8]]) {
        for (path, bytes) in files { self[path] = bytes }
    }

    init(_ files: [Trees.Source]) {
        for file in files { self[file.path] = Array(file.text.utf8) }
    }

    subscript(path: String) -> [UInt8]? {
        get { files[Array(path.utf8)] }
        set { files[Array(path.utf8)] = newValue }
    }

    func shown(_ path: String) -> String { "1a2b3c4:\(path)" }

    func paths() throws(DVCModelError) -> [String] {
        files.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    func contents(_ path: String) throws(DVCModelError) -> [UInt8]? { self[path] }
}
