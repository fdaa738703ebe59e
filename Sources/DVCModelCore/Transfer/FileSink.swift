/// Into a part file beside the destination, and from there to the final name.
///
/// libcurl brings at most 16 KiB at a time, so bytes are gathered before they are written; an object that is no longer
/// than that never touches the disk before it is whole.
final class FileSink: ObjectSink {
    let blockByteCount = 256 << 10
    let takesRanges = true

    private let place: PartPlace
    private let expected: ExpectedMD5?
    private let hasher: PrefixHasher
    private let smallFiles: SmallFileQueue
    private(set) var present = ByteRanges()
    private var part: PartFile?
    private var journal: RangeJournal?
    /// The object's first bytes, as long as they are all of it that came: they may well be the whole.
    private var held: [UInt8] = []

    /// - Parameter wake: called on any thread when ``hashedByteCount`` has grown.
    /// - Throws: `destination-exists`, `file-unwritable`
    init(
        _ job: TransferJob,
        at place: PartPlace,
        _ smallFiles: SmallFileQueue,
        wake: @escaping @Sendable () -> Void,
    ) throws(DVCModelError) {
        self.place = place
        expected = job.object.expectedMD5
        self.smallFiles = smallFiles
        hasher = PrefixHasher(rule: expected?.rule, report: wake)
        try findPart(expecting: job.object.byteCount)
    }

    // MARK: What an earlier run left

    private func findPart(expecting byteCount: Int64?) throws(DVCModelError) {
        guard let part = try place.findPart() else { return }
        self.part = part
        journal = try place.findJournal()
        let there = ByteRanges(prefix: try part.byteCount)
        present = journal.map { Self.trusted($0.account, there, expected, byteCount) } ?? there
        guard place.isResumable, !present.isEmpty else { return try startOver() }
        hasher.advance(to: present.prefix, of: part)
    }

    /// What a journal says is there, as far as the part file is so long: nothing where it is not of this object, or not
    /// to be read.
    private static func trusted(
        _ account: RangeJournal.Account?,
        _ there: ByteRanges,
        _ expected: ExpectedMD5?,
        _ byteCount: Int64?,
    ) -> ByteRanges {
        guard let account, account.md5 == expected?.digest,
            account.byteCount == byteCount ?? account.byteCount
        else {
            return ByteRanges()
        }
        var ranges = account.ranges
        ranges.remove(there.prefix..<max(there.prefix, account.byteCount))
        return ranges
    }

    // MARK: Bytes

    var allocatedByteCount: Int64 { part?.allocatedByteCount ?? 0 }
    var hashedByteCount: Int64 { hasher.hashedByteCount }

    func beginRanges(of byteCount: Int64) throws(DVCModelError) {
        let part = try openPart()
        try writeHeld()
        try part.preallocate(byteCount)
        guard journal == nil, let expected else { return }
        let journal = try place.beginJournal(byteCount: byteCount, md5: expected.digest)
        for range in present.ranges { try journal.record(range) }
        self.journal = journal
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(DVCModelError) {
        if part == nil, present.isEmpty, offset == 0, bytes.count < blockByteCount {
            held = bytes
        } else {
            try writeHeld()
            try openPart().write(bytes, at: offset)
        }
        present.insert(offset..<offset + Int64(bytes.count))
        if let part { hasher.advance(to: present.prefix, of: part) }
    }

    private func writeHeld() throws(DVCModelError) {
        guard !held.isEmpty else { return }
        try openPart().write(held, at: 0)
        held = []
    }

    func record(_ range: Range<Int64>) throws(DVCModelError) {
        try journal?.record(range)
    }

    let isRevocable = true

    func startOver() throws(DVCModelError) {
        held = []
        present = ByteRanges()
        hasher.startOver()
        // First, so that it never speaks of bytes that are gone.
        try journal?.remove()
        journal = nil
        try part?.truncate()
    }

    func suspend() -> Bool {
        guard place.isResumable, !present.isEmpty else {
            // What stays is a hidden file without use; the outcome of the download is told all the same.
            try? journal?.remove()
            part?.discard()
            return false
        }
        // Bytes that cannot be written are fetched again; the reason to stop is told already.
        try? writeHeld()
        part?.unlock()
        return part != nil
    }

    // MARK: The end

    func finish(
        expecting expected: ExpectedMD5?,
        _ done: @escaping FinishedObject.Taker,
    ) {
        guard part != nil else {
            return smallFiles.put(
                .init(bytes: held, expected: expected, rule: self.expected?.rule, place: place, done: done)
            )
        }
        do throws(DVCModelError) {
            var placement = try placement(expected)
            placement.journal = journal
            hasher.finish(placement, byteCount: present.prefix, done)
        } catch {
            done(.failure(error))
        }
    }

    func fill(
        from source: LocalSource,
        expecting expected: ExpectedMD5?,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping FinishedObject.Taker,
    ) {
        do throws(DVCModelError) {
            try startOver()
            hasher.finish(try placement(expected), copying: source, progress, done)
        } catch {
            done(.failure(error))
        }
    }

    private func placement(_ expected: ExpectedMD5?) throws(DVCModelError) -> Placement {
        Placement(place: place, part: try openPart(), expected: expected)
    }

    private func openPart() throws(DVCModelError) -> PartFile {
        if let part { return part }
        let made = try place.makePart()
        part = made
        return made
    }
}
