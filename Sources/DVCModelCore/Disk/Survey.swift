internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One run of ``FileSurvey``: what is looked at, and how.
struct Survey: Sendable {
    let places: [SafePath]
    let objects: [RemoteObject]
    let folder: DestinationFolder
    let hasSHA256: Bool
    /// Without links on the way; nil: links are followed wherever they lead.
    let linkFolders: [String]?
    let cancellation: Cancellation
    let emit: @Sendable (FileSurvey.Event) -> Void

    /// More cores would only wait for the memory, and each has its buffers.
    private static let workerLimit = 32
    /// Of a core, before it looks for more.
    private static let glanceCount = 512

    /// - Throws: `interrupted`, `internal`
    func states() throws(DVCModelError) -> [FileState] {
        var states = [FileState?](repeating: nil, count: places.count)
        var files: [FoundFile] = []
        for (index, glance) in glances().enumerated() {
            switch glance {
            case .state(let state): states[index] = state
            case .file(let file): files.append(file)
            case nil: break
            }
        }
        for (index, state) in try read(files) { states[index] = state }
        return try states.map { state throws(DVCModelError) in
            guard let state else { throw .stoppedReading }
            return state
        }
    }

    func mayFollow(to path: String) -> Bool {
        guard let linkFolders else { return true }
        return linkFolders.contains { folder in
            path.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
        }
    }

    /// Of each place in order; nil where it was stopped before.
    private func glances() -> [Glance?] {
        let glances = Mutex([Glance?](repeating: nil, count: places.count))
        let pieceCount = (places.count + Self.glanceCount - 1) / Self.glanceCount
        DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
            guard !cancellation.isCancelled else { return }
            let indices = piece * Self.glanceCount..<min((piece + 1) * Self.glanceCount, places.count)
            var walk = FolderWalk(folder)
            let found = indices.map { index -> Glance in
                do throws(DVCModelError) {
                    return Glance(at: index, of: self, in: try walk.folder(of: places[index]))
                } catch {
                    return .state(.unreachable(error))
                }
            }
            glances.withLock { $0.replaceSubrange(indices, with: found) }
        }
        return glances.withLock { $0 }
    }

    private func read(_ files: [FoundFile]) throws(DVCModelError) -> [(index: Int, state: FileState)] {
        guard !files.isEmpty else { return [] }
        emit(.began(fileCount: files.count, byteCount: files.map(\.byteCount).saturatingSum))
        let workerCount = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), Self.workerLimit, files.count)
        let queue = ReadingQueue(files, workerCount: workerCount) { file in
            !hasSHA256 && objects[file.index].expectedMD5?.rule != .md5Dos2unix
        }
        let result = Mutex<Result<[(index: Int, state: FileState)], DVCModelError>>(.success([]))
        DispatchQueue.concurrentPerform(iterations: workerCount) { _ in
            let reader = FileReader(self, queue)
            let share = Result { () throws(DVCModelError) in try reader.work() }
            result.withLock { result in
                result = result.flatMap { states in share.map { states + $0 } }
            }
        }
        return try result.withLock { $0 }.get()
    }
}

extension DVCModelError {
    fileprivate static var stoppedReading: Self {
        .init(.interrupted, "stopped while reading the files that are there")
    }
}
