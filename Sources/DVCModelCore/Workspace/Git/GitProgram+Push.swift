extension GitProgram {
    /// The settings whose names begin with `prefix`, of all of git's configuration; of several values the last. The names
    /// are in lower case, as git compares them.
    ///
    /// - Throws: `git-failed`
    package static func settings(
        _ prefix: String,
        in layout: GitLayout,
        environment: Environment,
    ) throws(DVCModelError) -> [String: String] {
        let listed = try run(["config", "--null", "--list"], in: layout, environment)
        var settings: [String: String] = [:]
        for entry in listed.split(separator: 0) {
            let parts = entry.split(separator: ASCII.newline, maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: parts[0], as: UTF8.self)
            guard name.utf8.starts(with: prefix.utf8) else { continue }
            settings[name] = String(decoding: parts.dropFirst().first ?? [], as: UTF8.self)
        }
        return settings
    }

    /// The id of a tag's object as another repository has it; nil where it has no such tag. Asks over the network, with
    /// whatever the user's configuration takes for that, and prompts for nothing.
    ///
    /// - Parameter remote: the name of a remote, or a URL.
    /// - Throws: `git-failed`
    package static func remoteTag(
        _ tag: String,
        at remote: String,
        in layout: GitLayout,
        environment: Environment,
    ) throws(DVCModelError) -> String? {
        let ref = "refs/tags/\(tag)"
        let listed = try run(
            ["ls-remote", "--tags", "--", remote, ref],
            in: layout,
            environment,
            isOnline: true
        )
        let lines = listed.split(separator: ASCII.newline).map { $0.split(separator: UInt8(ascii: "\t")) }
        return lines.first { $0.count == 2 && $0[1].elementsEqual(ref.utf8) }
            .map { String(decoding: $0[0], as: UTF8.self) }
    }
}

extension Environment {
    /// Without what git sets for its hooks and what would lead it, in another folder, to the hook's repository.
    package var outsideOfHook: Environment {
        Environment(variables.filter { !GitProgram.leadingElsewhere.contains($0.key) })
    }
}
