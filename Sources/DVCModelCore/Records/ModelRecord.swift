/// What a path of the repository stands for at a commit.
package struct ModelRecord: Sendable, Equatable {
    /// From the git root, normalised; "" for the git root itself.
    package let path: String
    /// Sorted by path; never empty. One entry at ``path`` itself, or several below it.
    package let entries: [RecordEntry]

    package init(path: String, entries: [RecordEntry]) {
        self.path = path
        self.entries = entries
    }

    /// Of the DVC repository that the model is in, from the git root; "" for the git root itself.
    package var dvcRoot: String {
        switch entries.first {
        case .file(let file)?: file.dvcRoot
        case .folder(let folder)?: folder.dvcRoot
        case nil: ""
        }
    }

    /// The tracked folders whose listings have to be loaded before all files are known.
    package var folders: [FolderRecord] {
        entries.compactMap { entry in
            if case .folder(let folder) = entry { folder } else { nil }
        }
    }

    /// All files, with the listings that `load` gives, sorted by path.
    ///
    /// - Throws: what `load` throws; `record-missing` when a listing has nothing at the path that is asked for.
    package func files(
        load: (FolderRecord) throws(DVCModelError) -> DirListing
    ) throws(DVCModelError) -> [FileRecord] {
        // A listing is sorted already.
        if entries.count == 1, case .folder(let folder)? = entries.first {
            return try folder.files(load(folder))
        }
        var files: [FileRecord] = []
        for entry in entries {
            switch entry {
            case .file(let file): files.append(file)
            case .folder(let folder): files += try folder.files(load(folder))
            }
        }
        return files.sorted { $0.path.isBefore($1.path) }
    }
}

package enum RecordEntry: Sendable, Equatable {
    case file(FileRecord)
    case folder(FolderRecord)

    package var path: String {
        switch self {
        case .file(let file): file.path
        case .folder(let folder): folder.path
        }
    }

    package var source: RecordSource {
        switch self {
        case .file(let file): file.source
        case .folder(let folder): folder.source
        }
    }
}
