internal import Dispatch
internal import Synchronization

/// Puts small files, whose bytes are all in memory, in their places on one other thread: as many at a time as came while
/// it was busy with those before, so that they share what would cost each a good deal.
final class SmallFileQueue: Sendable {
    struct File: Sendable {
        let bytes: [UInt8]
        let expected: ExpectedMD5?
        /// The rule by which the bytes are hashed.
        let rule: ExpectedMD5.Rule?
        let place: PartPlace
        let done: @Sendable (Result<FinishedObject, DVCModelError>) -> Void
    }

    private let queue = DispatchQueue(label: "dvc-model.small-files", target: .global())
    private let waiting = Mutex<[File]>([])

    func put(_ file: File) {
        let isFirst = waiting.withLock { files in
            files.append(file)
            return files.count == 1
        }
        if isFirst { queue.async { self.work() } }
    }

    private func work() {
        let files = waiting.withLock { files in
            defer { files = [] }
            return files
        }
        let written = files.compactMap(write)
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

    private struct Written {
        let place: PartPlace
        let part: PartFile
        let digests: ContentDigests
        let done: @Sendable (Result<FinishedObject, DVCModelError>) -> Void
    }

    /// - Returns: nil where the file is not to be placed; that and why has been told.
    private func write(_ file: File) -> Written? {
        do throws(DVCModelError) {
            var hasher = try ContentHasher(file.rule)
            file.bytes.withUnsafeBytes { hasher.update($0) }
            let digests = hasher.finish()
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
