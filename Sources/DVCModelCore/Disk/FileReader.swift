/// One core's share of a survey: reads files of the queue, those for the lanes eight at a time. Of one thread only.
final class FileReader {
    /// Of a file that is read by itself.
    private static let pieceByteCount = 256 << 10
    /// What has been read is told when it is so much, so that it costs nothing.
    private static let toldByteCount: Int64 = 1 << 20
    private static let toldFileCount = 100

    let survey: Survey
    private let queue: ReadingQueue
    private var walk: FolderWalk
    private var states: [(index: Int, state: FileState)] = []
    private var untold: (fileCount: Int, byteCount: Int64) = (0, 0)

    init(_ survey: Survey, _ queue: ReadingQueue) {
        self.survey = survey
        self.queue = queue
        walk = FolderWalk(survey.folder)
    }

    /// Works until the queue is empty.
    ///
    /// - Returns: what became of the files that this reader took; those that it was kept from reading to the end are
    ///   not among them.
    /// - Throws: `internal` where there is no MD5
    func work() throws(DVCModelError) -> [(index: Int, state: FileState)] {
        defer { tell() }
        try readAlone()
        readTogether()
        return states
    }

    private func readAlone() throws(DVCModelError) {
        guard var file = open(queue.nextAlone) else { return }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceByteCount, alignment: 64)
        defer { piece.deallocate() }
        while true {
            let object = survey.objects[file.found.index]
            var hasher = try ContentHasher(object.expectedMD5?.rule, hasSHA256: survey.hasSHA256)
            while let count = file.read(into: piece) {
                hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
                if count == piece.count { continue }
                note(.file(byteCount: file.byteCount, digests: hasher.finish()), of: file.found)
                break
            }
            guard let next = open(queue.nextAlone) else { return }
            file = next
        }
    }

    private func readTogether() {
        guard let first = open(queue.next) else { return }
        var waiting: OpenFile? = first
        var scheduler = MD5LaneScheduler<OpenFile>()
        scheduler.run { [self] in waiting.take() ?? open(queue.next) }
    }

    /// The next file that can be opened and is worth reading; of those before it the state is noted.
    private func open(_ next: () -> FoundFile?) -> OpenFile? {
        while !survey.cancellation.isCancelled, let found = next() {
            do throws(DVCModelError) {
                let folder = try walk.folder(of: survey.places[found.index])
                switch OpenFile.open(found, in: folder, for: self) {
                case .failed(let state): note(state, of: found)
                case .opened(let file):
                    guard !survey.objects[found.index].isWorthReading(file.byteCount) else { return file }
                    note(.file(byteCount: file.byteCount, digests: nil), of: found)
                }
            } catch {
                note(.unreachable(error), of: found)
            }
        }
        return nil
    }

    // MARK: What became of it

    func note(_ state: FileState, of found: FoundFile) {
        states.append((found.index, state))
        untold.fileCount += 1
        if untold.fileCount >= Self.toldFileCount { tell() }
    }

    func advance(by byteCount: Int) {
        untold.byteCount += Int64(byteCount)
        if untold.byteCount >= Self.toldByteCount { tell() }
    }

    private func tell() {
        survey.emit(.advanced(fileCount: untold.fileCount, byteCount: untold.byteCount))
        untold = (0, 0)
    }
}
