package import DVCModelCore

/// What Git records of a version, and how much of it DVC's cache here has.
package struct RecordedModel {
    package struct File {
        /// From the git root.
        package let path: String
        /// nil for what Git itself holds.
        package let expectedMD5: ExpectedMD5?
        /// Where it is recorded.
        package let byteCount: Int64?
        package let holder: Holder
    }

    package enum Holder {
        case git
        case cache
        /// Nobody here.
        case nobody
        /// No hash is recorded: it was never made, or imported and not downloaded.
        case unrecorded
    }

    package let report: ModelReport
    /// For a folder whose listing is not here, which says what is in it, the folder.
    package let files: [File]

    /// ``ModelReport/model``
    package var label: String { report.model }
}

extension GitSide {
    /// - Parameter repo: the repo URL, where it is known, for the report.
    /// - Throws: what finding a model and reading its records throws; `object-missing` where the filter leaves nothing
    func recorded(
        _ reference: ModelReference,
        _ filter: PathFilter,
        repo: String?,
    ) throws(DVCModelError) -> RecordedModel {
        let found = try models.find(reference)
        var files: [RecordedModel.File] = []
        for entry in found.record.entries {
            switch entry {
            case .file(let file): files.append(try recorded(file))
            case .folder(let folder):
                guard let listing = try cachedListing(of: folder) else {
                    let expected = ExpectedMD5(
                        folder.listingID.digest,
                        rule: folder.listingID.rule,
                        from: .git
                    )
                    files.append(
                        .init(path: folder.path, expectedMD5: expected, byteCount: nil, holder: .nobody)
                    )
                    continue
                }
                for file in try folder.files(listing) { files.append(try recorded(file)) }
            }
        }
        return RecordedModel(
            report: ModelReport(reference, found.version, route: .git, repo: repo),
            files: try filter.apply(to: files, path: \.path, of: reference.description)
        )
    }

    private func recorded(_ file: FileRecord) throws(DVCModelError) -> RecordedModel.File {
        let holder: RecordedModel.Holder =
            if file.isHeldByGit { .git } else if file.objectID == nil { .unrecorded } else {
                try holds(file) ? .cache : .nobody
            }
        return .init(
            path: file.path,
            expectedMD5: file.expectedMD5,
            byteCount: file.byteCount,
            holder: holder
        )
    }
}
