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
    /// Whether the repository has no tag at all, as a shallow checkout of a branch has none.
    package let isEmpty: Bool

    /// - Parameter isWanted: asked with the name of each tag, without `refs/tags/`.
    /// - Throws: `file-unreadable`, `git-config-invalid`, `git-failed`
    package init(
        _ layout: GitLayout,
        environment: Environment,
        where isWanted: (String) -> Bool = { _ in true },
    ) throws(DVCModelError) {
        var tags: [Tag] = []
        var seen: Set<String> = []
        // In this order, for git writes packed-refs before it takes the loose files away.
        let isReftable = try Self.isReftable(layout, environment)
        if !isReftable {
            let loose = LooseRefs(layout.commonFolder)
            seen = Set(try loose.names(below: Self.folder))
            for name in seen where isWanted(name) {
                if let object = try loose.object(Self.folder + name) {
                    tags.append(Tag(name: name, object: object))
                }
            }
        }
        let lines =
            isReftable ? try Self.ask(layout, environment) : try PackedRefs.bytes(in: layout.commonFolder)
        for ref in PackedRefs.lines(lines) where ref.name.starts(with: Self.folder.utf8) {
            let name = String(decoding: ref.name.dropFirst(Self.folder.utf8.count), as: UTF8.self)
            guard seen.insert(name).inserted, isWanted(name), let object = ref.object else { continue }
            tags.append(Tag(name: name, object: object))
        }
        isEmpty = seen.isEmpty
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

    /// In the form of packed-refs. A git before 2.45 says here that it does not know the format.
    private static func ask(_ layout: GitLayout, _ environment: Environment) throws(DVCModelError) -> [UInt8]
    {
        try GitProgram.run(
            ["for-each-ref", "--format=%(objectname) %(refname)", folder],
            in: layout,
            environment
        )
    }
}
