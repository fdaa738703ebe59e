/// The outputs that have to do with a path, laid over the files that Git has there.
struct FoundOutputs {
    let target: String
    let root: String
    /// What Git has below ``target``.
    let held: SortedPaths
    var outputs: [Output] = []
    var failures: [DVCModelError] = []

    /// Empty when nothing is there.
    func entries() throws(DVCModelError) -> [RecordEntry] {
        let tracked = outputs.filter(\.isCached)
        var entries: [RecordEntry] = []
        if let around = tracked.last(where: { $0.path.isSame(as: target) }) ?? enclosing(tracked) {
            entries = try self.entries(of: around)
        } else {
            guard failures.isEmpty else { throw .recordsUnreadable(target, failures) }
            for output in distinct(tracked) where isListed(output.path) && !isHidden(output) {
                entries += try self.entries(of: output)
            }
        }
        entries += held.paths.filter(isListed).map { path in
            .file(FileRecord(heldByGit: path, dvcRoot: root))
        }
        return entries.sorted { $0.path.isBefore($1.path) }
    }

    /// The innermost output that the path lies in.
    private func enclosing(_ outputs: [Output]) -> Output? {
        outputs.filter { target.isBelow($0.path) }.max { $0.path.utf8.count < $1.path.utf8.count }
    }

    /// Of two outputs at one path the later counts.
    private func distinct(_ outputs: [Output]) -> [Output] {
        var seen: Set<[UInt8]> = []
        return outputs.reversed().filter { seen.insert(Array($0.path.utf8)).inserted }.reversed()
    }

    /// DVC leaves its own files out of a folder, and folders that are called like them.
    private func isListed(_ path: String) -> Bool {
        !path.relative(to: target).utf8.split(separator: UInt8(ascii: "/")).contains { name in
            let name = String(Substring(name))
            return name.isDVCFileName || name == ".dvcignore"
        }
    }

    /// Whether Git has a file in the way of an output, or a folder in the way of a file.
    private func isHidden(_ output: Output) -> Bool {
        if held.contains(output.path) || output.path.parentFolders.contains(where: held.contains) {
            return true
        }
        return held.hasFolder(output.path) && !output.isFolder
    }

    private func entries(of output: Output) throws(DVCModelError) -> [RecordEntry] {
        if held.hasFolder(output.path), !output.isFolder { return [] }
        if let files = output.contents.files {
            return try self.files(files, of: output).filter { $0.path.isAtOrBelow(target) }.map { .file($0) }
        }
        if case .object(let id) = output.contents.hash, id.isListing { return [.folder(folder(id, output))] }
        let file = try file(at: output.path, output.contents, of: output)
        guard target.isBelow(output.path) else { return [.file(file)] }
        throw .pathInFile(target, output)
    }

    private func folder(_ listingID: ObjectID, _ output: Output) -> FolderRecord {
        FolderRecord(
            path: output.path,
            within: target.isBelow(output.path) ? target.relative(to: output.path) : "",
            listingID: listingID,
            source: output.source,
            dvcRoot: root,
            heldByGit: SortedPaths(sorted: held.below(output.path).map { $0.relative(to: output.path) }),
        )
    }

    private func files(
        _ files: [EntryContents.File],
        of output: Output,
    ) throws(DVCModelError) -> [FileRecord] {
        var records: [FileRecord] = []
        for file in files {
            guard DirListing.isUsable(file.path) else { throw .unusablePath(file.path, output) }
            let path = "\(output.path)/\(file.path)"
            if !held.hides(path) { records.append(try self.file(at: path, file.contents, of: output)) }
        }
        return records
    }

    private func file(
        at path: String,
        _ contents: EntryContents,
        of output: Output,
    ) throws(DVCModelError) -> FileRecord {
        let objectID: ObjectID?
        switch contents.hash {
        case .object(let id): objectID = id
        case .unusable(let what): throw .hashUnusable(what, output)
        case .none:
            guard output.importSource != nil else { throw .neverRun(output) }
            objectID = nil
        }
        return FileRecord(
            path: path,
            source: output.source,
            objectID: objectID,
            byteCount: contents.byteCount,
            isExecutable: contents.isExecutable,
            dvcRoot: root,
            version: contents.version,
        )
    }

    /// The error when ``entries()`` gives none.
    func nothing() -> DVCModelError {
        if !failures.isEmpty { return .recordsUnreadable(target, failures) }
        if let output = outputs.first(where: { $0.path.isSame(as: target) }) { return .leftToGit(output) }
        return .nothingTracked(target)
    }
}

extension DVCModelError {
    fileprivate static func nothingTracked(_ path: String) -> Self {
        path.isEmpty
            ? .init(.recordMissing, "neither DVC nor Git tracks any file at this commit")
            : .init(.recordMissing, "neither DVC nor Git tracks '\(path)' at this commit", at: .file(path))
    }

    fileprivate static func recordsUnreadable(_ path: String, _ failures: [DVCModelError]) -> Self {
        let causes = failures.map { error in
            error.location.map { "\($0): \(error.what)" } ?? error.what
        }
        if failures.count == 1 {
            return .init(
                .recordInvalid,
                "this file may tell of '\(path)', but cannot be understood: \(failures[0].what)",
                at: failures[0].location,
                hint: failures[0].hint,
            )
        }
        let files = failures.compactMap { error in
            if case .file(let file, _)? = error.location { file } else { nil }
        }
        return .init(
            .recordInvalid,
            "these files may tell of '\(path)', but cannot be understood",
            paths: files,
            causes: causes,
        )
    }

    fileprivate static func leftToGit(_ output: Output) -> Self {
        .init(
            .recordMissing,
            "'\(output.path)' has 'cache: false', so only Git can have it, and it does not at this commit",
            at: output.maker.location,
        )
    }

    fileprivate static func neverRun(_ output: Output) -> Self {
        switch output.maker {
        case .dvcFile(let file, _):
            .init(
                .recordMissing,
                "'\(output.path)' is tracked, but its hash was never recorded",
                at: output.maker.location,
                hint: "dvc commit \(file.shellQuoted), then commit it to Git and tag that",
            )
        case .stage(let stage, _, _):
            .init(
                .recordMissing,
                "'\(output.path)' is an output of the stage '\(stage)', which was never run: "
                    + "no hash is recorded in dvc.lock",
                at: output.maker.location,
                hint: "dvc repro, then commit dvc.lock to Git and tag that",
            )
        }
    }

    fileprivate static func hashUnusable(_ what: String, _ output: Output) -> Self {
        .init(
            .recordInvalid,
            "'\(output.path)' has no MD5 of 32 hex digits but \(what)",
            at: output.maker.location,
        )
    }

    fileprivate static func pathInFile(_ path: String, _ output: Output) -> Self {
        .init(
            .recordMissing,
            "'\(path)' cannot be there: the output '\(output.path)' is a file",
            at: output.maker.location,
        )
    }

    fileprivate static func unusablePath(_ path: String, _ output: Output) -> Self {
        .init(
            .recordInvalid,
            "'\(path)' cannot be the path of a file in the folder '\(output.path)'",
            at: output.maker.location,
        )
    }
}

extension Output.Maker {
    fileprivate var location: ErrorLocation {
        switch self {
        case .dvcFile(let file, let line), .stage(_, in: let file, let line): .file(file, line: line)
        }
    }
}
