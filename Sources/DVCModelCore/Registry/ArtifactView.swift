/// What `gto show` says of an artifact's state. Source: gto/api.py (`_get_versions`), gto/base.py.
struct ArtifactView: Sendable {
    /// Greatest first: by SemVer, of equal ones the one whose first tag came later; then the unregistered ones, by what
    /// their tags name.
    let versions: [ArtifactState.Version]
    /// The version that holds each stage, by the newest assignment; newest first.
    let holders: [Holder]
    /// False once it was deprecated, unless something came after that.
    let isActive: Bool

    struct Holder: Sendable {
        let stage: String
        let version: ArtifactState.Version
        /// The tag that assigns it.
        let assignment: TagEvent
    }

    /// - Parameter commitTime: when a commit was made, in seconds since 1970; nil where that is not known. GTO counts
    ///   commits among the events of an artifact.
    init(_ state: ArtifactState, commitTime: (String) -> Int64?) {
        versions = Self.sorted(state.versions)
        holders = Self.holders(state.versions, commitTime)
        let newest = state.versions.map { max($0.newestTime, $0.commit.flatMap(commitTime) ?? .min) }.max()
        isActive = newest.map { time in state.deprecation.map { $0.time <= time } ?? true } ?? false
    }

    /// The stages that `gto show` lists beside a version, newest assignment first: by the version's name alone.
    func stages(of version: ArtifactState.Version) -> [String] {
        holders
            .filter { holder in
                version.text.map { $0 == holder.version.text }
                    ?? (holder.version.text == nil && holder.version.target == version.target)
            }
            .map(\.stage)
    }

    /// - Throws: `registry-invalid` where the tags lead to no commit.
    func answer(
        _ version: ArtifactState.Version,
        decidedBy tag: TagEvent,
    ) throws(DVCModelError) -> RegisteredVersion {
        guard let commit = version.commit else { throw .noCommit(tag) }
        return RegisteredVersion(
            version: version.text ?? registeredName(of: version),
            commit: commit,
            stages: stages(of: version),
            isActive: true,
            tag: tag.ref,
        )
    }

    /// GTO does not see through a tag of a version's tag, `git tag -a m#prod m@v1.0.0`: to it, this names something
    /// that is not registered. Whoever made it meant that version.
    private func registeredName(of version: ArtifactState.Version) -> String? {
        guard version.target != version.commit else { return nil }
        let there = versions.filter { $0.isActive && $0.text != nil && $0.commit == version.commit }
        return there.count == 1 ? there[0].text : nil
    }

    private static func sorted(_ versions: [ArtifactState.Version]) -> [ArtifactState.Version] {
        var registered: [(index: Int, semantic: SemanticVersion)] = []
        for (index, version) in versions.enumerated() {
            guard let semantic = version.text.flatMap(SemanticVersion.init(gtoVersion:)) else { continue }
            registered.append((index, semantic))
        }
        registered.sort { one, other in
            one.semantic == other.semantic ? one.index > other.index : one.semantic > other.semantic
        }
        let unregistered = versions.filter { $0.text == nil }.sorted { $0.target > $1.target }
        return registered.map { versions[$0.index] } + unregistered
    }

    /// Of assignments at equal times that of the version counts which was registered first.
    private static func holders(
        _ versions: [ArtifactState.Version],
        _ commitTime: (String) -> Int64?,
    ) -> [Holder] {
        let active = versions.filter(\.isActive)
            .map { (version: $0, time: $0.authoringTime(commitTime)) }
            .sorted { $0.time < $1.time }
            .reversed()
        let all = active.flatMap { version, _ in
            version.stages
                .compactMap { stage in
                    stage.holding.map { Holder(stage: stage.name, version: version, assignment: $0) }
                }
                .sorted { $0.assignment.time < $1.assignment.time }
        }
        var seen: Set<String> = []
        return all.sorted { $0.assignment.time < $1.assignment.time }
            .reversed()
            .filter { seen.insert($0.stage).inserted }
    }
}

extension ArtifactState.Version {
    /// Source: `authoring_event` in gto/base.py.
    fileprivate func authoringTime(_ commitTime: (String) -> Int64?) -> Int64 {
        registration?.time ?? max(newestTime, commit.flatMap(commitTime) ?? .min)
    }
}

extension DVCModelError {
    fileprivate static func noCommit(_ event: TagEvent) -> Self {
        .init(.registryInvalid, "the tag '\(event.ref)' does not lead to a commit")
    }
}
