/// One object to fetch, and where it goes.
package struct TransferJob: Sendable {
    package let object: RemoteObject
    /// Below the destination folder.
    package let destination: SafePath
    /// Whether a file of that name may be replaced.
    package let isReplacing: Bool

    package init(object: RemoteObject, destination: SafePath, isReplacing: Bool) {
        self.object = object
        self.destination = destination
        self.isReplacing = isReplacing
    }
}
