import DVCModelCLI
import DVCModelCore

/// Links places in the work tree to objects of DVC's cache, where `cache.type` says so.
struct CacheLinks {
    private let folder: DestinationFolder
    private let isWanted: Bool

    /// - Parameter isWanted: whether the places are those of the work tree, and the cache holds what belongs there.
    init(_ folder: DestinationFolder, isWanted: Bool) {
        self.folder = folder
        self.isWanted = isWanted
    }

    /// Links a place to its object.
    ///
    /// - Returns: nil where a copy is to be made instead.
    func link(_ job: TransferJob, _ cache: DVCCache?) -> ObjectOutcome? {
        // The plain MD5 of DVC 2's objects is known only by reading them, so they are copied.
        guard isWanted, let cache, let target = job.cachedAt, let expected = job.object.expectedMD5,
            expected.rule == .md5
        else { return nil }
        do throws(DVCModelError) {
            for link in cache.links {
                guard let kind = link.kind(ofEmptyFile: job.object.byteCount == 0) else { return nil }
                guard try folder.link(job.destination, to: target, kind, replacing: job.isReplacing) else {
                    continue
                }
                return .downloaded(.linked(expected, job.object.byteCount ?? 0))
            }
            return nil
        } catch {
            return .failed(error)
        }
    }
}

extension DVCCache.Link {
    /// nil where a file of its own is to be made. DVC never makes a hard link to an empty object, or every empty file
    /// on the machine would be one. Source: dvc_objects/fs/generic.py.
    fileprivate func kind(ofEmptyFile isEmpty: Bool) -> FileLink? {
        switch self {
        case .hardlink: isEmpty ? nil : .hard
        case .symlink: .symbolic
        case .reflink, .copy: nil
        }
    }
}

extension ObjectOutcome.Download {
    fileprivate static func linked(_ expected: ExpectedMD5, _ byteCount: Int64) -> Self {
        .init(
            md5: expected.digest,
            byteCount: byteCount,
            receivedByteCount: 0,
            resumedByteCount: 0,
            checkedAgainst: expected,
            origin: .cache
        )
    }
}
