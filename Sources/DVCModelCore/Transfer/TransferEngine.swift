internal import Dispatch

/// Runs transfers on one thread over kept connections. Knows where bytes go, not where URLs come from.
package final class TransferEngine {
    /// Where the bytes go.
    package enum Target {
        case folder(DestinationFolder)
        /// To a function that writes them on at once, in order; for a single object.
        case stream(@Sendable (UnsafeRawBufferPointer) throws(DVCModelError) -> Void)
        /// They are hashed and let go.
        case nowhere
    }

    private let settings: HTTPSettings
    private let options: Options
    private let target: Target
    private let cancellation: Cancellation
    private let log: Log
    private let emit: @Sendable (TransferEvent) -> Void

    private let multi: CurlMulti
    private var idleHandles: [HTTPAccess.Trust: [CurlHandle]] = [:]
    private var limit: ConnectionLimit
    private var rate: RateLimit?
    private var running: [ObjectIdentifier: ObjectRequest] = [:]
    private var jobs: [TransferJob] = []
    /// Of the jobs that wait to be begun.
    private var waiting = 0..<0
    /// All that were begun and have not ended.
    private var downloads: [Int: ObjectDownload] = [:]
    /// Those of them that have more to ask for, in order.
    private var wanting: [ObjectDownload] = []
    private var pausing: [(download: ObjectDownload, until: ContinuousClock.Instant)] = []
    private var finishing: [Int: ObjectDownload] = [:]
    private var copying: [Int: LocalCopy] = [:]
    private var refused: [(download: ObjectDownload, error: DVCModelError)] = []
    private var renewals: Renewals
    private var outcomes: [ObjectOutcome?] = []
    private var walk: FolderWalk?
    private let letters = Mailbox()
    private let smallFiles = SmallFileQueue()
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
        let connections = options.connectionLimit
        limit = ConnectionLimit(connections)
        rate = options.bytesPerSecond.map { RateLimit(bytesPerSecond: $0, from: .now) }
        renewals = Renewals(options.renewal)
        multi = CurlMulti(connections: connections)
        cancellation.whenCancelled { [bell = multi.bell] in bell.ring() }
    }

    /// Fetches all objects; one outcome for each, in the same order. A failure of one does not stop the others.
    package func run(_ jobs: [TransferJob]) -> [ObjectOutcome] {
        outcomes = Array(repeating: nil, count: jobs.count)
        let sizes = jobs.compactMap(\.object.byteCount)
        emit(.began(fileCount: jobs.count, byteCount: sizes.count == jobs.count ? sizes.saturatingSum : nil))
        self.jobs = jobs
        waiting = jobs.indices
        renewals.look(at: jobs)
        while !cancellation.isCancelled {
            // Right before the wait, so that no place is left free over it.
            startWhatMayStart()
            if isIdle { break }
            if let delay = rate?.delay(at: clock.now), delay > .zero {
                rest(delay)
            } else {
                if letters.isEmpty(bell: isResultWanted) { multi.wait(atMost: timeUntilNextPauseEnds) }
                multi.perform { handle, failure in requestEnded(handle, failure) }
            }
            for letter in letters.takeAll() { read(letter) }
        }
        stop()
        return outcomes.map { $0 ?? .cancelled }
    }

    /// Takes nothing from the network, but not for so long that nothing else is heard.
    private func rest(_ delay: Duration) {
        let milliseconds = min(delay.milliseconds + 1, 50)
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(milliseconds))
    }

    private func tell(_ event: TransferEvent) {
        if case .received(_, let byteCount) = event { rate?.spend(byteCount, at: clock.now) }
        emit(event)
    }

    private var isIdle: Bool { downloads.isEmpty && copying.isEmpty && waiting.isEmpty }

    // MARK: Starting

    private func startWhatMayStart() {
        giveUpAbandoned()
        endPauses()
        renewBeforeExpiry()
        for download in wanting { askFor(download) }
        smallFiles.flush(all: running.isEmpty || waiting.isEmpty)
        while openCount < limit.value, finishing.count < Self.finishingLimit,
            let index = waiting.popFirst()
        {
            start(index, jobs[index])
        }
        wanting.removeAll { !$0.wantsMore }
    }

    /// Objects that are being hashed and placed hold no connection, but memory and a descriptor.
    private static let finishingLimit = 128

    /// Pausing downloads count too: a server that asks for patience gets no new requests instead.
    private var openCount: Int {
        let unasked = wanting.count { $0.wantsMore && $0.requests.isEmpty }
        return running.count + copying.count + pausing.count + refused.count + unasked
    }

    private func endPauses() {
        let now = clock.now
        for pause in pausing where pause.until <= now {
            pause.download.goOn()
            wanting.append(pause.download)
        }
        pausing.removeAll { $0.until <= now }
    }

    private var timeUntilNextPauseEnds: Duration {
        let now = clock.now
        let next = pausing.map { now.duration(to: $0.until) }.min() ?? .seconds(1)
        // Rounded up, or a wait of less than a millisecond would turn into a busy loop.
        return max(.zero, min(next, .seconds(1))) + .milliseconds(1)
    }

    /// Whether there is nothing to do before one that finishes has. Otherwise its result waits for the next reply: a bell
    /// for each of many small objects would be half of what the loop does.
    private var isResultWanted: Bool {
        running.isEmpty || !copying.isEmpty || !refused.isEmpty || finishing.count >= Self.finishingLimit
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
            connections: options.rangeLimit,
            emit: { [unowned self] event in tell(event) },
            checkRoom: { [unowned self] () throws(DVCModelError) in try checkRoom() }
        )
        downloads[index] = download
        if download.isWhole {
            take(download.finish(), download)
        } else {
            wanting.append(download)
            askFor(download)
        }
    }

    private func sink(for job: TransferJob) throws(DVCModelError) -> any ObjectSink {
        switch target {
        case .folder(let folder):
            var walk = walk ?? FolderWalk(folder, making: true)
            defer { self.walk = walk }
            let place = try PartPlace(job, in: &walk, cancellation)
            return try FileSink(job, at: place, smallFiles) { [bell = multi.bell] in bell.ring() }
        case .stream(let output): return StreamSink(rule: job.object.expectedMD5?.rule, output: output)
        case .nowhere: return StreamSink(rule: job.object.expectedMD5?.rule, output: { _ in })
        }
    }

    /// Asks for as much of an object as may be asked for now.
    private func askFor(_ download: ObjectDownload) {
        do throws(DVCModelError) {
            while running.count < limit.value, let span = try nextSpan(of: download) { ask(download, span) }
        } catch {
            end(download, .failed(error))
        }
    }

    private func nextSpan(of download: ObjectDownload) throws(DVCModelError) -> ObjectDownload.Span? {
        if download.wantsRange {
            guard running.values.count(where: \.isRange) < options.rangeLimit else { return nil }
        }
        return try download.nextSpan()
    }

    private func ask(_ download: ObjectDownload, _ span: ObjectDownload.Span) {
        let handle =
            idleHandles[download.trust]?.popLast() ?? CurlHandle(settings, trust: download.trust)
        let request = download.ask(
            for: span,
            by: handle,
            serial: limit.begin(),
            stallTimeout: settings.stallTimeout,
            bufferByteCount: options.bufferByteCount(isRange: span.end != nil)
        )
        running[ObjectIdentifier(handle)] = request
        multi.add(handle)
    }

    /// All that is under way must fit on the disk.
    private func checkRoom() throws(DVCModelError) {
        guard case .folder(let folder) = target, let free = folder.freeByteCount else { return }
        let needed = downloads.values.compactMap(\.neededByteCount).saturatingSum
        if needed > free { throw .noRoom(needed: needed, free: free, folder.path) }
    }

    // MARK: Ending

    private func requestEnded(_ handle: CurlHandle, _ failure: HTTPFailure?) {
        guard let request = running.removeValue(forKey: ObjectIdentifier(handle)) else { return }
        defer { idleHandles[request.address.access.trust, default: []].append(handle) }
        guard !request.isAbandoned else { return }
        log.exchange(
            "GET \(request.address.url) (\(request.span.header ?? "all")) ->"
                + " \(failure?.message ?? "\(handle.status)"), \(handle.elapsedMicroseconds / 1_000) ms"
        )
        let download = request.download
        limit.answered(serial: request.serial, status: handle.status)
        take(download.requestEnded(request, failure), download)
    }

    private func take(_ step: ObjectDownload.Step, _ download: ObjectDownload) {
        switch step {
        case .goOn:
            let isListed = wanting.contains { $0 === download }
            if download.wantsMore, !isListed { wanting.append(download) }
        case .finish: finish(download)
        case .pause(let delay): pausing.append((download, clock.now + delay))
        case .renew(let error, let isWorthIt): renew(download, else: error, isWorthIt)
        case .end(let outcome): end(download, outcome)
        }
    }

    /// Requests whose object is fetched anew; libcurl allows no end to them before this.
    private func giveUpAbandoned() {
        for request in running.values where request.isAbandoned {
            running[ObjectIdentifier(request.handle)] = nil
            multi.remove(request.handle)
            idleHandles[request.address.access.trust, default: []].append(request.handle)
        }
    }

    private func finish(_ download: ObjectDownload) {
        finishing[download.index] = download
        download.sink.finish(expecting: download.expectedMD5, resultTaker(download.index))
    }

    private func resultTaker(_ index: Int) -> FinishedObject.Taker {
        { [letters, bell = multi.bell] result in
            if letters.put(.finished(index, result)) { bell.ring() }
        }
    }

    private func read(_ letter: Mailbox.Letter) {
        switch letter {
        case .finished(let index, let result):
            if let copy = copying.removeValue(forKey: index) {
                take(copy.conclude(result), copy)
            } else if let download = finishing.removeValue(forKey: index) {
                take(download.conclude(result), download)
            }
        case .renewed(let result): renewed(result)
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

    private func end(_ download: ObjectDownload, _ outcome: ObjectOutcome) {
        var outcome = outcome
        if case .failed(let error) = outcome {
            let isKept = download.suspend()
            outcome = .failed(isKept ? error.asIncomplete : error)
        }
        downloads[download.index] = nil
        wanting.removeAll { $0 === download }
        // One of its requests may have ended it while the others were to be waited for.
        pausing.removeAll { $0.download === download }
        refused.removeAll { $0.download === download }
        end(download.index, download.job, outcome)
    }

    private func end(_ index: Int, _ job: TransferJob, _ outcome: ObjectOutcome) {
        outcomes[index] = outcome
        emit(.finished(object: index, path: job.object.path, outcome: outcome))
    }

    private func stop() {
        // What has its name by now is told so.
        for letter in letters.takeAll() {
            if case .finished(_, .success(let finished)) = letter, finished.isPlaced { read(letter) }
        }
        for request in running.values { multi.remove(request.handle) }
        for download in downloads.values { _ = download.suspend() }
        for copy in copying.values { _ = copy.sink.suspend() }
        running = [:]
        downloads = [:]
        wanting = []
        pausing = []
        refused = []
        finishing = [:]
        copying = [:]
        waiting = 0..<0
    }

    // MARK: Fresh addresses

    private func renewBeforeExpiry() {
        if renewals.isDue(options.secondsSince1970()) { beginRenewal() }
    }

    private func renew(_ download: ObjectDownload, else error: DVCModelError, _ isWorthIt: Bool) {
        guard renewals.isPossible, isWorthIt || renewals.isNeeded(options.secondsSince1970()) else {
            return end(download, .failed(error))
        }
        refused.append((download, error))
        beginRenewal()
    }

    /// One for all that are not done, however many ask for it.
    private func beginRenewal() {
        guard !renewals.isUnderWay else { return }
        let indices = downloads.keys.sorted() + waiting
        let objects = indices.map { (downloads[$0]?.job ?? jobs[$0]).object }
        renewals.begin(indices, objects) { [letters, bell = multi.bell] result in
            if letters.put(.renewed(result)) { bell.ring() }
        }
    }

    private func renewed(_ result: Result<[Int: ObjectLocation], DVCModelError>) {
        let asking = refused
        refused = []
        switch result {
        case .success(let locations):
            log.decision("the signed URLs were renewed")
            renewals.end(expiresAt: locations.values.first?.expiresAt, options.secondsSince1970())
            for (index, location) in locations { downloads[index]?.move(to: location) }
            for index in waiting {
                if let location = locations[index] { jobs[index].object.location = location }
            }
            for (download, _) in asking {
                download.goOn()
                take(.goOn, download)
            }
        case .failure(let error):
            log.decision(error.what)
            renewals.end(expiresAt: nil, options.secondsSince1970())
            for (download, refusal) in asking { end(download, .failed(error.because(of: refusal))) }
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

    /// The same: fresh addresses were wanted, and this is why.
    fileprivate func because(of refusal: DVCModelError) -> Self {
        var error = self
        error.causes.append(refusal.what)
        return error
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
