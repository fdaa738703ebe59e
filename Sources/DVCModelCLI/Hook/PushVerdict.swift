/// What became of a tag that was pushed where the hook is.
package struct PushVerdict: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable {
        /// The push, the check, or the version is still under way.
        case waiting
        /// Everything that the tag registers can be downloaded.
        case arrived
        /// Something cannot.
        case failed
        /// Nobody answered who could tell.
        case unknown
    }

    package var schema = 1
    /// Without `refs/tags/`.
    package let tag: String
    /// The id of the tag's object.
    package let object: String
    package var state: State
    /// RFC 3339; of the last change of ``state``.
    package var time: String
    /// What is wrong, as the tools say it.
    package var lines: [String] = []
    /// Whether some tool has told it.
    package var isTold = false
    /// That checks; nil where none does any more.
    package var process: Int32?

    package init(tag: String, object: String, state: State, time: String, process: Int32? = nil) {
        self.tag = tag
        self.object = object
        self.state = state
        self.time = time
        self.process = process
    }
}
