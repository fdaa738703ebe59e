/// What the tags of a repository say of its artifacts, as GTO computes it and `gto show` prints it.
///
/// GTO's `artifacts.yaml`, from which it makes up a version of HEAD, is not read: DVC's artifacts stand in dvc.yaml.
package struct Registry: Sendable {
    private let tagNames: [String]
    /// In GTO's order, by the artifact that each tag's object speaks of.
    private let events: [ArtifactName: [TagEvent]]
    /// The same by the artifact in the tag's ref.
    private let eventsByRef: [ArtifactName: [TagEvent]]
    /// By name.
    private let lightweight: [GTOTag]
    private let problems: [ArtifactName: DVCModelError]
    private let commitTimes: [String: Int64]

    /// - Parameters:
    ///   - artifact: the only one that will be asked for; others' tags are then not read, nor are those whose ref was
    ///     renamed from another artifact's.
    ///   - tags: the artifact's, where they were read already.
    /// - Throws: `file-unreadable`, `git-config-invalid`, `git-failed`
    package init(
        reading layout: GitLayout,
        only artifact: ArtifactName? = nil,
        tags: GitTags? = nil,
        environment: Environment,
    ) throws(DVCModelError) {
        let reader = try RegistryReader(layout, only: artifact, known: tags, environment: environment)
        tagNames = reader.tagNames
        events = reader.events.reduce(into: [:]) { events, event in
            if let artifact = event.tag?.artifact { events[artifact, default: []].append(event) }
        }
        eventsByRef = Dictionary(grouping: reader.events, by: \.ref.artifact)
        lightweight = reader.lightweight
        problems = reader.problems
        commitTimes = reader.commitTimes
    }

    /// False in a repository without any tag, such as a shallow checkout of a branch.
    package var hasTags: Bool { !tagNames.isEmpty }

    /// Every artifact that the name of a tag speaks of, lightweight ones included.
    package var artifacts: Set<ArtifactName> { Set(tagNames.compactMap { GTOTag($0)?.artifact }) }

    /// What GTO selects.
    ///
    /// - Throws: `artifact-unknown`, `version-unknown`, `stage-unknown`, and `registry-invalid` where GTO fails on the
    ///   artifact's tags.
    package func version(
        _ selector: Selector,
        of artifact: ArtifactName,
    ) throws(DVCModelError) -> RegisteredVersion {
        let view = try view(of: artifact)
        guard view.isActive else { throw .artifactDeprecated(artifact) }
        let active = view.versions.filter(\.isActive)
        switch selector {
        case .latest:
            guard let first = active.first else { throw .nothingActive(artifact) }
            return try view.answer(first, decidedBy: first.decidingTag)
        case .version(let text):
            guard let first = active.first(where: { $0.text == text }) else {
                let tag = GTOTag(artifact, .register(version: text))
                throw .versionUnknown(
                    text,
                    artifact,
                    active.compactMap(\.text),
                    lightweight: lightweightTag(like: tag)
                )
            }
            return try view.answer(first, decidedBy: first.decidingTag)
        case .stage(let stage):
            guard let holder = view.holders.first(where: { $0.stage == stage }) else {
                let tag = GTOTag(artifact, .assign(stage: stage))
                throw .stageUnknown(
                    stage,
                    artifact,
                    view.holders.map(\.stage),
                    lightweight: lightweightTag(like: tag)
                )
            }
            return try view.answer(holder.version, decidedBy: holder.assignment)
        }
    }

    /// All versions that were ever registered, greatest first, then the commits that hold or held a stage without
    /// being one. The active ones are what `gto show` lists, in its order.
    ///
    /// - Throws: `artifact-unknown`, `registry-invalid`
    package func versions(of artifact: ArtifactName) throws(DVCModelError) -> [RegisteredVersion] {
        let view = try view(of: artifact)
        var seen: Set<String> = []
        return view.versions.compactMap { version in
            guard let commit = version.commit, version.text != nil || seen.insert(version.target).inserted
            else { return nil }
            return RegisteredVersion(
                version: version.text,
                commit: commit,
                stages: view.isActive && version.isActive ? view.stages(of: version) : [],
                isActive: view.isActive && version.isActive,
                tag: version.decidingTag.ref,
            )
        }
    }

    /// The commit that `dvc artifacts get` would take without Studio, which may be another one: it counts what was
    /// taken away. nil where it fails.
    ///
    /// Source: `get_rev` in dvc/repo/artifacts.py.
    package func dvcCommit(_ selector: Selector, of artifact: ArtifactName) -> String? {
        let events = (eventsByRef[artifact] ?? []).sorted { $0.isBefore($1) }
        switch selector {
        case .latest:
            guard events.allSatisfy({ $0.tag.map { $0.event != .create } ?? false }) else { return nil }
            return
                events
                .compactMap { event in
                    event.tag?.version.flatMap(SemanticVersion.init(gtoVersion:)).map { ($0, event) }
                }
                .reduce(nil as (SemanticVersion, TagEvent)?) { best, next in
                    best.map { next.0 < $0.0 } == true ? best : next
                }?.1.commit
        case .version(let text): return events.last { $0.ref.version == text }?.commit
        case .stage(let stage): return events.last { $0.ref.stage == stage }?.commit
        }
    }

    private func view(of artifact: ArtifactName) throws(DVCModelError) -> ArtifactView {
        if let problem = problems[artifact] { throw problem }
        guard let events = events[artifact] else {
            throw .artifactUnknown(
                artifact,
                artifacts,
                lightweight: lightweight.first { $0.artifact == artifact }
            )
        }
        return ArtifactView(try ArtifactState(events)) { commitTimes[$0] }
    }

    /// A lightweight tag that would have done what this one does.
    private func lightweightTag(like tag: GTOTag) -> GTOTag? {
        lightweight.first { $0.artifact == tag.artifact && $0.event == tag.event }
    }
}

