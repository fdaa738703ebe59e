import DVCModelCore

/// What Git and DVC know here of the models asked for, beside where their objects are.
final class GitSide {
    let models: GitModels
    let gitRoot: String
    private let checkout: Checkout
    private let context: Context
    private let stopwatch: Stopwatch
    private var caches: [String: DVCCache?] = [:]

    /// nil outside of a checkout with files.
    ///
    /// - Parameter isForMany: whether several artifacts will be asked for.
    init?(_ checkout: Checkout, isForMany: Bool, _ context: Context) {
        guard let layout = checkout.git, let gitRoot = layout.workTree else { return nil }
        stopwatch = Stopwatch(context.log, now: context.clock.monotonic)
        self.gitRoot = gitRoot
        self.checkout = checkout
        self.context = context
        models = GitModels(
            layout,
            isForMany: isForMany,
            environment: context.environment,
            log: context.log,
            stopwatch: stopwatch
        )
    }

    /// The cache of a DVC repository, by its root as seen from the git root.
    func cache(of dvcRoot: String) throws(DVCModelError) -> DVCCache? {
        if let known = caches[dvcRoot] { return known }
        let cache = try checkout.cache(at: dvcRoot, environment: context.environment)
        caches[dvcRoot] = .some(cache)
        return cache
    }

    /// Whether DVC's cache has the object of a file, whatever its bytes are.
    func holds(_ file: FileRecord) throws(DVCModelError) -> Bool {
        guard let id = file.objectID, let cache = try cache(of: file.dvcRoot) else { return false }
        return cache.find(id) != nil
    }

    /// The `.dir` listing of a tracked folder, where DVC's cache has it.
    func cachedListing(of folder: FolderRecord) throws(DVCModelError) -> DirListing? {
        guard let bytes = try cache(of: folder.dvcRoot)?.listing(folder.listingID) else { return nil }
        return try listing(of: folder, bytes)
    }

    func listing(of folder: FolderRecord, _ bytes: [UInt8]) throws(DVCModelError) -> DirListing {
        try stopwatch.measure("listing") { () throws(DVCModelError) in
            try DirListing.read(bytes, of: folder.listingID)
        }
    }

    func measure<Result>(
        _ stage: String,
        _ body: () throws(DVCModelError) -> Result,
    ) throws(DVCModelError) -> Result {
        try stopwatch.measure(stage, body)
    }

    /// A model of which Git knows the records, with what a pull needs to know beside the objects: the cache, the
    /// listings that go with them, and which files that may be in the way can be had again.
    ///
    /// - Parameters:
    ///   - objects: all that the model has; `filter` chooses among them.
    ///   - ways: to learn what files another registered version has, the cheap ones first.
    /// - Throws: `object-missing` where the filter leaves nothing; `dvc-config-invalid`, `file-unreadable`
    func model(
        _ reference: ModelReference,
        _ found: GitModels.Found,
        _ objects: [RemoteObject],
        _ filter: PathFilter,
        report: ModelReport,
        ways: [(RegisteredVersion) throws(DVCModelError) -> Set<MD5Digest>],
    ) throws(DVCModelError) -> ResolvedModel {
        let chosen = try filter.apply(to: objects, of: reference.description)
        var model = ResolvedModel(
            report: report,
            artifactPath: found.path,
            reference: reference.pinned(to: found.version),
            objects: chosen
        )
        model.cache = try cache(of: found.record.dvcRoot)
        model.push = PushAdvice(found)
        model.registered = RegisteredFiles(
            { () throws(DVCModelError) in try self.models.versions(of: reference.artifact) },
            ways: ways
        )
        // A listing says that all of its files are there.
        guard chosen.count == objects.count else { return model }
        model.listings = { () throws(DVCModelError) in try .init(found.record.folders, of: objects) }
        return model
    }
}

extension ModelReference {
    /// The same model at the version that its selector was found to mean; a commit without a version has no other name.
    fileprivate func pinned(to found: RegisteredVersion) -> Self {
        found.version.map { ModelReference(artifact, .version($0)) } ?? self
    }
}

extension ResolvedModel.Listings {
    fileprivate init(_ folders: [FolderRecord], of objects: [RemoteObject]) throws(DVCModelError) {
        for folder in folders {
            guard let listing = try DirListing(of: folder, objects) else {
                if folder.within.isEmpty { unproven.append(folder) }
                continue
            }
            guard try listing.objectID() == folder.listingID else { continue }
            known.append(.init(id: folder.listingID, bytes: listing.bytes))
        }
    }
}
