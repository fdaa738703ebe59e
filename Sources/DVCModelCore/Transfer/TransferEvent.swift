/// What happens while a plan runs, for whoever draws it.
package enum TransferEvent: Sendable, Equatable {
    /// Once, before all others, of the files that need a transfer.
    /// - byteCount: of all of them together; nil where it is not known yet.
    case began(fileCount: Int, byteCount: Int64?)
    /// A reply told an object's size. `alreadyThere` of it are kept, from an earlier run or an earlier attempt.
    case sized(object: Int, byteCount: Int64, alreadyThere: Int64)
    case received(object: Int, byteCount: Int64)
    /// What came of the object is thrown away.
    case restarted(object: Int, discarding: Int64)
    /// DVC's cache does not have the bytes that the name of its object promises. `reason` follows on the path.
    case cachePassedOver(object: Int, path: String, reason: String)
    case retrying(object: Int, path: String, attempt: Int, delay: Duration, reason: String)
    case finished(object: Int, path: String, outcome: ObjectOutcome)
}
