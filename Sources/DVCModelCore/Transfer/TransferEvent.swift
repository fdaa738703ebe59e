/// What happens while a plan is carried out, as it happens. `object` is the object's place in the plan, from 0.
package enum TransferEvent: Sendable, Equatable {
    /// Once, before the first byte, of what is to be transferred (files that are kept are not).
    /// - Parameters:
    ///   - byteCount: the sum of the sizes that are known.
    ///   - unsizedCount: how many files have a size that is not known yet.
    ///   - alreadyThere: bytes that earlier runs left in part files; they are part of `byteCount` where that
    ///     file's size is known.
    case began(fileCount: Int, byteCount: Int64, unsizedCount: Int, alreadyThere: Int64)
    /// The whole size of an object that `began` counted among the unsized; at most once for each.
    case sized(object: Int, byteCount: Int64)
    /// Bytes that came over the network.
    case received(object: Int, byteCount: Int64)
    /// Bytes that were there or received and are of no use: they will come again.
    case restarted(object: Int, discarding: Int64)
    /// Once for each object: nothing more comes of it.
    case finished(object: Int, path: String, byteCount: Int64?, outcome: ObjectOutcome)
    /// A transient failure; `attempt` is the one to come, from 2, after `delay`.
    case retrying(object: Int, path: String, attempt: Int, delay: Duration, reason: String)
}

/// What became of an object.
package enum ObjectOutcome: String, Sendable, Codable, CaseIterable {
    /// Fetched whole in this run, verified, placed.
    case downloaded
    /// As `downloaded`, from where an earlier run had stopped.
    case resumed
    /// There already, and right.
    case kept
    /// Placed, but nobody says what its MD5 must be.
    case unverified
    case mismatched
    case missing
    case expired
    case failed
    case cancelled

    /// Whether the whole file stands at its destination.
    package var isPlaced: Bool {
        switch self {
        case .downloaded, .resumed, .kept, .unverified: true
        case .mismatched, .missing, .expired, .failed, .cancelled: false
        }
    }
}
