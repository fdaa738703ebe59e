/// Which git remote a checkout belongs to, and its URL as it is written.
///
/// As git decides it for `git fetch`: the checked-out branch's `branch.<name>.remote`, else `origin`, else the only
/// remote there is. `url.*.insteadOf` is not applied: Studio knows the forge's own address, not a mirror's. Where
/// DVC's Studio client has a bug, git is followed: the first of several URLs counts, a remote's name is never taken
/// for a URL. Source: remote.c in git; `get_remote_repo` in dulwich's porcelain.
package struct GitRemote: Sendable, Equatable {
    /// nil where `branch.<name>.remote` is itself a URL.
    package let name: String?
    package let url: String
    package let source: Source

    /// - Throws: `repo-url-missing`, `repo-url-not-usable`, `git-config-invalid`
    package init(_ config: GitConfig, head: GitHead) throws(DVCModelError) {
        let names = config.subsections(of: "remote")
        if let branch = Self.branchRemote(config, head) {
            let written = try Self.value(branch)
            guard written != "." else { throw .branchFollowsThisRepository(branch) }
            guard !names.contains(written) else {
                try self.init(config, name: written)
                return
            }
            guard written.utf8.contains(UInt8(ascii: ":")) else { throw .gitRemoteUnknown(written, branch) }
            self.init(name: nil, url: written, source: branch.source)
        } else if names.contains("origin") {
            try self.init(config, name: "origin")
        } else if let only = names.first, names.count == 1 {
            try self.init(config, name: only)
        } else {
            throw .gitRemoteMissing(names)
        }
    }

    private init(name: String?, url: String, source: Source) {
        self.name = name
        self.url = url
        self.source = source
    }

    private init(_ config: GitConfig, name: String) throws(DVCModelError) {
        var first: (url: String, source: Source)?
        for entry in config.entries("remote", name, "url") {
            let url = try Self.value(entry)
            // Since git 2.46 an empty value takes back the URLs before it.
            first = url.isEmpty ? nil : first ?? (url, entry.source)
        }
        guard let first else { throw .gitRemoteWithoutURL(name) }
        self.init(name: name, url: first.url, source: first.source)
    }

    /// git too refuses a key without `=` here.
    private static func value(_ entry: GitConfig.Entry) throws(DVCModelError) -> String {
        guard let value = entry.value else {
            let name = "\(entry.section).\(entry.subsection ?? "").\(entry.key)"
            throw .gitConfigInvalid("'\(name)' needs a value", at: entry.source.location)
        }
        return value
    }

    private static func branchRemote(_ config: GitConfig, _ head: GitHead) -> GitConfig.Entry? {
        guard case .branch(let branch) = head else { return nil }
        return config.entries("branch", branch, "remote").last
    }
}

extension DVCModelError {
    fileprivate static func branchFollowsThisRepository(_ entry: GitConfig.Entry) -> Self {
        .init(
            .repoURLNotUsable,
            "the branch '\(entry.subsection ?? "")' follows a branch of this very repository, not one of a remote",
            at: entry.source.location,
            hint: repoURLHint,
        )
    }

    fileprivate static func gitRemoteUnknown(_ name: String, _ entry: GitConfig.Entry) -> Self {
        .init(
            .repoURLMissing,
            "the branch '\(entry.subsection ?? "")' follows the git remote '\(name)', which does not exist",
            at: entry.source.location,
            hint: repoURLHint,
        )
    }

    fileprivate static func gitRemoteMissing(_ names: [String]) -> Self {
        let what =
            names.isEmpty
            ? "this repository has no git remote"
            : "of the git remotes '\(names.joined(separator: "', '"))' none is called 'origin' or followed by the branch"
        return .init(.repoURLMissing, what, hint: repoURLHint)
    }

    fileprivate static func gitRemoteWithoutURL(_ name: String) -> Self {
        .init(.repoURLMissing, "the git remote '\(name)' has no URL", hint: repoURLHint)
    }
}
