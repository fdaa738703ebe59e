/// An output of the repository as a `.dvc` file, or a dvc.yaml with its dvc.lock, describes it.
struct Output: Equatable {
    /// From the git root, normalised.
    let path: String
    let contents: EntryContents
    /// False for `cache: false`: DVC leaves such an output to Git.
    let isCached: Bool
    /// As in `remote:`; nil for the default remote.
    let remote: String?
    /// Where it was imported from, when only that place is sure to have it.
    let importSource: ImportSource?
    /// What makes it, for errors.
    let maker: Maker

    enum Maker: Equatable {
        case dvcFile(String, line: Int)
        case stage(String, in: String, line: Int)
    }
}

extension Output {
    var isFolder: Bool {
        if case .object(let id) = contents.hash, id.isListing { return true }
        return contents.files != nil
    }

    var source: RecordSource { importSource.map(RecordSource.elsewhere) ?? .dvcRemote(remote) }

    /// Where an output lies: `path`, seen from the folder of the file that declares it; nil when it is outside of the
    /// DVC repository `root`, or no file at all: DVC does not store such outputs.
    ///
    /// Ways that lead out of the git root end there, as at a commit they do in DVC.
    static func place(_ path: String, in folder: String, of file: String, root: String) -> String? {
        if Path.isAbsolute(path) || isURL(path) { return nil }
        let base = Path.join(Path.parent(file), folder)
        let place = Path.fromRoot(Path.join(base, path))
        return place.isBelow(root) && !place.isEmpty ? place : nil
    }

    /// By `urlparse`: what has a scheme and a network part; `https:/x` is a path.
    private static func isURL(_ path: String) -> Bool {
        guard let end = path.firstRange(of: "://")?.lowerBound, let first = path.utf8.first else {
            return false
        }
        return ASCII.isLetter(first)
            && path[..<end].utf8.allSatisfy {
                ASCII.isLetter($0) || ASCII.isDigit($0) || "+-.".utf8.contains($0)
            }
    }
}
