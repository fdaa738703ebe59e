import DVCModelCore

/// The names that the checkout knows: of models, versions, stages, tags and DVC remotes. From its files alone, and of
/// git's programs only the one that reads objects; nobody is asked, and no token is read.
struct RegistryNames {
    /// With more tags of one artifact their objects are not read, so that Tab stays quick: its versions are then told
    /// from the names of the tags, and who holds a stage is not told.
    static let readTagLimit = 256

    private let workingDirectory: String
    private let checkout: Checkout
    private let environment: Environment

    /// - Throws: `file-unreadable`
    init(workingDirectory: String, environment: Environment) throws(DVCModelError) {
        self.workingDirectory = workingDirectory
        self.environment = environment
        checkout = try Checkout(workingDirectory, Log())
    }

    // MARK: Models

    /// For a `MODEL`: `NAME`, `DIR:NAME`, with the version or the stage behind `@` and `#`, or a whole tag.
    func models(_ word: String) throws(DVCModelError) -> [Completions.Candidate] {
        guard let layout = checkout.git else { return [] }
        if word.utf8.contains(UInt8(ascii: "=")) || word.utf8.starts(with: "refs/".utf8) {
            return try tags(word)
        }
        if let mark = word.utf8.firstIndex(where: { "@#".utf8.contains($0) }) {
            let name = String(word[..<mark])
            let isVersion = word.utf8[mark] == UInt8(ascii: "@")
            let found = isVersion ? try versions(of: name) : try stages(of: name)
            return found.map { .init(text: "\(word[...mark])\($0.text)", description: $0.description) }
        }
        let names = try names(in: layout, word).filter { $0.text.utf8.starts(with: word.utf8) }
        guard names.count == 1, let only = names.first else { return names }
        return [only] + (try selected(only.text))
    }

    /// What may stand behind the only name that is left: so the shell does not set a blank behind it.
    private func selected(_ name: String) throws(DVCModelError) -> [Completions.Candidate] {
        let registered = try registered(name)
        let version = registered.versions.lazy.compactMap(\.text).first
        let ends = [("@", "a version", version), ("#", "a stage", registered.stages.first?.text)]
        return ends.compactMap { mark, what, example in
            example.map { .init(text: name + mark, description: "\(what), such as \($0)", isWhole: false) }
        }
    }

    /// Those of the `dvc.yaml` that counts here by their bare names, all others by their full ones.
    private func names(in layout: GitLayout, _ word: String) throws(DVCModelError) -> [Completions.Candidate]
    {
        guard let colon = word.utf8.lastIndex(of: UInt8(ascii: ":")) else {
            let declared = checkout.declaredHere
            let own = Self.candidates(declared, prefix: "")
            let others = try taggedArtifacts(in: layout, beginning: word)
                .filter { $0.directory != declared?.directory && $0.directory != nil }
            return own + others.map { .init(text: $0.description, description: "by a tag") }
        }
        let prefix = String(word[...colon])
        let folder = try? ArtifactName.parse("\(prefix)x").directory
        let known = Self.candidates(checkout.declaration(inFolder: folder ?? ""), prefix: prefix)
        let tagged = try taggedArtifacts(in: layout, beginning: folder.map { "\($0)=" } ?? "")
        let others = tagged.filter { artifact in
            artifact.directory == folder && !known.contains { $0.text == "\(prefix)\(artifact.name)" }
        }
        return known + others.map { .init(text: "\(prefix)\($0.name)", description: "by a tag") }
    }

    /// What GTO cannot address cannot be asked for either.
    private static func candidates(
        _ declared: DeclaredArtifacts?,
        prefix: String,
    ) -> [Completions.Candidate] {
        (declared?.artifacts ?? []).filter { ArtifactName.isValid(name: $0.name) }.map { artifact in
            let words = [artifact.type, artifact.desc].compactMap(\.self).joined(separator: ": ")
            return .init(text: "\(prefix)\(artifact.name)", description: words)
        }
    }

    /// - Parameter beginning: of the tags' names.
    private func taggedArtifacts(
        in layout: GitLayout,
        beginning: String,
    ) throws(DVCModelError) -> [ArtifactName] {
        var seen: Set<Substring> = []
        var found: Set<ArtifactName> = []
        for name in try tagNames(in: layout, beginning: beginning) {
            let beginning = Substring(name.utf8.prefix { !"@#".utf8.contains($0) })
            // A name may begin tags of which some are none of GTO's.
            if !seen.contains(beginning), let tag = GTOTag(name) {
                seen.insert(beginning)
                found.insert(tag.artifact)
            }
        }
        return found.sorted { "\($0)".utf8.lexicographicallyPrecedes("\($1)".utf8) }
    }

