internal import Dispatch
internal import Synchronization

/// Puts small files, whose bytes are all in memory, in their places on one other thread: many at a time, so that they
/// share what would cost each a good deal, and are hashed side by side.
final class SmallFileQueue: Sendable {
    struct File: Sendable {
        let bytes: [UInt8]
        let expected: ExpectedMD5?
        /// The rule by which the bytes are hashed.
        let rule: ExpectedMD5.Rule?
        let place: PartPlace
        let done: FinishedObject.Taker
    }

    private struct State {
        var files: [File] = []
        /// When the first of them came.
        var since = ContinuousClock.now
    }

    /// So many fill the lanes twice.
    private static let batchCount = 2 * MD5Lanes.count
    private static let patience = Duration.milliseconds(100)

    private let queue = DispatchQueue(label: "dvc-model.small-files", target: .global())
    private let state = Mutex(State())

    func put(_ file: File) {
        state.withLock { state in
            if state.files.isEmpty { state.since = .now }
            state.files.append(file)
        }
    }

    /// Has the files worked at, if they are many or have waited for long.
    ///
    /// - Parameter all: also if they are few.
    func flush(all: Bool) {
        let files = state.withLock { state -> [File] in
            let isDue = all || state.files.count >= Self.batchCount || .now - state.since > Self.patience
            guard isDue else { return [] }
            defer { state.files = [] }
            return state.files
        }
        if !files.isEmpty { queue.async { self.work(at: files) } }
    }

    private func work(at files: [File]) {
        let written = zip(files, digests(of: files)).compactMap(write)
        let synced = Result { () throws(DVCModelError) in try PartFile.sync(written.map(\.part)) }
        for file in written {
            do throws(DVCModelError) {
                try synced.get()
                try file.place.place(file.part, nil)
                file.done(.success(FinishedObject(digests: file.digests, isPlaced: true)))
            } catch {
                if !file.place.isResumable { file.part.discard() }
                file.done(.failure(error))
            }
        }
    }

    // MARK: Hashing

    private typealias Hashed = Result<ContentDigests, DVCModelError>

    private func digests(of files: [File]) -> [Hashed] {
        // Where few lanes are filled, one sum after the other is faster.
        guard files.count >= MD5Lanes.count / 2, files.allSatisfy({ $0.rule != .md5Dos2unix }) else {
            return files.map { file in Result { () throws(DVCModelError) in try Self.digests(of: file) } }
        }
        let messages = files.map { HeldMessage($0.bytes) }
        var waiting = messages[...]
        var scheduler = MD5LaneScheduler<HeldMessage>()
        scheduler.run { waiting.popFirst() }
        return messages.map { message in
            message.digest.map { .success(ContentDigests(md5: $0)) }
                ?? .failure(DVCModelError(.internal, "bytes in memory were not hashed"))
        }
    }

    private static func digests(of file: File) throws(DVCModelError) -> ContentDigests {
        var hasher = try ContentHasher(file.rule)
        file.bytes.withUnsafeBytes { hasher.update($0) }
        return hasher.finish()
    }

    // MARK: Writing

    private struct Written {
        let place: PartPlace
        let part: PartFile
        let digests: ContentDigests
        let done: FinishedObject.Taker
    }

    /// - Returns: nil where the file is not to be placed; that and why has been told.
    private func write(_ file: File, _ hashed: Hashed) -> Written? {
        do throws(DVCModelError) {
            let digests = try hashed.get()
            guard file.expected.map(digests.satisfy) ?? true else {
                file.done(.success(FinishedObject(digests: digests, isPlaced: false)))
                return nil
            }
            let part = try file.place.makePart()
            try part.write(file.bytes, at: 0)
            return Written(place: file.place, part: part, digests: digests, done: file.done)
        } catch {
            file.done(.failure(error))
            return nil
        }
    }
}

/// Bytes in memory, on their way through a lane.
private final class HeldMessage: LaneMessage {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var digest: MD5Digest?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let count = min(buffer.count, bytes.count - position)
        bytes[position..<position + count].withUnsafeBytes { buffer.copyMemory(from: $0) }
        position += count
        return count
    }

    func end(with digest: MD5Digest) { self.digest = digest }
}