private extension GTOTag {
    /// That it registers or deregisters.
    var version: String? {
        switch event {
        case .register(let version), .deregister(let version): version
        case .assign, .unassign, .deprecate, .create: nil
        }
    }

    /// That it assigns or unassigns.
    var stage: String? {
        switch event {
        case .assign(let stage), .unassign(let stage): stage
        case .register, .deregister, .deprecate, .create: nil
        }
    }
}

private extension DVCModelError {
    static func artifactUnknown(
        _ artifact: ArtifactName,
        _ known: Set<ArtifactName>,
        lightweight: GTOTag?,
    ) -> Self {
        let names = known.map(\.description).sorted()
        let similar = nearMiss(artifact.description, in: names)
        return .init(
            .artifactUnknown,
            "no tag here registers or assigns anything of the artifact '\(artifact)'"
                + passedOver(lightweight),
            hint: hint(lightweight, similar, known: names),
        )
    }

    static func versionUnknown(
        _ version: String,
        _ artifact: ArtifactName,
        _ known: [String],
        lightweight: GTOTag?,
    ) -> Self {
        .init(
            .versionUnknown,
            "'\(artifact)' has no active version '\(version)' here" + passedOver(lightweight),
            hint: hint(lightweight, known.first.map { "\(artifact)@\($0)" }, known: known),
        )
    }

    static func stageUnknown(
        _ stage: String,
        _ artifact: ArtifactName,
        _ known: [String],
        lightweight: GTOTag?,
    ) -> Self {
        .init(
            .stageUnknown,
            "no version of '\(artifact)' is in the stage '\(stage)' here" + passedOver(lightweight),
            hint: hint(lightweight, known.first.map { "\(artifact)#\($0)" }, known: known.sorted()),
        )
    }

    static func artifactDeprecated(_ artifact: ArtifactName) -> Self {
        .init(.artifactUnknown, "the artifact '\(artifact)' was deprecated, and nothing was registered since")
    }

    static func nothingActive(_ artifact: ArtifactName) -> Self {
        .init(.versionUnknown, "all versions of '\(artifact)' were deregistered")
    }

    private static func passedOver(_ tag: GTOTag?) -> String {
        tag.map { "; the tag '\($0)' is a lightweight one, which GTO does not count" } ?? ""
    }

    private static func hint(_ lightweight: GTOTag?, _ instead: String?, known: [String]) -> String {
        if let lightweight {
            // actions/checkout makes an annotated tag a lightweight one here.
            let name = lightweight.description.shellQuoted
            return "git fetch --tags --force\n"
                + "git tag -a -f -m \(name) \(name) \("\(lightweight)^{}".shellQuoted)   # if it never was annotated"
        }
        guard let instead else { return "git fetch --tags" }
        let shown = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
        return "git fetch --tags, or \(instead)   (here: \(shown))"
    }
}
