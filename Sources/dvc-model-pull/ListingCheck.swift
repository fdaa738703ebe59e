import DVCModelCLI
import DVCModelCore

/// Holds the files of a tracked folder, all of them together, against the hash that Git records of their listing: for
/// folders of whose files no address carried a hash.
struct ListingCheck {
    private let model: ResolvedModel

    init(_ model: ResolvedModel) {
        self.model = model
    }

    /// Marks the files as verified by Git's record where their listing is the recorded one.
    ///
    /// - Returns: an error for each folder where it is not
    func check(_ report: inout PullReport) throws(DVCModelError) -> [DVCModelError] {
        var failures: [DVCModelError] = []
        for folder in try model.listings().unproven {
            let rows = report.files.indices.filter { report.files[$0].model == model.label }
            let objects = rows.map { index in
                RemoteObject(
                    path: report.files[index].path,
                    location: .unasked,
                    expectedMD5: report.files[index].md5.flatMap { MD5Digest(hex: $0) }.map {
                        ExpectedMD5($0, from: .git)
                    }
                )
            }
            // A file that did not come has an error of its own; the hashes of DVC 2 are not made of plain MD5s.
            guard folder.listingID.rule == .md5, let listing = try DirListing(of: folder, objects) else {
                continue
            }
            if try listing.objectID() == folder.listingID {
                for index in rows { report.files[index].prove() }
            } else {
                failures.append(.listingDiffers(folder, listing, try listing.objectID()))
            }
        }
        return failures
    }
}

extension PullReport.File {
    fileprivate mutating func prove() {
        expected = md5
        md5Rule = ExpectedMD5.Rule.md5.rawValue
        md5Source = ExpectedMD5.Source.git.rawValue
        if outcome == .unverified { outcome = .downloaded }
    }
}

extension DVCModelError {
    fileprivate static func listingDiffers(
        _ folder: FolderRecord,
        _ listing: DirListing,
        _ id: ObjectID,
    ) -> Self {
        .init(
            .md5Mismatch,
            "the \(Units.count(listing.entries.count, "file")) of '\(folder.path)' are not those that Git records:"
                + " their listing is \(id), expected \(folder.listingID)",
            hint: "do not use them; git fetch --tags, then run the same command again with --force"
        )
    }
}
