import DVCModelCLI
import DVCModelCore

/// `-o DIR --switch LINK`: each version in a folder of its own below DIR, and a symbolic link that leads to the one that
/// counts. Whoever goes by the link finds the old version whole, and from one moment to the next the new one.
struct FolderSwitch {
    /// Where the version's files go, absolute.
    let folder: String
    private let link: String
    private let context: Context

    /// - Throws: `usage`; `not-verified` where nothing tells one version from another; `destination-exists`
    init(
        _ link: String,
        out: String,
        _ models: [ResolvedModel],
        _ context: Context,
    ) throws(DVCModelError) {
        guard models.count == 1, let model = models.first else {
            throw .usage("'--switch' takes one model", of: PullCommand.table)
        }
        self.context = context
        self.link = Path.join(context.workingDirectory, link)
        folder = Path.join(Path.join(context.workingDirectory, out), try Self.name(of: model))
        guard Files.linkTarget(self.link) != nil || Files.kind(self.link) == nil else {
            throw .notALink(link)
        }
    }

    /// - Returns: whether the link has led elsewhere before.
    func perform() throws(DVCModelError) -> Bool {
        let parent = Path.parent(link)
        let target = Path.relative(folder, to: parent)
        guard Files.linkTarget(link) != target else { return false }
        guard let place = try DestinationFolder.open(parent, making: true),
            try place.link(
                SafePath(fileName: Path.lastComponent(link)),
                to: target,
                .symbolic,
                replacing: true
            )
        else { throw .noLinks(link) }
        context.console.note("'\(context.shown(link))' now leads to '\(target)'")
        return true
    }

    /// `nlp=bert@v1.2.0`, as its tag is called; where the version is not known, by the MD5s of the files.
    private static func name(of model: ResolvedModel) throws(DVCModelError) -> String {
        let version: String
        if let known = model.report.version { version = known } else { version = try fingerprint(of: model) }
        let name = model.reference?.artifact.inTag ?? "model"
        return PercentEncoding.encode("\(name)@\(version)") { byte in
            PercentEncoding.isUnreserved(byte) || "@=+".utf8.contains(byte)
        }
    }

    private static func fingerprint(of model: ResolvedModel) throws(DVCModelError) -> String {
        var lines = ""
        for object in model.objects {
            guard let md5 = object.expectedMD5 else { throw .nameless(model.label) }
            lines += "\(md5.digest) \(object.path)\n"
        }
        return "md5-\(try MD5.digest(of: lines.utf8).description.prefix(12))"
    }
}

extension DVCModelError {
    fileprivate static func notALink(_ link: String) -> Self {
        .init(
            .destinationExists,
            "'\(link)' is there and is no symbolic link",
            at: .option("--switch"),
            hint: "move it away, or choose another name"
        )
    }

    fileprivate static func noLinks(_ link: String) -> Self {
        .init(.fileUnwritable, "no symbolic link can be made at '\(link)'", at: .option("--switch"))
    }

    fileprivate static func nameless(_ model: String) -> Self {
        .init(
            .notVerified,
            "the folder for '\(model)' has no name: neither its version nor the MD5s of all files are known",
            at: .option("--switch"),
            hint: "git fetch --tags, or name a version: NAME@v1.2.3"
        )
    }
}
