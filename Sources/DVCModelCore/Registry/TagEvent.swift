/// An annotated tag of GTO, as far as the state of the registry depends on it.
package struct TagEvent: Sendable, Equatable {
    /// The tag as its ref names it, by which GTO finds and orders it.
    package let ref: GTOTag
    /// The tag as its object names itself, from which GTO reads what happened: the same unless the ref was renamed.
    /// nil for a name that is none of GTO's, at which GTO fails.
    package let tag: GTOTag?
    /// The id of the tag's object.
    package let object: String
    /// The id of what the tag names: a commit, or another tag.
    package let target: String
    /// The commit that it leads to in the end; nil when it leads to none.
    package let commit: String?
    /// Of the tagger, in seconds since 1970.
    package let time: Int64

    package init(ref: GTOTag, tag: GTOTag?, object: String, target: String, commit: String?, time: Int64) {
        self.ref = ref
        self.tag = tag
        self.object = object
        self.target = target
        self.commit = commit
        self.time = time
    }

    /// The order in which GTO applies tags: deprecations, (de)registrations, (un)assignments; each kind by time, and
    /// at equal times by name as text, so that `#10` comes before `#9`. Counters order nothing.
    ///
    /// Source: `find` in gto/tag.py, `get_state` in gto/registry.py.
    static func inOrder(_ events: [TagEvent]) -> [TagEvent] {
        let order = events.indices.sorted { one, other in
            let (one, other) = (events[one], events[other])
            return one.pass != other.pass ? one.pass < other.pass : one.isBefore(other)
        }
        return order.map { events[$0] }
    }

    /// By time, and at equal times by name.
    func isBefore(_ other: TagEvent) -> Bool {
        time != other.time
            ? time < other.time
            : ref.description.utf8.lexicographicallyPrecedes(other.ref.description.utf8)
    }

    private var pass: Int {
        switch ref.event {
        case .deprecate, .create: 0
        case .register, .deregister: 1
        case .assign, .unassign: 2
        }
    }
}
