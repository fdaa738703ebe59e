/// The versions and stages of one artifact, as GTO makes them up from its tags.
///
/// A version is a name together with the commit that the tag names. A stage's tag names no version: it belongs to
/// the one that is registered at the commit that it names. Where none is, each such tag makes an unregistered version
/// of its own, so that no later tag takes the stage away. Source: gto/tag.py (`index_tag`), gto/base.py.
struct ArtifactState: Sendable {
    private(set) var versions: [Version] = []
    /// The newest tag that deprecates it.
    private(set) var deprecation: TagEvent?
    /// Where in `versions` those are that were registered or deregistered, by the commit or tag that they name.
    private var registered: [String: [Int]] = [:]
    private var places: [VersionKey: Int] = [:]
    /// The tags that made an unregistered version.
    private var unregistered: Set<String> = []

    private struct VersionKey: Hashable {
        let text: String
        let target: String
    }

    struct Version: Sendable {
        /// With its `v`; nil for an unregistered one.
        let text: String?
        /// The tag that it was first named by.
        fileprivate let first: TagEvent
        fileprivate(set) var stages: [Stage] = []
        /// The newest tag that registers it.
        fileprivate(set) var registration: TagEvent?
        fileprivate(set) var deregistration: TagEvent?
        fileprivate(set) var newestTime: Int64
    }

    struct Stage: Sendable {
        let name: String
        fileprivate(set) var assignment: TagEvent?
        fileprivate var unassignment: TagEvent?
    }

    /// - Parameter events: of this artifact, in GTO's order.
    /// - Throws: `registry-invalid` where GTO fails.
    init(_ events: [TagEvent]) throws(DVCModelError) {
        for event in events { try apply(event) }
    }

    private mutating func apply(_ event: TagEvent) throws(DVCModelError) {
        switch event.tag?.event {
        case .register(let text):
            let index = registeredVersion(text, event)
            versions[index].registration = newer(event, versions[index].registration)
        case .deregister(let text):
            let index = registeredVersion(text, event)
            versions[index].deregistration = newer(event, versions[index].deregistration)
        case .assign(let stage):
            guard let index = try versionForStage(event) else { return }
            versions[index].change(stage, event) { $0.assignment = newer(event, $0.assignment) }
        case .unassign(let stage):
            guard let index = try versionForStage(event) else { return }
            versions[index].change(stage, event) { $0.unassignment = newer(event, $0.unassignment) }
        case .deprecate: deprecation = newer(event, deprecation)
        case .create, nil: break
        }
    }

    private mutating func registeredVersion(_ text: String, _ event: TagEvent) -> Int {
        let key = VersionKey(text: text, target: event.target)
        if let index = places[key] {
            versions[index].newestTime = max(versions[index].newestTime, event.time)
            return index
        }
        let index = add(text, event)
        places[key] = index
        registered[event.target, default: []].append(index)
        return index
    }

    /// nil for a tag that another ref brought here already: only for an unregistered version would it count twice.
    private mutating func versionForStage(_ event: TagEvent) throws(DVCModelError) -> Int? {
        let there = registered[event.target, default: []]
        guard there.count <= 1 else {
            throw .severalVersions(there.compactMap { versions[$0].text }, event)
        }
        if let index = there.first { return index }
        return unregistered.insert(event.object).inserted ? add(nil, event) : nil
    }

    private mutating func add(_ text: String?, _ event: TagEvent) -> Int {
        versions.append(
            Version(text: text, first: event, newestTime: event.time)
        )
        return versions.count - 1
    }
}

/// Of equally old ones the later in order.
private func newer(_ event: TagEvent, _ other: TagEvent?) -> TagEvent {
    guard let other, other.time > event.time else { return event }
    return other
}

extension ArtifactState.Version {
    var target: String { first.target }
    var commit: String? { first.commit }

    /// At equal times a deregistration wins.
    var isActive: Bool {
        guard text != nil else { return true }
        guard let registration else { return false }
        return deregistration.map { $0.time < registration.time } ?? true
    }

    /// The tag that speaks for it: of a registered version the newest that registers it.
    var decidingTag: TagEvent { registration ?? first }

    fileprivate mutating func change(
        _ stage: String,
        _ event: TagEvent,
        _ body: (inout ArtifactState.Stage) -> Void
    ) {
        newestTime = max(newestTime, event.time)
        if let index = stages.firstIndex(where: { $0.name == stage }) {
            body(&stages[index])
        } else {
            var new = ArtifactState.Stage(name: stage)
            body(&new)
            stages.append(new)
        }
    }
}

extension ArtifactState.Stage {
    /// The newest assignment; nil when an unassignment is as new.
    var holding: TagEvent? {
        guard let assignment, unassignment.map({ $0.time < assignment.time }) ?? true else { return nil }
        return assignment
    }
}

extension DVCModelError {
    fileprivate static func severalVersions(_ versions: [String], _ event: TagEvent) -> Self {
        .init(
            .registryInvalid,
            "the tag '\(event.ref)' means the version at its commit, which has several: "
                + "'\(versions.joined(separator: "', '"))'",
            hint: "git tag -d \(event.ref.description.shellQuoted), or the tag of one of those versions",
        )
    }
}
