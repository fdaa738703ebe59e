/// What DVC wants of the entries of outputs and dependencies in a `.dvc` file and a dvc.lock (`dvc/schema.py`,
/// `dvc/output.py`, `dvc/dependency/`).
struct EntrySchema {
    let check: YAMLCheck

    /// An entry of `outs` in a `.dvc` file.
    func checkOutput(_ entry: YAMLNode) throws(DVCModelError) {
        for field in try check.mapping(entry, "an output") {
            let name = try check.key(field, "a field of an output")
            switch name {
            case "path", "hash", "remote", "desc", "type": try check.text(field.value, "'\(name)'")
            case "cache", "persist", "push": try check.flag(field.value, "'\(name)'")
            case "labels": try check.texts(field.value, "'labels'")
            case "meta": break
            case "fs_config": _ = try check.mapping(field.value, "'fs_config'")
            case "cloud": try checkCloud(field.value)
            case "files": try checkFiles(field.value)
            default: try checkMeta(field, in: "an output")
            }
        }
        try requirePath(entry, "an output")
    }

    /// An entry of `deps` in a `.dvc` file.
    func checkDependency(_ entry: YAMLNode) throws(DVCModelError) {
        for field in try check.mapping(entry, "a dependency") {
            let name = try check.key(field, "a field of a dependency")
            switch name {
            case "path", "hash": try check.text(field.value, "'\(name)'")
            case "persist": try check.flag(field.value, "'persist'")
            case "fs_config": _ = try check.mapping(field.value, "'fs_config'")
            case "cloud": try checkCloud(field.value)
            case "files": try checkFiles(field.value)
            case "repo": try checkRepository(field.value)
            case "db":
                for option in try check.mapping(field.value, "'db'") {
                    switch try check.key(option, "a field of 'db'") {
                    case "query", "connection", "file_format", "table":
                        try check.text(option.value, "'\(option.name ?? "")'")
                    case let name:
                        let known = ["query", "connection", "file_format", "table"]
                        throw check.unknownKey(name, option.key.line, "'db'", known)
                    }
                }
            default: try checkMeta(field, in: "a dependency")
            }
        }
    }

    /// An entry of `outs` or `deps` in a dvc.lock.
    func checkLocked(_ entry: YAMLNode) throws(DVCModelError) {
        for field in try check.mapping(entry, "an entry") {
            let name = try check.key(field, "a field of an entry")
            switch name {
            case "path", "hash": try check.text(field.value, "'\(name)'")
            case "dataset": _ = try check.mapping(field.value, "'dataset'")
            case "cloud": try checkCloud(field.value)
            case "files": try checkFiles(field.value)
            default: try checkMeta(field, in: "an entry")
            }
        }
        try requirePath(entry, "an entry")
    }

    private func requirePath(_ entry: YAMLNode, _ what: String) throws(DVCModelError) {
        guard entry["path"] != nil else { throw check.invalid("\(what) has no 'path'", entry.line) }
    }

    private static let metaFields = ["md5", "etag", "checksum", "size", "nfiles", "isexec", "version_id"]

    private func checkMeta(_ field: YAMLEntry, in what: String) throws(DVCModelError) {
        let name = try check.key(field, "a field of \(what)")
        switch name {
        case "md5", "etag", "checksum": try checkHash(field.value, "'\(name)'")
        case "size", "nfiles": try check.wholeNumber(field.value, "'\(name)'")
        case "isexec": try check.flag(field.value, "'isexec'")
        case "version_id": try check.text(field.value, "'version_id'")
        default: throw check.unknownKey(name, field.key.line, what, ["path", "hash"] + Self.metaFields)
        }
    }

    /// Nothing, or at least three characters; digits without quotes pass here, and are of no use later.
    func checkHash(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        switch node.value {
        case .null, .string(""), .bool: break
        case .string(let text), .integer(let text):
            if text.unicodeScalars.count < 3 {
                throw check.invalid("\(what) is too short for a hash: '\(text)'", node.line)
            }
        default: try check.text(node, what)
        }
    }

    private func checkCloud(_ node: YAMLNode) throws(DVCModelError) {
        let remotes = try check.mapping(node, "'cloud'")
        if remotes.count > 1 { throw check.invalid("'cloud' names more than one remote", node.line) }
        for remote in remotes {
            _ = try check.key(remote, "a remote under 'cloud'")
            for field in try check.mapping(remote.value, "a remote under 'cloud'") {
                try checkMeta(field, in: "a remote under 'cloud'")
            }
        }
    }

    private func checkFiles(_ node: YAMLNode) throws(DVCModelError) {
        for file in try check.list(node, "'files'") {
            for field in try check.mapping(file, "an element of 'files'") {
                switch try check.key(field, "a field in 'files'") {
                case "relpath": try check.text(field.value, "'relpath'")
                case "cloud": try checkCloud(field.value)
                default: try checkMeta(field, in: "an element of 'files'")
                }
            }
            if file["relpath"] == nil {
                throw check.invalid("an element of 'files' has no 'relpath'", file.line)
            }
        }
    }

    private func checkRepository(_ node: YAMLNode) throws(DVCModelError) {
        for field in try check.mapping(node, "'repo'") {
            switch try check.key(field, "a field of 'repo'") {
            case "url", "rev", "rev_lock": try check.text(field.value, "'\(field.name ?? "")'")
            case "config", "remote":
                if field.value.entries == nil { try check.text(field.value, "'\(field.name ?? "")'") }
            case let name:
                let known = ["url", "rev", "rev_lock", "config", "remote"]
                throw check.unknownKey(name, field.key.line, "'repo'", known)
            }
        }
        if node["url"] == nil { throw check.invalid("'repo' has no 'url'", node.line) }
    }
}
