/// Asks anew where objects are, when their signed URLs have expired or are about to.
///
/// - Returns: the same objects in the same order, at fresh locations. A failure where nobody answers, or where the new
///   answer means other bytes. Called on any thread, once at a time.
package typealias Renewal = @Sendable ([RemoteObject]) -> Result<[RemoteObject], DVCModelError>
