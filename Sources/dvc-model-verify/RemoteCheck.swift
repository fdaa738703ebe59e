import DVCModelCLI
import DVCModelCore

/// Looks at the models' objects where they are to be downloaded from, by one byte of each.
struct RemoteCheck {
    /// Requests at the same time.
    private static let connectionCount = 64

    let settings: HTTPSettings
    let arguments: Arguments
    let context: Context

    /// The verdicts on each model, in the same order. An object that several models have is asked for once.
    ///
    /// - Throws: `interrupted`; what keeps a listing from being located
    func look(at models: [ResolvedModel]) throws(DVCModelError) -> [RemoteFindings] {
        let objects = try models.map { model throws(DVCModelError) in
            model.objects + (try model.listingObjects())
        }
        let verdicts = try verdicts(on: objects.flatMap(\.self))[...]
        var rest = verdicts
        return zip(models, objects).map { model, objects in
            defer { rest = rest.dropFirst(objects.count) }
            return RemoteFindings(
                model: model,
                looks: zip(objects, rest).map { RemoteFindings.Look(object: $0, verdict: $1) }
            )
        }
    }

    private func verdicts(on objects: [RemoteObject]) throws(DVCModelError) -> [RemoteVerdict] {
        var places: [Identity: Int] = [:]
        var distinct: [RemoteObject] = []
        let indices = objects.map { object in
            let identity = Identity(object)
            if let place = identity.flatMap({ places[$0] }) { return place }
            distinct.append(object)
            if let identity { places[identity] = distinct.count - 1 }
            return distinct.count - 1
        }
        let answers = answers(to: distinct)
        let verdicts = RemoteVerdict.judge(indices.map { answers[$0] }, of: objects).compactMap(\.self)
        guard verdicts.count == objects.count else {
            throw DVCModelError(.interrupted, "stopped while asking the storage")
        }
        return verdicts
    }

    private func answers(to objects: [RemoteObject]) -> [ObjectProbe.Answer?] {
        ProgressDisplay(arguments, in: context).showingReading { emit in
            emit(.began(fileCount: objects.count, byteCount: 0))
            let probe = ObjectProbe(
                settings,
                jobs: Self.connectionCount,
                cancellation: context.cancellation,
                log: context.log,
                report: { emit(.advanced(fileCount: 1, byteCount: 0)) }
            )
            return probe.answers(to: objects)
        }
    }
}

/// The same bytes at the same place: what is signed differs from model to model.
private struct Identity: Hashable {
    private let location: String
    private let md5: MD5Digest

    /// nil where it cannot be told.
    init?(_ object: RemoteObject) {
        guard let location = object.location.shown, let md5 = object.expectedMD5?.digest else { return nil }
        self.location = location
        self.md5 = md5
    }
}
