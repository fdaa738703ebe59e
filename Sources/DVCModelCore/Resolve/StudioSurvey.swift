internal import Dispatch
internal import Synchronization

/// Asks Studio about several models side by side: an answer is a round trip and some time in which Studio signs.
package struct StudioSurvey: Sendable {
    /// Requests at the same time, few enough that no Studio takes them for an attack.
    private static let workerLimit = 8

    private let settings: HTTPSettings
    private let cancellation: Cancellation
    private let log: Log

    package init(_ settings: HTTPSettings, cancellation: Cancellation, log: Log) {
        self.settings = settings
        self.cancellation = cancellation
        self.log = log
    }

    /// One result for each request, in the same order, as ``StudioResolver/objects(_:)`` gives it.
    package func results(of requests: [StudioRequest]) -> [Result<[RemoteObject], DVCModelError>] {
        let next = Atomic(0)
        let results = Mutex<[Int: Result<[RemoteObject], DVCModelError>]>([:])
        DispatchQueue.concurrentPerform(iterations: min(Self.workerLimit, requests.count)) { _ in
            let client = HTTPClient(settings, cancellation: cancellation, log: log)
            let resolver = StudioResolver(client: client, log: log)
            while case let index = next.add(1, ordering: .relaxed).oldValue, index < requests.count {
                let result = Result { () throws(DVCModelError) in try resolver.objects(requests[index]) }
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { results in requests.indices.compactMap { results[$0] } }
    }
}