    // MARK: Versions and stages

    /// Newest first, with their stages; `latest` at the end.
    ///
    /// - Parameter model: as it was typed; nil for the one that is meant without a name.
    func versions(of model: String?) throws(DVCModelError) -> [Completions.Candidate] {
        let versions = try registered(model).versions.compactMap { version in
            version.text.map { Completions.Candidate(text: $0, description: version.stages) }
        }
        guard !versions.isEmpty else { return [] }
        return versions + [.init(text: "latest", description: "the greatest version")]
    }

    func stages(of model: String?) throws(DVCModelError) -> [Completions.Candidate] {
        try registered(model).stages
    }

    private struct Registered {
        /// Greatest first.
        var versions: [(text: String?, stages: String)] = []
        var stages: [Completions.Candidate] = []
    }

    private func registered(_ model: String?) throws(DVCModelError) -> Registered {
        guard let layout = checkout.git else { return Registered() }
        let artifact = try artifact(model ?? "")
        var names: [String] = []
        let tags = try GitTags(layout, environment: environment, beginning: artifact.inTag) { name in
            guard artifact.isNamed(inTag: name) else { return false }
            names.append(name)
            return names.count <= Self.readTagLimit
        }
        guard !names.isEmpty else { return Registered() }
        guard names.count <= Self.readTagLimit else {
            return Self.registered(by: names.compactMap { GTOTag($0) })
        }
        let registry = try Registry(reading: layout, only: artifact, tags: tags, environment: environment)
        let versions = try registry.versions(of: artifact).filter(\.isActive)
        return Registered(
            versions: versions.map { ($0.version, $0.stages.joined(separator: ", ")) },
            stages: versions.flatMap { version in
                version.stages.map { stage in
                    .init(text: stage, description: version.version ?? String(version.commit.prefix(7)))
                }
            }
        )
    }

    /// By their names alone.
    private static func registered(by tags: [GTOTag]) -> Registered {
        var versions: Set<String> = []
        var gone: Set<String> = []
        var stages: Set<String> = []
        for tag in tags {
            switch tag.event {
            case .register(let version): versions.insert(version)
            case .deregister(let version): gone.insert(version)
            case .assign(let stage): stages.insert(stage)
            case .unassign, .deprecate, .create: break
            }
        }
        let sorted = versions.subtracting(gone)
            .compactMap { text in SemanticVersion(gtoVersion: text).map { (text, $0) } }
            .sorted { $0.1 > $1.1 }
        return Registered(
            versions: sorted.map { ($0.0, "") },
            stages: stages.sorted().map { .init(text: $0) }
        )
    }

    private func artifact(_ model: String) throws(DVCModelError) -> ArtifactName {
        let name = model.isEmpty ? .inferred : try ModelArgument.parse(model).name
        let declared = checkout.declaredHere
        do throws(DVCModelError) {
            return try ModelScope(directory: nil, declared: declared, tool: "").reference(.init(name))
                .artifact
        } catch {
            // It may be declared on another commit.
            guard case .bare(let bare) = name else { throw error }
            return ArtifactName(directory: declared?.directory, name: bare)
        }
    }

    // MARK: Tags and remotes

    /// The tags that select something.
    func tags(_ word: String) throws(DVCModelError) -> [Completions.Candidate] {
        guard let layout = checkout.git else { return [] }
        let prefix = "refs/tags/"
        let isRef = word.utf8.starts(with: "refs/".utf8)
        let beginning = word.utf8.starts(with: prefix.utf8) ? String(word.dropFirst(prefix.count)) : word
        return try tagNames(in: layout, beginning: isRef && beginning == word ? "" : beginning)
            .filter { GTOTag($0)?.selectsSomething == true }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { .init(text: isRef ? prefix + $0 : $0) }
    }

    private func tagNames(
        in layout: GitLayout,
        beginning: String,
    ) throws(DVCModelError) -> [String] {
        var names: [String] = []
        _ = try GitTags(layout, environment: environment, beginning: beginning) { name in
            names.append(name)
            return false
        }
        return names
    }

    var remotes: [Completions.Candidate] {
        get throws(DVCModelError) {
            try DVCConfig(for: workingDirectory, environment: environment).remoteNames.map { .init(text: $0) }
        }
    }
}
