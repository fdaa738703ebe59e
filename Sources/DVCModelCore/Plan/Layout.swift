/// Where a model's files go below the destination folder.
package enum Layout: Sendable, Equatable {
    /// At their paths in the repository.
    case repository
    /// The same without the folders above the artifact itself.
    case flat
    /// A single file, under a name of the user's.
    case file(String)

    /// One place for each object, in the same order, all of them safe and distinct.
    ///
    /// - Parameter artifactPath: where its `dvc.yaml` declares the artifact, from the git root; nil where that is not
    ///   known.
    /// - Throws: `destination-unsafe`, `usage` where several objects are to become one file
    package func place(
        _ objects: [RemoteObject],
        artifactPath: String? = nil,
    ) throws(DVCModelError) -> [SafePath] {
        let paths = try objects.map { object throws(DVCModelError) in try SafePath(object.path) }
        let places: [SafePath]
        switch self {
        case .repository:
            places = paths
        case .flat:
            let above = Self.folderAbove(artifactPath, paths)
            places = paths.map { $0.dropping(above) ?? $0 }
        case .file(let name):
            guard paths.count == 1 else { throw .severalFilesForOne(paths.count, name) }
            places = [SafePath(fileName: name)]
        }
        try SafePath.requireDistinct(places)
        return places
    }

    /// The folder that holds the artifact: its declared place where the files are really there, else the one above
    /// all that the files have in common.
    private static func folderAbove(_ artifactPath: String?, _ paths: [SafePath]) -> [String] {
        if let declared = components(of: artifactPath, holding: paths) { return declared.dropLast() }
        let common = commonFolder(paths)
        return paths.count == 1 ? common : common.dropLast()
    }

    /// The parts of a declared path; nil where it is not known, or the files are not there.
    private static func components(of artifactPath: String?, holding paths: [SafePath]) -> [String]? {
        let declared = artifactPath.map { $0.split(separator: "/").map(String.init) } ?? []
        let isTrue = !declared.isEmpty && paths.allSatisfy { $0.components.starts(with: declared) }
        return isTrue ? declared : nil
    }

    /// The folder below the destination that is a folder model's own, in its parts; nil for a model that is a single
    /// file, or has no folder of its own.
    ///
    /// - Parameters:
    ///   - places: of the objects, as ``place(_:artifactPath:)`` gives them.
    ///   - artifactPath: as there.
    /// - Throws: `destination-unsafe`
    package func modelFolder(
        _ objects: [RemoteObject],
        places: [SafePath],
        artifactPath: String?,
    ) throws(DVCModelError) -> [String]? {
        if case .file = self { return nil }
        let paths =
            self == .repository
            ? places : try objects.map { object throws(DVCModelError) in try SafePath(object.path) }
        guard let path = paths.first, let place = places.first else { return nil }
        if let declared = Self.components(of: artifactPath, holding: paths) {
            let depth = path.components.count - declared.count
            return depth > 0 ? place.components.dropLast(depth) : nil
        }
        let common = Self.commonFolder(places)
        return places.count > 1 && !common.isEmpty ? common : nil
    }

    /// The deepest folder that holds all the files.
    private static func commonFolder(_ paths: [SafePath]) -> [String] {
        guard var common = paths.first.map({ Array($0.components.dropLast()) }) else { return [] }
        for path in paths {
            while !path.components.dropLast().starts(with: common) { common.removeLast() }
        }
        return common
    }
}

extension DVCModelError {
    fileprivate static func severalFilesForOne(_ count: Int, _ name: String) -> Self {
        .init(
            .usage,
            "the model has \(count) files, and '\(name)' is a single one",
            at: .option("-o"),
            hint: "name a folder with a final slash, -o '\(name)/', or choose one file with --path"
        )
    }
}
