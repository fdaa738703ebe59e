import DVCModelCore

/// Whether it matters where objects are, or only what they must be.
package enum Locating: Sendable {
    case always
    /// An object that DVC's cache has need not be anywhere else.
    case unlessCached
    case never
}

/// Models by way of the checkout's own tags and records, and the DVC remote: without Studio.
struct RemoteRoute {
    private let arguments: Arguments
    private let context: Context
    private let git: GitSide
    private let settings: () throws(DVCModelError) -> HTTPSettings
    private let repo: String?

    /// - Parameters:
    ///   - repo: the repo URL, where it is known, for the report.
    ///   - settings: of connections, should any be made.
    init(
        _ arguments: Arguments,
        _ git: GitSide,
        repo: String?,
        _ context: Context,
        settings: @escaping () throws(DVCModelError) -> HTTPSettings,
    ) {
        self.arguments = arguments
        self.git = git
        self.context = context
        self.repo = repo
        self.settings = settings
    }

    func resolve(
        _ reference: ModelReference,
        _ locating: Locating,
        filter: PathFilter,
    ) throws(DVCModelError) -> ResolvedModel {
        let found = try git.models.find(reference)
        let locator = locator(found)
        let files = try found.record.files { (folder) throws(DVCModelError) in
            do throws(DVCModelError) {
                return try listing(of: folder, locator)
            } catch {
                throw error.advising(PushAdvice(found), gitRoot: git.gitRoot, in: context)
            }
        }
        let objects = try git.measure("places") { () throws(DVCModelError) in
            try files.map { file throws(DVCModelError) in
                try RemoteObject(file, at: location(of: file, locator, locating))
            }
        }
        var model = try git.model(
            reference,
            found,
            objects,
            filter,
            report: ModelReport(reference, found.version, route: .remote, repo: repo),
            ways: [
                { version in
                    git.models.md5s(of: reference.artifact, at: version) {
                        (found, folder) throws(DVCModelError) in
                        try listing(of: folder, self.locator(found))
                    }
                }
            ]
        )
        model.listingObjects = { () throws(DVCModelError) in
            try found.record.folders.map { folder throws(DVCModelError) in
                try listingObject(of: folder, locator)
            }
        }
        return model
    }

    private func location(
        of file: FileRecord,
        _ locator: RemoteLocator,
        _ locating: Locating,
    ) throws(DVCModelError) -> ObjectLocation {
        guard locating != .never || file.isHeldByGit else { return .unasked }
        do throws(DVCModelError) {
            return obeyed(try locator.location(of: file))
        } catch {
            guard locating == .unlessCached, try git.holds(file) else { throw error }
            return .unknown(error)
        }
    }

    /// The same under the limits of the command line, which go before those that the DVC remote's options set.
    private func obeyed(_ location: ObjectLocation) -> ObjectLocation {
        guard case .url(let url, var access) = location, arguments.has(Option.stallTimeout) else {
            return location
        }
        access.stallTimeout = nil
        return .url(url, access)
    }

    private func locator(_ found: GitModels.Found) -> RemoteLocator {
        let storage = StorageContext(
            environment: context.environment,
            workingFolder: context.workingDirectory,
            secondsSince1970: context.clock.wall(),
            lifetime: arguments[.expiresIn] ?? 3_600,
            http: { () throws(DVCModelError) in
                HTTPClient(try settings(), cancellation: context.cancellation, log: context.log)
            }
        )
        return RemoteLocator(
            gitRoot: git.gitRoot,
            found.files,
            defaultRemote: arguments[.remote],
            storage,
            log: context.log
        )
    }

    /// From DVC's cache, else from the DVC remote.
    private func listing(
        of folder: FolderRecord,
        _ locator: RemoteLocator,
    ) throws(DVCModelError) -> DirListing {
        if let listing = try git.cachedListing(of: folder) { return listing }
        let object = try listingObject(of: folder, locator)
        let bytes = try git.measure("fetching the listing") { () throws(DVCModelError) in
            try ObjectFetch(try settings(), context).bytes(object)
        }
        return try git.listing(of: folder, bytes)
    }

    private func listingObject(
        of folder: FolderRecord,
        _ locator: RemoteLocator,
    ) throws(DVCModelError) -> RemoteObject {
        RemoteObject(
            path: "\(folder.path) (its .dir listing)",
            location: obeyed(try locator.location(ofListing: folder)),
            expectedMD5: ExpectedMD5(folder.listingID.digest, from: .git)
        )
    }
}

extension RemoteObject {
    fileprivate init(_ file: FileRecord, at location: ObjectLocation) throws(DVCModelError) {
        var expectedMD5 = file.expectedMD5
        var byteCount = file.byteCount
        if case .held(let bytes) = location {
            expectedMD5 = ExpectedMD5(try MD5.digest(of: bytes), from: .git)
            byteCount = Int64(bytes.count)
        }
        self.init(
            path: file.path,
            location: location,
            expectedMD5: expectedMD5,
            byteCount: byteCount,
            isExecutable: file.isExecutable
        )
    }
}

extension ModelReport {
    /// Of what the tags of a clone say.
    init(_ reference: ModelReference, _ version: RegisteredVersion, route: Route, repo: String?) {
        self.init(
            model: reference.description,
            name: reference.artifact.description,
            repo: repo,
            version: version.version,
            stage: reference.selector.stage,
            commit: version.commit,
            latest: reference.selector == .latest,
            route: route,
            studioURL: nil,
        )
    }
}

extension DVCModelError {
    /// The same, where an object is missing, with the command that brings it there.
    fileprivate func advising(_ push: PushAdvice, gitRoot: String, in context: Context) -> Self {
        guard code == .objectMissing else { return self }
        var error = self
        error.hint = push.command(for: [], gitRoot: gitRoot, in: context)
        return error
    }
}
