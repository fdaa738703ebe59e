/// An object of a repository: a commit, a folder, a file or an annotated tag.
package struct GitObject: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case commit, tree, blob, tag
    }

    /// 40 digits in lower case, 64 in a SHA-256 repository.
    package let id: String
    package let kind: Kind
    package let bytes: [UInt8]
}

/// The objects of one repository, read by a single `git cat-file --batch` that starts with the first question and
/// ends with this value.
///
/// Nothing is fetched: in a partial clone an object that is not here is missing.
package final class GitObjects {
    private let layout: GitLayout
    private let environment: Environment
    private var process: PipedProcess?

    package init(_ layout: GitLayout, environment: Environment) {
        self.layout = layout
        self.environment = environment
    }

    /// The object of this id; nil when it is not here.
    ///
    /// - Throws: `git-failed`, also for an object that is broken.
    package func read(_ id: String) throws(DVCModelError) -> GitObject? {
        try read([id])[0]
    }

    /// The objects of these ids, one for each; nil for what is not here. Many in one call take a fraction of the
    /// time that they take one by one.
    ///
    /// - Throws: `git-failed`, also for an object that is broken.
    package func read(_ ids: [String]) throws(DVCModelError) -> [GitObject?] {
        guard !ids.isEmpty, ids.allSatisfy(Self.isID) else {
            return try ids.map { id throws(DVCModelError) in Self.isID(id) ? try read(id) : nil }
        }
        let process = try running()
        let objects = try ask(process, ids)
        // git calls a broken object missing, after it complained.
        if objects.contains(nil), let complaint = process.complaint() {
            self.process = nil
            throw .gitFailed(process.words, complaint, hint: "git fsck")
        }
        return objects
    }

    /// The commit that a revision names: a tag, a branch, `HEAD`, a commit's id or its beginning; nil when none
    /// does, or when that commit is not here.
    ///
    /// - Throws: `git-failed`
    package func commit(_ revision: String) throws(DVCModelError) -> GitObject? {
        guard !revision.isEmpty, !revision.utf8.contains(where: ASCII.isControl) else { return nil }
        let process = try running()
        let object = try ask(process, ["\(revision)^{commit}"])[0]
        // What git says of a revision that is none must not be taken for a later object's.
        _ = process.complaint()
        return object
    }

    /// What git says on its standard output when it is asked about this repository.
    ///
    /// - Throws: `git-failed`
    func ask(_ arguments: [String]) throws(DVCModelError) -> [UInt8] {
        try GitProgram.run(arguments, in: layout, environment)
    }

    static func isID(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ASCII.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private func running() throws(DVCModelError) -> PipedProcess {
        if let process { return process }
        let started = try GitProgram.start(["cat-file", "--batch"], in: layout, environment)
        process = started
        return started
    }

    /// - Parameter names: without line ends.
    private func ask(_ process: PipedProcess, _ names: [String]) throws(DVCModelError) -> [GitObject?] {
        var request: [UInt8] = []
        for name in names {
            request += name.utf8
            request.append(ASCII.newline)
        }
        var replies = BatchReplies(expected: names.count)
        let isWhole = process.exchange(request) { replies.take($0) }
        guard isWhole, !replies.isMalformed else {
            self.process = nil
            let why = process.complaint() ?? (isWhole ? "its answer makes no sense" : "it ended too early")
            throw .gitFailed(process.words, why, hint: "git fsck")
        }
        return replies.objects
    }
}

/// What `git cat-file --batch` answers: `<id> <kind> <size>`, a line end, the bytes and another line end; or
/// `<name> missing`.
private struct BatchReplies {
    let expected: Int
    private(set) var objects: [GitObject?] = []
    private(set) var isMalformed = false
    private var buffer: [UInt8] = []

    init(expected: Int) {
        self.expected = expected
        objects.reserveCapacity(expected)
    }

    /// True when all replies are there, or none can be made out any more.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        buffer += bytes
        var rest = buffer[...]
        while objects.count < expected, let lineEnd = rest.firstIndex(of: ASCII.newline) {
            let words = rest[..<lineEnd].split(separator: UInt8(ascii: " "))
            let afterLine = rest[(lineEnd + 1)...]
            if let last = words.last, Self.notHere.contains(where: last.elementsEqual) {
                objects.append(nil)
                rest = afterLine
                continue
            }
            guard let head = Head(words) else {
                isMalformed = true
                return true
            }
            guard afterLine.count > head.byteCount else { break }
            let end = afterLine.startIndex + head.byteCount
            objects.append(GitObject(id: head.id, kind: head.kind, bytes: Array(afterLine[..<end])))
            rest = afterLine[(end + 1)...]
        }
        buffer.removeSubrange(..<rest.startIndex)
        return objects.count == expected
    }

    private static let notHere = ["missing".utf8, "ambiguous".utf8, "submodule".utf8].map { Array($0) }

    private struct Head {
        let id: String
        let kind: GitObject.Kind
        let byteCount: Int

        init?(_ words: [ArraySlice<UInt8>]) {
            let texts = words.map { String(decoding: $0, as: UTF8.self) }
            guard texts.count == 3, GitObjects.isID(texts[0]), let kind = GitObject.Kind(rawValue: texts[1]),
                let count = Int(texts[2]), count >= 0
            else { return nil }
            (id, self.kind, byteCount) = (texts[0], kind, count)
        }
    }
}
