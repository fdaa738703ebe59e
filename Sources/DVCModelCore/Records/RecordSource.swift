/// Where the bytes of a recorded file or folder are kept.
package enum RecordSource: Sendable, Equatable {
    /// By Git itself: a plain file of the commit.
    case git
    /// On the DVC remote that the output names with `remote:`; nil for the default one of its DVC repository.
    case dvcRemote(String?)
    /// Only where they were imported from.
    case elsewhere(ImportSource)
}

/// Where the data of `dvc import`, or of an `import-url` that was never downloaded, comes from.
package struct ImportSource: Sendable, Equatable {
    /// The git URL of the repository that has it; nil where it was not imported from one.
    package let repoURL: String?
    /// The path in that repository, or else the URL of the data.
    package let path: String
    /// The revision of the repository (`rev_lock`), or the version of the object.
    package let revision: String?

    package init(repoURL: String?, path: String, revision: String?) {
        self.repoURL = repoURL
        self.path = path
        self.revision = revision
    }
}

/// The version that a remote with versions (`version_aware`) gave a file.
package struct CloudVersion: Sendable, Equatable {
    /// The remote that gave it. DVC reads the first one that is recorded, whatever remote is asked.
    package let remote: String?
    package let versionID: String?
    package let etag: String?

    package init(remote: String?, versionID: String?, etag: String? = nil) {
        self.remote = remote
        self.versionID = versionID
        self.etag = etag
    }
}

extension ImportSource {
    /// The error for whoever needs bytes that this repository's remotes do not have.
    package func failure(for path: String) -> DVCModelError {
        guard let repoURL else {
            return DVCModelError(
                .recordMissing,
                "'\(path)' was never downloaded into this repository, only '\(Redaction.url(self.path))' has it",
                hint: "dvc get-url \(Redaction.url(self.path).shellQuoted)",
            )
        }
        let url = Redaction.url(repoURL)
        let revision = revision.map { " at revision '\($0)'" } ?? ""
        let option = self.revision.map { " --rev \($0.shellQuoted)" } ?? ""
        return DVCModelError(
            .recordMissing,
            "'\(path)' was imported, and only '\(url)' has it: '\(self.path)'\(revision)",
            hint: "dvc get \(url.shellQuoted) \(self.path.shellQuoted)\(option)",
        )
    }
}
