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
    /// What was asked for by itself: the records of one commit are mostly those of the others, and asking git again costs
    /// a switch to its process and back.
    private var kept: [String: GitObject] = [:]
    private var keptByteCount = 0

    package init(_ layout: GitLayout, environment: Environment) {
        self.layout = layout
        self.environment = environment
    }

    /// The object of this id; nil when it is not here.
    ///
    /// - Throws: `git-failed`, also for an object that is broken.
    package func read(_ id: String) throws(DVCModelError) -> GitObject? {
        if let object = kept[id] { return object }
        guard let object = try read([id])[0] else { return nil }
        keep(object)
        return object
    }

    private func keep(_ object: GitObject) {
        guard object.bytes.count <= Self.keptByteLimit / 16 else { return }
        if keptByteCount + object.bytes.count > Self.keptByteLimit {
            kept = [:]
            keptByteCount = 0
        }
        kept[object.id] = object
        keptByteCount += object.bytes.count
    }

    private static let keptByteLimit = 4 << 20

    /// The objects of these ids, one for each; nil for what is not here. Many in one call take a fraction of the
    /// time that they take one by one.
    ///
    /// - Throws: `git-failed`, also for an object that is broken.
    package func read(_ ids: [String]) throws(DVCModelError) -> [GitObject?] {
        guard !ids.isEmpty, ids.allSatisfy(Self.isID) else {
            return try ids.map { id throws(DVCModelError) in Self.isID(id) ? try read(id) : nil }
        }
        let process = try ids.count < Self.many ? running() : start(["--buffer"])
        let objects = try ask(process, ids, isLast: ids.count >= Self.many)
        // git calls a broken object missing, after it complained.
        if objects.contains(nil), let complaint = process.complaint() {
            self.process = nil
            throw .objectsUnreadable(process, complaint)
        }
        return objects
    }

    /// From here on a git of its own is faster, one that writes its answers together and then ends.
    private static let many = 256

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
        let started = try start([])
        process = started
        return started
    }

    private func start(_ options: [String]) throws(DVCModelError) -> PipedProcess {
        try GitProgram.start(["cat-file", "--batch"] + options, in: layout, environment)
    }

    /// - Parameter names: without line ends.
    private func ask(
        _ process: PipedProcess,
        _ names: [String],
        isLast: Bool = false,
    ) throws(DVCModelError) -> [GitObject?] {
        var request: [UInt8] = []
        for name in names {
            request += name.utf8
            request.append(ASCII.newline)
        }
        var replies = BatchReplies(names)
        let isWhole = process.exchange(request, isLast: isLast) { replies.take($0) }
        guard isWhole, !replies.isMalformed else {
            self.process = nil
            let why = isWhole ? "its answer makes no sense" : "it ended too early"
            throw .objectsUnreadable(process, process.complaint() ?? why)
        }
        return replies.objects
    }
}

/// What `git cat-file --batch` answers: `<id> <kind> <size>`, a line end, the bytes and another line end; or
/// `<name> missing`.
private struct BatchReplies {
    private let names: [String]
    private(set) var objects: [GitObject?] = []
    private(set) var isMalformed = false
    private var buffer: [UInt8] = []

    init(_ names: [String]) {
        self.names = names
        objects.reserveCapacity(names.count)
    }

    /// True when all replies are there, or none can be made out any more.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        buffer += bytes
        var start = 0
        while objects.count < names.count, let next = reply(at: start) { start = next }
        buffer.removeSubrange(..<start)
        return isMalformed || objects.count == names.count
    }

    /// Takes one reply; gives where the next begins, or nil when it is not whole yet.
    private mutating func reply(at start: Int) -> Int? {
        guard let lineEnd = buffer[start...].firstIndex(of: ASCII.newline) else { return nil }
        let words = buffer[start..<lineEnd].split(separator: UInt8(ascii: " "))
        if let last = words.last, Self.notHere.contains(where: last.elementsEqual) {
            objects.append(nil)
            return lineEnd + 1
        }
        guard let head = Head(words, name: names[objects.count]) else {
            isMalformed = true
            return nil
        }
        guard buffer.count - lineEnd - 1 > head.byteCount else { return nil }
        let end = lineEnd + 1 + head.byteCount
        let bytes = Array(buffer[(lineEnd + 1)..<end])
        objects.append(GitObject(id: head.id, kind: head.kind, bytes: bytes))
        return end + 1
    }

    private static let notHere = ["missing", "ambiguous", "submodule"].map { Array($0.utf8) }

    private struct Head {
        let id: String
        let kind: GitObject.Kind
        let byteCount: Int

        init?(_ words: [ArraySlice<UInt8>], name: String) {
            guard words.count == 3,
                let kind = GitObject.Kind(rawValue: String(decoding: words[1], as: UTF8.self)),
                let count = Int(String(decoding: words[2], as: UTF8.self)), count >= 0
            else { return nil }
            // Mostly it was asked for by its id.
            id = words[0].elementsEqual(name.utf8) ? name : String(decoding: words[0], as: UTF8.self)
            guard GitObjects.isID(id) else { return nil }
            (self.kind, byteCount) = (kind, count)
        }
    }
}

extension DVCModelError {
    fileprivate static func objectsUnreadable(_ git: PipedProcess, _ why: String) -> Self {
        // So ends an older git that may not fetch what a partial clone lacks.
        let isMissing = why.contains("promisor")
        return .gitFailed(git.words, why, hint: isMissing ? "git fetch --refetch --no-filter" : "git fsck")
    }
}
