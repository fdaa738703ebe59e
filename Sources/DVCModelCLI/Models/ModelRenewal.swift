package import DVCModelCore

extension ModelSource {
    /// A way to ask anew where the objects of these models are; nil where nobody can be asked, as with `--uris`.
    ///
    /// Each call begins from nothing: it reads the checkout, the settings and the credentials again and makes its own
    /// connections, so it shares no state with any other thread. It takes the route of the first time, whatever the
    /// settings say by then, and only the models of the objects handed in are asked for, each once.
    package func renewal(of models: [ResolvedModel]) -> Renewal? {
        let renewal = ModelRenewal(self, models)
        return renewal.map { renewal in
            { @Sendable objects in
                Result { () throws(DVCModelError) in try renewal.renew(objects) }
            }
        }
    }
}

/// Which model to ask for when an object's address has come of age.
private struct ModelRenewal: Sendable {
    private let source: ModelSource
    private let route: Route
    /// In the order of the first time.
    private let references: [ModelReference]
    /// By the paths of the objects. A path that two models share stands for the same bytes in both.
    private let owners: [String: ModelReference]

    init?(_ source: ModelSource, _ models: [ResolvedModel]) {
        let known = models.compactMap { model in model.reference.map { (model: model, reference: $0) } }
        guard let route = known.first.flatMap({ Route($0.model.report.route) }) else { return nil }
        self.source = source
        self.route = route
        references = known.map(\.reference)
        let owned = known.flatMap { known in known.model.objects.map { ($0.path, known.reference) } }
        owners = Dictionary(owned) { first, _ in first }
    }

    /// - Throws: `hash-sources-disagree` where the new answer means other bytes; what resolving throws
    func renew(_ objects: [RemoteObject]) throws(DVCModelError) -> [RemoteObject] {
        source.context.log.decision(
            "the signed URLs of \(Units.count(objects.count, "file")) are being renewed"
        )
        let asked = Set(objects.compactMap { owners[$0.path] })
        var fresh: [String: RemoteObject] = [:]
        for model in try resolve(references.filter(asked.contains)) {
            fresh.merge(model.objects.map { ($0.path, $0) }) { first, _ in first }
        }
        return try objects.map { object throws(DVCModelError) in
            guard let found = fresh[object.path] else { throw .gone(object) }
            return try object.moved(to: found)
        }
    }

    private func resolve(_ references: [ModelReference]) throws(DVCModelError) -> [ResolvedModel] {
        do throws(DVCModelError) {
            return try source.resolve(references, by: route, .unlessCached, PathFilter([]))
        } catch {
            throw error.whileRenewing
        }
    }
}

extension Route {
    fileprivate init?(_ route: ModelReport.Route) {
        switch route {
        case .studio: self = .studio
        case .remote: self = .remote
        case .map, .git, .receipt: return nil
        }
    }
}

extension RemoteObject {
    /// The same object where it was found anew.
    fileprivate func moved(to found: RemoteObject) throws(DVCModelError) -> RemoteObject {
        if case .unknown(let error) = found.location { throw error.whileRenewing }
        if let was = expectedMD5?.digest, let now = found.expectedMD5?.digest, was != now {
            throw .otherBytes(self, was, now)
        }
        var object = self
        object.location = found.location
        return object
    }
}

extension DVCModelError {
    private static func changed(_ how: String, at location: ErrorLocation?) -> Self {
        .init(
            .hashSourcesDisagree,
            "the model changed while it was being downloaded: \(how)",
            at: location,
            hint: "run the same command again"
        )
    }

    fileprivate static func gone(_ object: RemoteObject) -> Self {
        .changed("'\(object.path)' is no longer a file of it", at: object.errorLocation)
    }

    fileprivate static func otherBytes(_ object: RemoteObject, _ was: MD5Digest, _ now: MD5Digest) -> Self {
        .changed("'\(object.path)' had the MD5 \(was) and now has \(now)", at: object.errorLocation)
    }

    /// What the first answer agreed with has not changed by itself.
    fileprivate var whileRenewing: Self {
        switch code {
        case .interrupted: return self
        case .hashSourcesDisagree: return .changed(what, at: location)
        default:
            var error = self
            error.what = "the signed URLs cannot be renewed: \(what)"
            return error
        }
    }
}
