import DVCModelCLI
import DVCModelCore

/// Looks again and again until what was published is there, or the time is over.
struct Arrival {
    private let limit: Duration?
    private let context: Context
    private let client: HTTPClient
    private let isWaiting: ([DVCModelError]) -> Void

    /// - Parameters:
    ///   - limit: nil: one look has to do.
    ///   - isWaiting: is told, before each pause, what is not there yet.
    init(
        limit: Duration?,
        settings: HTTPSettings,
        in context: Context,
        isWaiting: @escaping ([DVCModelError]) -> Void,
    ) {
        self.limit = limit
        self.context = context
        self.isWaiting = isWaiting
        client = HTTPClient(settings, cancellation: context.cancellation, log: context.log)
    }

    /// The last look's findings.
    ///
    /// - Parameters:
    ///   - failures: what a look found wrong.
    /// - Throws: what the last look throws
    func look(
        _ look: () throws(DVCModelError) -> [RemoteFindings],
        failures: ([RemoteFindings]) -> [DVCModelError],
    ) throws(DVCModelError) -> [RemoteFindings] {
        guard let limit else { return try look() }
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = WaitSchedule(limit: limit)
        var hasWaited = false
        while true {
            let result = Result { () throws(DVCModelError) in try look() }
            let elapsed = start.duration(to: clock.now)
            let reasons = result.reasonsToWait(failures)
            guard let first = reasons.first, let pause = schedule.pause(elapsed: elapsed) else {
                if hasWaited { tellEnd(isThere: reasons.isEmpty, after: elapsed) }
                return try result.get()
            }
            isWaiting(reasons)
            if !hasWaited {
                context.console.note(
                    "waiting for it, \(Units.duration(roundedUp: limit)) at most: \(first.what)"
                )
            }
            hasWaited = true
            do throws(HTTPFailure) { try client.pause(pause) } catch {
                throw DVCModelError(.interrupted, "stopped while waiting")
            }
        }
    }

    private func tellEnd(isThere: Bool, after elapsed: Duration) {
        let time = Units.duration(roundedUp: elapsed)
        context.console.note(isThere ? "waited for \(time)" : "waited for \(time) in vain")
    }
}

extension Result<[RemoteFindings], DVCModelError> {
    /// What is not yet as it should be and may come to be; none where all is there, or where waiting is of no use.
    fileprivate func reasonsToWait(_ failures: ([RemoteFindings]) -> [DVCModelError]) -> [DVCModelError] {
        let reasons =
            switch self {
            case .success(let findings): failures(findings)
            case .failure(let error): [error]
            }
        return reasons.allSatisfy(\.mayPass) ? reasons : []
    }
}

extension DVCModelError {
    /// Whether it is what a version meets that was published a moment ago, or what passes by itself.
    fileprivate var mayPass: Bool {
        switch code {
        case .studioModelUnknown, .studioRepoUnknown, .studioNotParsed, .studioReplyEmpty, .objectMissing,
            // What is missing, in the words of a storage that may not say so.
            .storageForbidden,
            .studioUnreachable, .studioUnavailable, .storageUnreachable, .storageUnavailable:
            true
        default: false
        }
    }
}
