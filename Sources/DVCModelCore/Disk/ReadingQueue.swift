internal import Synchronization

/// The files that are to be read, in the order in which the cores take them: the large ones first, lest one of them is
/// left when all else is done.
final class ReadingQueue: Sendable {
    private let files: [FoundFile]
    /// Of `files`, the first so many are read one by one.
    private let aloneCount: Int
    private let takenCount = Mutex(0)

    /// - Parameters:
    ///   - workerCount: how many take from the queue, at least one.
    ///   - isPlain: whether a file needs its MD5 only, so that it may go into a lane.
    init(_ files: [FoundFile], workerCount: Int, isPlain: (FoundFile) -> Bool) {
        var bySize = [[FoundFile]](repeating: [], count: Int64.bitWidth + 1)
        for file in files { bySize[Int64.bitWidth - file.byteCount.leadingZeroBitCount].append(file) }
        var alone: [FoundFile] = []
        var together: [FoundFile] = []
        var byteCount = files.lazy.filter(isPlain).map(\.byteCount).saturatingSum
        // Within a power of two they stay as they came: neighbours in a folder.
        for file in bySize.reversed().joined() {
            let isLarge = file.byteCount > byteCount / Int64(2 * workerCount)
            if isLarge, isPlain(file) { byteCount -= file.byteCount }
            if isLarge || !isPlain(file) { alone.append(file) } else { together.append(file) }
        }
        self.files = alone + together
        aloneCount = alone.count
    }

    /// The next of the files that are best hashed one by one. A lane is half as fast as a sum for itself, so a file that is
    /// more than half of what each core has to do would still be in its lane when the others have long been empty.
    func nextAlone() -> FoundFile? { next(below: aloneCount) }

    func next() -> FoundFile? { next(below: files.count) }

    private func next(below end: Int) -> FoundFile? {
        takenCount.withLock { index in
            guard index < end else { return nil }
            defer { index += 1 }
            return files[index]
        }
    }
}
