/// The files of a commit as DVC sees them: which DVC repositories there are, which files describe outputs, and what
/// is ignored.
struct CommitTree {
    /// All files that Git has.
    let files: SortedPaths
    /// The folders that hold a `.dvc` folder, from the git root; "" for the git root itself.
    private let dvcRoots: [String]
    /// The `.dvc` files and every dvc.yaml.
    private let recordFiles: [String]
    private let ignoreFiles: [String]

    /// - Parameter paths: sorted by UTF-8 bytes.
    init(_ paths: [String]) {
        files = SortedPaths(sorted: paths)
        var roots: [String] = []
        var recordFiles: [String] = []
        var ignoreFiles: [String] = []
        for path in paths {
            if let root = Self.dvcRoot(around: path) {
                if roots.last.map({ !$0.isSame(as: root) }) ?? true { roots.append(root) }
            } else if path.isDVCFileName {
                recordFiles.append(path)
            } else if path.hasByteSuffix(".dvcignore"), Path.lastComponent(path) == ".dvcignore" {
                ignoreFiles.append(path)
            }
        }
        dvcRoots = roots
        self.recordFiles = recordFiles
        self.ignoreFiles = ignoreFiles
    }

    /// `sub` for `sub/.dvc/config`.
    private static func dvcRoot(around path: String) -> String? {
        let folder = ".dvc/".utf8
        if path.utf8.starts(with: folder) { return "" }
        let bytes = path.utf8
        var place = bytes.startIndex
        while let slash = bytes[place...].firstIndex(of: UInt8(ascii: "/")) {
            place = bytes.index(after: slash)
            if bytes[place...].starts(with: folder) { return String(path[..<slash]) }
        }
        return nil
    }

    /// The DVC repository that a path belongs to: the nearest folder with a `.dvc` folder, the path itself included,
    /// else the git root (`_get_repo` in dvc/fs/dvc.py, which opens the git root whether it has a `.dvc` or not).
    func dvcRoot(of path: String) -> String {
        dvcRoots.filter { path.isAtOrBelow($0) }.max { $0.utf8.count < $1.utf8.count } ?? ""
    }

    /// The files of one DVC repository that describe outputs, as DVC walks to them: those of a folder before those
    /// of the folders in it.
    func recordFiles(of root: String, ignoring ignore: inout DVCIgnore) -> [String] {
        let own = recordFiles.filter { file in
            file.isBelow(root) && dvcRoot(of: file).isSame(as: root)
                && !ignore.ignores(file: file.relative(to: root))
        }
        // With a byte below all others for the slash, a folder comes right before what is in it.
        let folders = own.map { file in Path.parent(file).utf8.map { $0 == ASCII.slash ? 0 : $0 } }
        return zip(folders, own).sorted { one, other in
            one.0 == other.0 ? one.1.isBefore(other.1) : one.0.lexicographicallyPrecedes(other.0)
        }.map(\.1)
    }

    /// The patterns of the `.dvcignore` files of one DVC repository; `read` gives their bytes.
    func ignore(
        of root: String,
        read: (String) throws(DVCModelError) -> [UInt8]?,
    ) throws(DVCModelError) -> DVCIgnore {
        var ignore = DVCIgnore()
        let own = ignoreFiles.filter { $0.isBelow(root) && dvcRoot(of: $0).isSame(as: root) }
        // Those of outer folders first: they may hide the others.
        for file in own.sorted(by: { $0.depth < $1.depth }) {
            let path = file.relative(to: root)
            guard !ignore.ignores(file: path), let text = try read(file) else { continue }
            ignore.add(text, folder: Path.parent(path))
        }
        return ignore
    }

    /// The files that Git has below a folder and that DVC sees in its repository `root`.
    func visibleFiles(below folder: String, in root: String, ignoring ignore: inout DVCIgnore) -> [String] {
        files.below(folder).filter { file in
            dvcRoot(of: file).isSame(as: root) && !ignore.ignores(file: file.relative(to: root))
        }
    }
}

extension String {
    /// A path below a folder, seen from there.
    func relative(to folder: String) -> String {
        folder.isEmpty ? self : String(Substring(utf8.dropFirst(folder.utf8.count + 1)))
    }

    fileprivate var depth: Int { utf8.count { $0 == UInt8(ascii: "/") } }
}
