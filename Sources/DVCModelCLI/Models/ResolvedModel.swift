package import DVCModelCore

/// A model whose objects are known.
package struct ResolvedModel {
    package let report: ModelReport
    /// Where its `dvc.yaml` says that it is, from the git root; nil where no `dvc.yaml` here declares it.
    package let artifactPath: String?
    /// How this very version is asked for again: by its name where that is known, else as the first time. Nil where
    /// nobody can be asked.
    package let reference: ModelReference?
    /// In the order of their paths; at least one.
    package let objects: [RemoteObject]
    /// The cache of the DVC repository that it is in; nil outside of any.
    package var cache: DVCCache?
    /// Makes the listings of its folders anew, each time it is called: not every tool wants them.
    package var listings: () throws(DVCModelError) -> Listings = { () throws(DVCModelError) in Listings() }
    /// The `.dir` listings of its folders, where they are to be downloaded from: without them nobody learns which files
    /// there are. None where somebody else has read them.
    package var listingObjects: () throws(DVCModelError) -> [RemoteObject] = { () throws(DVCModelError) in []
    }
    /// How its data is pushed to the DVC remote again.
    package var push: PushAdvice
    /// Of all its registered versions; nil where no tag here tells which there are.
    package var registered: RegisteredFiles?

    package struct Listing: Sendable {
        package let id: ObjectID
        package let bytes: [UInt8]
    }

    package struct Listings: Sendable {
        /// The `.dir` listings of its folders, as far as their bytes are known.
        package var known: [Listing] = []
        /// Tracked folders of whose files the addresses carry no hashes: only the files that come can prove the recorded
        /// one.
        package var unproven: [FolderRecord] = []
    }

    package init(
        report: ModelReport,
        artifactPath: String?,
        reference: ModelReference?,
        objects: [RemoteObject],
    ) {
        push = PushAdvice(reference, artifactPath: artifactPath)
        self.report = report
        self.artifactPath = artifactPath
        self.reference = reference
        self.objects = objects
    }

    /// As it can be asked for again.
    package var label: String { report.model }
}
