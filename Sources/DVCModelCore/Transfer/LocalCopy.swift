/// One object whose bytes are on this machine, on its way to its place: from DVC's cache, from a local DVC remote, or
/// from Git. Lives on the loop thread; the bytes are copied and hashed on another.
final class LocalCopy {
    enum Step {
        case end(ObjectOutcome)
        /// DVC's cache turned out not to have it: to be had elsewhere.
        case startElsewhere(TransferJob)
    }

    let index: Int
    let job: TransferJob
    let sink: any ObjectSink
    private let source: LocalSource
    private let origin: ObjectOutcome.Origin
    private let emit: @Sendable (TransferEvent) -> Void

    /// nil for an object that is to be had over the network.
    ///
    /// - Throws: `object-missing` where a local DVC remote does not have it, `file-unreadable`
    init?(
        index: Int,
        job: TransferJob,
        sink: any ObjectSink,
        emit: @escaping @Sendable (TransferEvent) -> Void,
    ) throws(DVCModelError) {
        guard let (source, origin) = try Self.source(of: job) else { return nil }
        self.index = index
        self.job = job
        self.sink = sink
        self.source = source
        self.origin = origin
        self.emit = emit
    }

    private static func source(of job: TransferJob) throws(DVCModelError) -> (
        LocalSource, ObjectOutcome.Origin
    )? {
        if let path = job.cachedAt, let cached = try LocalSource(path: path) { return (cached, .cache) }
        switch job.object.location {
        case .url: return nil
        case .held(let bytes): return (LocalSource(bytes, of: job.object.path), .git)
        case .file(let path):
            guard let source = try LocalSource(path: path) else { throw .notInFolder(job.object, path) }
            return (source, .remoteFolder)
        case .unknown(let error): throw error
        case .unasked: throw DVCModelError(.internal, "nobody asked where '\(job.object.path)' is")
        }
    }

    /// - Parameter done: told on any thread when all bytes are there, hashed and, if they are right, in their place.
    func begin(_ done: @escaping FinishedObject.Taker) {
        emit(.sized(object: index, byteCount: source.byteCount, alreadyThere: 0))
        let report: @Sendable (Int64) -> Void = { [emit, index] byteCount in
            emit(.received(object: index, byteCount: byteCount))
        }
        sink.fill(from: source, expecting: job.object.expectedMD5, report, done)
    }

    /// The bytes' hashes are known.
    func conclude(_ result: Result<FinishedObject, DVCModelError>) -> Step {
        do throws(DVCModelError) {
            let finished = try result.get()
            guard finished.isPlaced else {
                let expected = job.object.expectedMD5?.digest.description ?? "none"
                return try passOver("has the MD5 \(finished.digests.md5), expected \(expected)")
            }
            return .end(
                .downloaded(
                    .init(
                        md5: finished.digests.md5,
                        byteCount: source.byteCount,
                        receivedByteCount: 0,
                        resumedByteCount: 0,
                        checkedAgainst: job.object.expectedMD5,
                        origin: origin,
                    )
                )
            )
        } catch {
            return .end(.failed(error))
        }
    }

    /// The source does not have what it should: nothing was placed.
    private func passOver(_ fault: String) throws(DVCModelError) -> Step {
        guard origin == .cache, sink.isRevocable, let path = job.cachedAt else {
            throw .damaged(job.object, fault)
        }
        emit(.restarted(object: index, discarding: source.byteCount))
        emit(.cachePassedOver(object: index, path: path, reason: fault))
        var elsewhere = job
        elsewhere.cachedAt = nil
        try sink.startOver()
        return .startElsewhere(elsewhere)
    }
}

extension DVCModelError {
    fileprivate static func notInFolder(_ object: RemoteObject, _ path: String) -> Self {
        .init(
            .objectMissing,
            "'\(object.path)' is not in the DVC remote",
            at: .file(path),
            hint: "run dvc push in a checkout that has the file"
        )
    }

    fileprivate static func damaged(_ object: RemoteObject, _ fault: String) -> Self {
        .init(
            .md5Mismatch,
            "the object of '\(object.path)' \(fault)",
            at: object.errorLocation,
            hint: "it is damaged: remove it, then push it again from a checkout that has the right file"
        )
    }
}
