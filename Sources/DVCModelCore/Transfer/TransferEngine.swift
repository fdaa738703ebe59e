internal import Synchronization

/// Runs transfers on one thread over kept connections. Knows where bytes go, not where URLs come from.
package final class TransferEngine {
    package struct Options: Sendable {
        /// Downloads at the same time.
        package var jobs: Int
        package var retry: RetryPolicy
        /// Of all downloads together, in bytes a second; nil: no limit.
        package var bytesPerSecond: Int64?
        /// nil where nobody can give fresh addresses.
        package var renewal: Renewal?

        package init(
            jobs: Int = 16,
            retry: RetryPolicy = RetryPolicy(),
            bytesPerSecond: Int64? = nil,
            renewal: Renewal? = nil,
        ) {
            self.jobs = jobs
            self.retry = retry
            self.bytesPerSecond = bytesPerSecond
            self.renewal = renewal
        }
    }

    /// Where the bytes go.
    package enum Target {
        case folder(DestinationFolder)
        /// To a function that writes them on at once, in order; for a single object.
        case stream(@Sendable (UnsafeRawBufferPointer) throws(DVCModelError) -> Void)
    }

    private let settings: HTTPSettings
    private let options: Options
    private let target: Target
    private let cancellation: Cancellation
    private let log: Log
    private let emit: @Sendable (TransferEvent) -> Void

    private let multi: CurlMulti
    private var idleHandles: [HTTPAccess.Trust: [CurlHandle]] = [:]
    private var running: [ObjectIdentifier: ObjectDownload] = [:]
    private var hashing: [Int: ObjectDownload] = [:]
    private var copying: [Int: LocalCopy] = [:]
    private var pausing: [(download: ObjectDownload, until: ContinuousClock.Instant)] = []
    private var waiting: ArraySlice<(index: Int, job: TransferJob)> = []
    private var outcomes: [ObjectOutcome?] = []
    private let hashed = Mailbox()
    private let clock = ContinuousClock()

    package init(
        _ settings: HTTPSettings,
        _ options: Options,
        target: Target,
        cancellation: Cancellation,
        log: Log,
        emit: @escaping @Sendable (TransferEvent) -> Void,
    ) {
        self.settings = settings
        self.options = options
        self.target = target
        self.cancellation = cancellation
        self.log = log
        self.emit = emit
        multi = CurlMulti(connections: options.jobs)
        cancellation.whenCancelled { [bell = multi.bell] in bell.ring() }
    }

    /// Fetches all objects; one outcome for each, in the same order. A failure of one does not stop the others.
    package func run(_ jobs: [TransferJob]) -> [ObjectOutcome] {
        outcomes = Array(repeating: nil, count: jobs.count)
        let sizes = jobs.compactMap(\.object.byteCount)
        emit(.began(fileCount: jobs.count, byteCount: sizes.count == jobs.count ? sizes.saturatingSum : nil))
        waiting = Array(jobs.enumerated().map { (index: $0.offset, job: $0.element) })[...]
        while !cancellation.isCancelled {
            // Right before the wait, so that no place is left free over it.
            startWhatMayStart()
            if isIdle { break }
            multi.wait(atMost: timeUntilNextPauseEnds)
            multi.perform { handle, failure in requestEnded(handle, failure) }
            for (index, result) in hashed.takeAll() { conclude(index, result) }
        }
        stop()
        return outcomes.map { $0 ?? .cancelled }
    }

    private var isIdle: Bool { activeCount == 0 && waiting.isEmpty }

    /// Pausing downloads count too: a server that asks for patience gets no new requests instead.
    private var activeCount: Int { running.count + hashing.count + copying.count + pausing.count }

    // MARK: Starting

    private func startWhatMayStart() {
        let now = clock.now
        for pause in pausing where pause.until <= now { ask(pause.download) }
        pausing.removeAll { $0.until <= now }
        while activeCount < options.jobs, let (index, job) = waiting.popFirst() { start(index, job) }
    }

    private var timeUntilNextPauseEnds: Duration {
        let now = clock.now
        let next = pausing.map { now.duration(to: $0.until) }.min() ?? .seconds(1)
        // Rounded up, or a wait of less than a millisecond would turn into a busy loop.
        return max(.zero, min(next, .seconds(1))) + .milliseconds(1)
    }

    private func start(_ index: Int, _ job: TransferJob) {
        do throws(DVCModelError) {
            try start(index, job, try sink(for: job))
        } catch {
            end(index, job, .failed(error))
        }
    }

    private func start(_ index: Int, _ job: TransferJob, _ sink: any ObjectSink) throws(DVCModelError) {
        if let copy = try LocalCopy(index: index, job: job, sink: sink, emit: emit) {
            copying[index] = copy
            copy.begin(resultTaker(index))
            return
        }
        let download = try ObjectDownload(
            index: index,
            job: job,
            sink: sink,
            policy: options.retry,
            emit: emit,
            checkRoom: { [unowned self] () throws(DVCModelError) in try checkRoom() }
        )
        if download.outstandingByteCount == 0, download.sink.keptByteCount > 0 {
            hash(download)
        } else {
            ask(download)
        }
    }

    private func sink(for job: TransferJob) throws(DVCModelError) -> any ObjectSink {
        switch target {
        case .folder(let folder): try FileSink(job, in: folder)
        case .stream(let output): StreamSink(rule: job.object.expectedMD5?.rule, output: output)
        }
    }

    private func ask(_ download: ObjectDownload) {
        let handle =
            idleHandles[download.trust]?.popLast() ?? CurlHandle(settings, trust: download.trust)
        download.prepare(handle, stallTimeout: settings.stallTimeout)
        running[ObjectIdentifier(handle)] = download
        multi.add(handle)
    }

    /// All that is under way must fit on the disk.
    private func checkRoom() throws(DVCModelError) {
        guard case .folder(let folder) = target, let free = folder.freeByteCount else { return }
        let needed = running.values.compactMap(\.outstandingByteCount).saturatingSum
        if needed > free { throw .noRoom(needed: needed, free: free, folder.path) }
    }

    // MARK: Ending

    private func requestEnded(_ handle: CurlHandle, _ failure: HTTPFailure?) {
        guard let download = running.removeValue(forKey: ObjectIdentifier(handle)) else { return }
        log.exchange(
            "GET \(download.shownURL) -> \(failure?.message ?? "\(handle.status)"),"
                + " \(download.sink.keptByteCount) bytes, \(handle.elapsedMicroseconds / 1_000) ms"
        )
        let step = download.requestEnded(failure, retryAfter: handle.retryAfter, random: .random(in: 0..<1))
        idleHandles[download.trust, default: []].append(handle)
        take(step, download)
    }

    private func conclude(_ index: Int, _ result: Result<ContentDigests, DVCModelError>) {
        if let copy = copying.removeValue(forKey: index) {
            take(copy.conclude(result), copy)
        } else if let download = hashing.removeValue(forKey: index) {
            take(download.conclude(result), download)
        }
    }

    private func take(_ step: LocalCopy.Step, _ copy: LocalCopy) {
        switch step {
        case .end(let outcome):
            if case .failed = outcome { _ = copy.sink.suspend() }
            end(copy.index, copy.job, outcome)
        case .startElsewhere(let job):
            do throws(DVCModelError) {
                try start(copy.index, job, copy.sink)
            } catch {
                _ = copy.sink.suspend()
                end(copy.index, job, .failed(error))
            }
        }
    }

    private func take(_ step: ObjectDownload.Step, _ download: ObjectDownload) {
        switch step {
        case .hash: hash(download)
        case .ask(let delay): pausing.append((download, clock.now + delay))
        case .end(let outcome): end(download, outcome)
        }
    }

    private func hash(_ download: ObjectDownload) {
        hashing[download.index] = download
        download.sink.finish(resultTaker(download.index))
    }

    private func resultTaker(_ index: Int) -> @Sendable (Result<ContentDigests, DVCModelError>) -> Void {
        { [hashed, bell = multi.bell] result in
            hashed.put((index, result))
            bell.ring()
        }
    }

    private func end(_ download: ObjectDownload, _ outcome: ObjectOutcome) {
        var outcome = outcome
        if case .failed(let error) = outcome {
            let isKept = download.sink.suspend()
            outcome = .failed(isKept ? error.asIncomplete : error)
        }
        end(download.index, download.job, outcome)
    }

    private func end(_ index: Int, _ job: TransferJob, _ outcome: ObjectOutcome) {
        outcomes[index] = outcome
        emit(.finished(object: index, path: job.object.path, outcome: outcome))
    }

    private func stop() {
        for handle in running.keys.compactMap({ running[$0]?.takeHandle() }) { multi.remove(handle) }
        let downloads = Array(running.values) + pausing.map(\.download) + hashing.values
        for sink in downloads.map(\.sink) + copying.values.map(\.sink) { _ = sink.suspend() }
        running = [:]
        pausing = []
        waiting = []
        hashing = [:]
        copying = [:]
    }
}

/// Results that come from the hashing threads.
private final class Mailbox: Sendable {
    typealias Letter = (index: Int, result: Result<ContentDigests, DVCModelError>)

    private let letters = Mutex<[Letter]>([])

    func put(_ letter: Letter) { letters.withLock { $0.append(letter) } }

    func takeAll() -> [Letter] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}

extension DVCModelError {
    fileprivate static func noRoom(needed: Int64, free: Int64, _ folder: String) -> Self {
        .init(
            .diskFull,
            "\(needed) more bytes are to come, and \(free) are free",
            at: .file(folder),
            hint: "free some space and run the same command again"
        )
    }

    /// The same, as the user sees it where a part file was kept: the same command goes on from there.
    fileprivate var asIncomplete: Self {
        guard code == .storageUnreachable || code == .storageUnavailable else { return self }
        var error = self
        error.code = .transferIncomplete
        error.hint = "run the same command again: it goes on where it stopped"
        return error
    }
}
