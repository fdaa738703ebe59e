/// Where one object's file is to be, and where it is while it is unfinished.
struct PartPlace: Sendable {
    let folder: FolderHandle
    let fileName: String
    let partName: String
    /// For messages.
    let shownPath: String
    let mode: FileMode
    let isReplacing: Bool
    /// Without a recorded hash nothing would tell whether old and new bytes belong together.
    let isResumable: Bool
    private let cancellation: Cancellation

    /// - Throws: `destination-unsafe`, `file-unwritable`
    init(
        _ job: TransferJob,
        in destination: inout FolderWalk,
        _ cancellation: Cancellation,
    ) throws(DVCModelError) {
        shownPath = destination.root.shown(job.destination)
        guard let folder = try destination.folder(of: job.destination),
            let fileName = job.destination.components.last
        else {
            throw DVCModelError(.fileUnwritable, "the folder of '\(shownPath)' was removed meanwhile")
        }
        self.folder = folder
        self.fileName = fileName
        partName = try PartFile.name(for: job.destination, expecting: job.object.expectedMD5)
        mode = job.mode
        isReplacing = job.isReplacing
        isResumable = job.object.expectedMD5 != nil
        self.cancellation = cancellation
    }

    func findPart() throws(DVCModelError) -> PartFile? {
        // A question less for each of many files.
        if folder.isNew { return nil }
        return try PartFile.find(partName, in: folder, shownPath: shownPath)
    }

    func makePart() throws(DVCModelError) -> PartFile {
        try PartFile.make(partName, in: folder, shownPath: shownPath)
    }

    func findJournal() throws(DVCModelError) -> RangeJournal? {
        try RangeJournal.find(journalName, in: folder, shownPath: shownPath)
    }

    func beginJournal(byteCount: Int64, md5: MD5Digest) throws(DVCModelError) -> RangeJournal {
        try RangeJournal.begin(journalName, in: folder, byteCount: byteCount, md5: md5, shownPath: shownPath)
    }

    private var journalName: String { PartFile.journalName(ofPart: partName) }

    /// Gives the finished file its final name.
    ///
    /// - Throws: `destination-exists`, `file-unwritable`, `interrupted`
    func place(_ part: PartFile, _ journal: RangeJournal?) throws(DVCModelError) {
        guard !cancellation.isCancelled else {
            throw DVCModelError(.interrupted, "stopped before '\(shownPath)' had its name")
        }
        // First, so that none is ever left without its part file.
        try journal?.remove()
        try part.place(as: fileName, mode, replacing: isReplacing)
    }
}

/// What became of an object all of whose bytes came.
struct FinishedObject: Sendable {
    /// Who is told; on any thread, where nothing else is said.
    typealias Taker = @Sendable (Result<FinishedObject, DVCModelError>) -> Void

    let digests: ContentDigests
    /// False where the bytes are not the expected ones: nothing has its final name then.
    let isPlaced: Bool
}

/// An unfinished file, and what it takes to finish it.
struct Placement: Sendable {
    let place: PartPlace
    let part: PartFile
    var journal: RangeJournal?
    /// nil: any bytes are right.
    let expected: ExpectedMD5?

    func isRight(_ digests: ContentDigests) -> Bool { expected.map(digests.satisfy) ?? true }

    /// Brings it to disk and gives it its final name.
    ///
    /// - Throws: `destination-exists`, `file-unwritable`, `disk-full`
    func finish() throws(DVCModelError) {
        try part.sync()
        try place.place(part, journal)
    }
}
