package import DVCModelCore

extension VerifyReport {
    /// One registered version of a look at the whole registry.
    package struct Version: Encodable, Sendable {
        /// The artifact's full name.
        package let name: String
        /// Null for a commit that holds a stage without being a version, and where nobody can tell which there are.
        @Nullable package var version: String?
        @Nullable package var commit: String?
        package let stages: [String]
        /// How many there are, and their size in bytes as far as it is known; null where nobody can tell.
        @Nullable package var fileCount: Int?
        @Nullable package var size: Int64?
        package let result: FileVerdict.Result
        /// The gravest of what is wrong with it.
        @Nullable package var error: ErrorReport?

        /// What stands in the table for it.
        fileprivate let verdict: String

        private enum CodingKeys: CodingKey {
            case name, version, commit, stages, fileCount, size, result, error
        }

        package struct Files: Sendable {
            let count: Int
            let byteCount: Int64
            let missingCount: Int
            let remark: String?

            /// - Parameters:
            ///   - byteCount: as far as it is known.
            ///   - missingCount: listings that are missing included.
            ///   - remark: what to say where nothing is wrong.
            package init(count: Int, byteCount: Int64, missingCount: Int, remark: String? = nil) {
                self.count = count
                self.byteCount = byteCount
                self.missingCount = missingCount
                self.remark = remark
            }
        }

        /// - Parameters:
        ///   - files: nil where nobody can tell.
        ///   - errors: what is wrong.
        ///   - hasDoubts: whether nobody knows the MD5 of one of the files.
        package init(
            _ registered: Registered<some Any>,
            files: Files?,
            errors: [DVCModelError],
            hasDoubts: Bool,
        ) {
            name = registered.artifact.description
            version = registered.version?.version
            commit = registered.version?.commit
            stages = registered.version?.stages ?? []
            fileCount = files?.count
            size = files?.byteCount
            let gravest = ExitStatus.gravest(of: errors)
            error = gravest.map(ErrorReport.init)
            switch gravest?.code {
            case nil:
                (result, verdict) = hasDoubts ? (.unverified, "unverified") : (.ok, files?.remark ?? "ok")
            case .objectMissing?:
                (result, verdict) = (.missing, files.map { "\($0.missingCount) missing" } ?? "missing")
            case let code?: (result, verdict) = (.failed, code.rawValue)
            }
        }
    }

    /// The table of all versions, a line each and one above them.
    package var versionLines: [String] {
        let heads = ["MODEL", "VERSION", "STAGES", "FILES", "SIZE", "VERDICT"]
        let rows = versions.map { row in
            [
                row.name,
                row.version ?? row.commit.map { String($0.prefix(7)) } ?? "-",
                row.stages.isEmpty ? "-" : row.stages.joined(separator: ","),
                row.fileCount.map(String.init) ?? "-",
                row.size.map(Units.bytes) ?? "-",
                row.verdict,
            ]
        }
        return Columns.lines([heads] + rows, [.left, .left, .left, .right, .right, .left])
    }
}
