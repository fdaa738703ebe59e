/// One object to fetch, and where it goes.
package struct TransferJob: Sendable {
    package var object: RemoteObject
    /// Below the destination folder.
    package let destination: SafePath
    /// Whether a file of that name may be replaced.
    package let isReplacing: Bool
    /// The object in DVC's cache, by its absolute path; tried first. nil where the cache has none.
    package var cachedAt: String?
    package var mode: FileMode

    package init(
        object: RemoteObject,
        destination: SafePath,
        isReplacing: Bool,
        cachedAt: String? = nil,
        mode: FileMode? = nil,
    ) {
        self.object = object
        self.destination = destination
        self.isReplacing = isReplacing
        self.cachedAt = cachedAt
        self.mode = mode ?? (object.isExecutable ? .executable : .ordinary)
    }
}
