import DVCModelCLI
import DVCModelCore

/// Brings a plan's objects into DVC's cache, for `--cache`.
///
/// Objects are downloaded into the cache itself and checked there before they have their names, files before the
/// `.dir` listings that name them: dvc_data/hashfile/db/local.py believes in whatever has the mode 0444.
struct CacheStore {
    private let cache: DVCCache
    private let folder: DestinationFolder
    private let context: Context
    private let transfer: ([TransferJob], DestinationFolder) -> [ObjectOutcome]

    /// - Parameter transfer: runs jobs into a folder.
    init(
        _ cache: DVCCache,
        _ context: Context,
        transfer: @escaping ([TransferJob], DestinationFolder) -> [ObjectOutcome],
    ) throws(DVCModelError) {
        let folder = try DestinationFolder.open(
            cache.folder,
            making: true,
            isGroupWritable: cache.isShared
        )
        guard let folder else { throw DVCModelError(.internal, "the cache was neither found nor made") }
        self.cache = cache
        self.folder = folder
        self.context = context
        self.transfer = transfer
    }

    /// Stores the objects, each once, and tells what became of each; of one that was there already, nothing.
    func store(_ objects: [RemoteObject]) throws(DVCModelError) -> [ObjectID: ObjectOutcome] {
        var seen: Set<ObjectID> = []
        let named = objects.compactMap { object in object.objectID.map { (id: $0, object: object) } }
            .filter { seen.insert($0.id).inserted }
        let outcomes = try place(named.map(\.object.asCacheObject), as: named.map(\.id))
        let changed = zip(named, outcomes).compactMap { name, outcome in outcome.map { (name.id, $0) } }
        return Dictionary(uniqueKeysWithValues: changed)
    }

    /// Stores listings, all of whose files are there.
    func store(_ listings: [ResolvedModel.Listing]) throws(DVCModelError) {
        for listing in listings where try cache.listing(listing.id) == nil {
            let place = try SafePath(listing.id.relativePath)
            try folder.write(listing.bytes, to: place, .cacheObject, replacing: true)
        }
    }

    private func place(_ objects: [RemoteObject], as ids: [ObjectID]) throws(DVCModelError)
        -> [ObjectOutcome?]
    {
        let places = try ids.map { id throws(DVCModelError) in try SafePath(id.relativePath) }
        let states = try FileSurvey.look(
            at: places,
            of: objects,
            in: folder,
            cancellation: context.cancellation
        )
        // A damaged object has no bytes worth keeping: its name says what they should be.
        let plan = try TransferPlan(objects, places: places, states: states, isForced: true)
        var outcomes = (plan.jobs.isEmpty ? [] : transfer(plan.jobs.map(\.intoCache), folder))[...]
        return plan.steps.map { $0.needsTransfer ? outcomes.popFirst() : nil }
    }
}

extension RemoteObject {
    fileprivate var asCacheObject: RemoteObject {
        var object = self
        object.isExecutable = false
        return object
    }
}

extension TransferJob {
    fileprivate var intoCache: TransferJob {
        var job = self
        job.mode = .cacheObject
        return job
    }
}
