import DVCModelCLI
import DVCModelCore

/// Whether a file that is in the way can be had again, so that it may go unasked.
struct Recovery {
    private let models: [ResolvedModel]
    private let context: Context

    init(_ models: [ResolvedModel], _ context: Context) {
        self.models = models
        self.context = context
    }

    /// Whether the bytes at a place are in the cache, right to the last, or are those of a registered version.
    ///
    /// - Throws: `file-unreadable`, `interrupted`, and what reading the other versions' records throws
    func canBringBack(
        _ place: SafePath,
        in folder: DestinationFolder,
        from cache: DVCCache?,
    ) throws(DVCModelError) -> Bool {
        let md5 = try FileSurvey.md5(at: place, in: folder, cancellation: context.cancellation)
        guard let md5 else { return false }
        let id = ObjectID(md5, rule: .md5, isListing: false)
        if try cache?.proven(id, context.cancellation) != nil {
            context.log.decision("'\(folder.shown(place))' may be replaced: its bytes are in DVC's cache")
            return true
        }
        for files in models.compactMap(\.registered) where try files.contain(md5) {
            context.log.decision(
                "'\(folder.shown(place))' may be replaced: it is the file of a registered version"
            )
            return true
        }
        return false
    }
}
