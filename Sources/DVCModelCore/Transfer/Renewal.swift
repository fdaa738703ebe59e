internal import Dispatch

/// Asks anew where objects are, when their signed URLs have expired or are about to.
///
/// - Returns: the same objects in the same order, at fresh locations. A failure where nobody answers, or where the new
///   answer means other bytes. Called on any thread, once at a time.
package typealias Renewal = @Sendable ([RemoteObject]) -> Result<[RemoteObject], DVCModelError>

/// When a ``Renewal`` is due, and the one that is under way.
struct Renewals {
    /// A request is let in until its URL expires, and may then take as long as it wants; this is for clocks that differ.
    private static let margin: Int64 = 30

    private let renewal: Renewal?
    private(set) var isUnderWay = false
    /// Seconds since 1970; nil where nothing tells.
    private var expiresAt: Int64?

    init(_ renewal: Renewal?) { self.renewal = renewal }

    var isPossible: Bool { renewal != nil }

    /// The objects' addresses are of one answer, so one of them speaks for all.
    mutating func look(at jobs: [TransferJob]) {
        guard renewal != nil else { return }
        expiresAt = jobs.first { $0.object.location.urlText != nil }?.object.expiresAt
    }

    /// Whether one is under way, or the addresses are over by now.
    func isNeeded(_ secondsSince1970: Int64) -> Bool { isUnderWay || isDue(secondsSince1970) }

    /// Whether it is time for one, though no address was refused yet.
    func isDue(_ secondsSince1970: Int64) -> Bool {
        !isUnderWay && expiresAt.map { secondsSince1970 >= $0 - Self.margin } ?? false
    }

    /// - Parameter done: told on another thread, by the indices.
    mutating func begin(
        _ indices: [Int],
        _ objects: [RemoteObject],
        _ done: @escaping @Sendable (Result<[Int: ObjectLocation], DVCModelError>) -> Void,
    ) {
        guard let renewal else { return }
        isUnderWay = true
        DispatchQueue.global().async {
            done(
                renewal(objects).map { fresh in
                    Dictionary(uniqueKeysWithValues: zip(indices, fresh.map(\.location)))
                }
            )
        }
    }

    /// - Parameter expiresAt: of a fresh address; nil where there is none, or it does not tell.
    mutating func end(expiresAt fresh: Int64?, _ secondsSince1970: Int64) {
        isUnderWay = false
        // One that is too old when it is new tells of the clock here: then the storage is to say when it is over.
        expiresAt = fresh.flatMap { $0 - Self.margin > secondsSince1970 ? $0 : nil }
    }
}
