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

    /// What a pull needs to know beside the objects: the cache, the listings that go with them, and which files that
    /// may be in the way can be had again.
    ///
    /// - Parameters:
    ///   - isWhole: whether the objects are all that the model has.
    ///   - ways: to learn what files another registered version has.
    func complete(
        _ model: inout ResolvedModel,
        _ reference: ModelReference,
        _ record: ModelRecord,
        isWhole: Bool,
        ways: [(RegisteredVersion) throws(DVCModelError) -> Set<MD5Digest>],
    ) throws(DVCModelError) {
        model.cache = try cache(of: record.dvcRoot)
        model.registered = RegisteredFiles(
            { () throws(DVCModelError) in try self.models.versions(of: reference.artifact) },
            ways: ways
        )
        guard isWhole else { return }
        for folder in record.folders {
            guard let listing = try DirListing(of: folder, model.objects) else {
                if folder.within.isEmpty { model.unproven.append(folder) }
                continue
            }
            guard try listing.objectID() == folder.listingID else { continue }
            model.listings.append(.init(id: folder.listingID, bytes: listing.bytes))
        }
    }
}
