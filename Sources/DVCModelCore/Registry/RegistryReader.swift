/// Reads what the registry's state depends on from a repository's tags.
struct RegistryReader {
    private let objects: GitObjects
    /// All that were looked at, without `refs/tags/`.
    let tagNames: [String]
    private(set) var events: [TagEvent] = []
    /// Tags without an object of their own, which GTO passes over.
    private(set) var lightweight: [GTOTag] = []
    /// Tags at which GTO fails, by each artifact that one speaks of.
    private(set) var problems: [ArtifactName: DVCModelError] = [:]
    /// By the commit's id; only where the state may depend on it.
    private(set) var commitTimes: [String: Int64] = [:]

    /// - Parameter known: the artifact's tags, where they were read already.
    init(
        _ layout: GitLayout,
        only artifact: ArtifactName?,
        known: GitTags?,
        environment: Environment,
    ) throws(DVCModelError) {
        objects = GitObjects(layout, environment: environment)
        var names: [String] = []
        var refs: [(tag: GTOTag, object: String)] = []
        if let known {
            names = known.tags.map(\.name)
            refs = known.tags.compactMap { tag in GTOTag(tag.name).map { ($0, tag.object) } }
        } else {
            var wanted: [String: GTOTag] = [:]
            let tags = try GitTags(layout, environment: environment) { name in
                names.append(name)
                guard artifact?.isNamed(inTag: name) ?? true, let tag = GTOTag(name) else { return false }
                wanted[name] = tag
                return true
            }
            refs = tags.tags.compactMap { tag in wanted[tag.name].map { ($0, tag.object) } }
        }
        tagNames = names
        try read(refs)
        try readCommitTimes()
    }

    private mutating func read(_ refs: [(tag: GTOTag, object: String)]) throws(DVCModelError) {
        let found = try objects.read(refs.map(\.object))
        var tags: [(ref: GTOTag, id: String, content: GitTagObject?)] = []
        for (ref, object) in zip(refs, found) {
            if ref.tag.event == .create { note(.createTag(ref.tag), ref.tag.artifact) }
            // GTO takes a ref whose object is not here for a lightweight tag too.
            guard let object, object.kind == .tag else {
                lightweight.append(ref.tag)
                continue
            }
            tags.append((ref.tag, object.id, GitTagObject(object)))
        }
        let commits = try commits(of: tags.compactMap(\.content))
        for (ref, id, content) in tags {
            guard let content, let time = content.time else {
                note(.tagWithoutTime(ref), ref.artifact)
                continue
            }
            let tag = content.name == ref.description ? ref : GTOTag(content.name)
            if tag.map({ $0.event == .create }) ?? true {
                note(.tagRenamed(ref, content.name), ref.artifact)
                if let tag { note(.tagRenamed(ref, content.name), tag.artifact) }
            }
            events.append(
                TagEvent(
                    ref: ref,
                    tag: tag,
                    object: id,
                    target: content.target,
                    commit: content.targetKind == .commit ? content.target : commits[content.target],
                    time: time,
                )
            )
        }
        events = TagEvent.inOrder(events)
    }

    private mutating func note(_ error: DVCModelError, _ artifact: ArtifactName) {
        problems[artifact] = problems[artifact] ?? error
    }

    /// For each tag that one of these names, the commit at the end of the chain.
    private func commits(of tags: [GitTagObject]) throws(DVCModelError) -> [String: String] {
        var commits: [String: String] = [:]
        var links: [String: String] = [:]
        var waiting = Set(tags.filter { $0.targetKind == .tag }.map(\.target))
        while !waiting.isEmpty {
            var further: Set<String> = []
            for object in try objects.read(waiting.sorted()).compactMap(\.self) {
                guard let tag = GitTagObject(object) else { continue }
                switch tag.targetKind {
                case .commit: commits[object.id] = tag.target
                case .tag:
                    links[object.id] = tag.target
                    if links[tag.target] == nil, commits[tag.target] == nil { further.insert(tag.target) }
                case .tree, .blob: break
                }
            }
            waiting = further
        }
        for start in links.keys {
            var path: [String] = []
            var current = start
            while commits[current] == nil, let next = links[current] {
                path.append(current)
                current = next
            }
            for id in path { commits[id] = commits[current] }
        }
        return commits
    }

    /// The times of commits decide nothing but whether a deprecated artifact came back, and whether an unregistered
    /// commit holds a stage that another one was given in the same second.
    private mutating func readCommitTimes() throws(DVCModelError) {
        var commits: Set<String> = []
        for events in Dictionary(grouping: events, by: \.tag?.artifact).values {
            let isDeprecated = events.contains { $0.tag?.event == .deprecate }
            let registered = Set(events.filter(\.isOfVersion).map(\.target))
            for event in events {
                // A renamed ref may make an unregistered version before the tags that register its commit are applied.
                let isUnregistered = !registered.contains(event.target) || event.tag != event.ref
                if isDeprecated || isUnregistered, let commit = event.commit { commits.insert(commit) }
            }
        }
        for object in try objects.read(commits.sorted()).compactMap(\.self) {
            commitTimes[object.id] = GitHeader(object).time(of: "committer")
        }
    }
}

private extension TagEvent {
    var isOfVersion: Bool {
        switch tag?.event {
        case .register, .deregister: true
        case .assign, .unassign, .deprecate, .create, nil: false
        }
    }
}

extension DVCModelError {
    fileprivate static func createTag(_ tag: GTOTag) -> Self {
        .init(
            .registryInvalid,
            "the tag '\(tag)' is of a form that GTO reserves, and fails on",
            hint: "git tag -d \(tag.description.shellQuoted)",
        )
    }

    fileprivate static func tagWithoutTime(_ tag: GTOTag) -> Self {
        .init(
            .registryInvalid,
            "the tag '\(tag)' does not say when it was made, so its place among the others is not known",
            hint: "git tag -d \(tag.description.shellQuoted), and make it anew",
        )
    }

    fileprivate static func tagRenamed(_ tag: GTOTag, _ name: String) -> Self {
        .init(
            .registryInvalid,
            "the tag '\(tag)' calls itself '\(name)', which GTO fails on",
            hint: "git tag -d \(tag.description.shellQuoted), and make it anew",
        )
    }
}
