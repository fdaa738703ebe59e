/// The tags of a repository, read from its files: `refs/tags/**` and `packed-refs`, of which the former win. Only
/// where refs are kept in git's reftable format is git asked for them.
///
/// ```
/// # pack-refs with: peeled fully-peeled sorted
/// 5b0e…c1 refs/tags/nlp=tokenizer@v1.2.3
/// ^9f04…77                                    what the tag above leads to
/// ```
/// Linked worktrees share all tags. A broken ref is passed over, as git does. Source: gitrepository-layout(5).
package struct GitTags: Sendable {
    package struct Tag: Sendable, Equatable {
        /// Without `refs/tags/`.
        package let name: String
        /// The id of an annotated tag's own object, or of what a lightweight one names.
        package let object: String
    }

    /// Those that were wanted, in the order of their names' bytes.
    package let tags: [Tag]
    /// - Parameters:
    ///   - beginning: of the names that are looked at, without `refs/tags/`.
    ///   - isWanted: asked once for each of these tags, with its name.
    /// - Throws: `file-unreadable`, `git-config-invalid`, `git-failed`
    package init(
        _ layout: GitLayout,
        environment: Environment,
        beginning: String = "",
        where isWanted: (String) -> Bool = { _ in true },
    ) throws(DVCModelError) {
        var tags: [Tag] = []
        var loose: Set<String> = []
        let packed: PackedRefs
        if try Self.isReftable(layout, environment) {
            packed = PackedRefs(try Self.ask(layout, environment))
        } else {
            // In this order, for git writes packed-refs before it takes the loose files away.
            let files = LooseRefs(layout.commonFolder)
            loose = Set(try files.names(below: Self.folder, beginning: beginning))
            for name in loose where isWanted(name) {
                if let object = try files.object(Self.folder + name) {
                    tags.append(Tag(name: name, object: object))
                }
            }
            packed = try PackedRefs(in: layout.commonFolder)
        }
        packed.forEach(below: Self.folder, beginning: beginning) { name, object in
            guard !loose.contains(name), isWanted(name), let object = object() else { return }
            tags.append(Tag(name: name, object: object))
        }
        self.tags = tags.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static let folder = "refs/tags/"

    private static func isReftable(
        _ layout: GitLayout,
        _ environment: Environment,
    ) throws(DVCModelError) -> Bool {
        let config = try GitConfig(layout, environment: environment)
        return config.entries("extensions", nil, "refstorage").last?.value == "reftable"
    }

    /// In the form of packed-refs.
    private static func ask(_ layout: GitLayout, _ environment: Environment) throws(DVCModelError) -> [UInt8]
    {
        let question = ["for-each-ref", "--format=%(objectname) %(refname)", folder]
        do throws(DVCModelError) {
            return try GitProgram.run(question, in: layout, environment)
        } catch {
            throw .reftableUnreadable(layout, error)
        }
    }
}

extension DVCModelError {
    fileprivate static func reftableUnreadable(_ layout: GitLayout, _ cause: DVCModelError) -> Self {
        .init(
            .gitFailed,
            "git cannot read the refs here, which are kept as a reftable",
            at: .file(Path.join(layout.commonFolder, "config")),
            hint: "install git 2.45 or later",
            causes: [cause.what],
        )
    }
}
