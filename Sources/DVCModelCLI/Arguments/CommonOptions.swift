/// Which way the URLs are found.
package enum RouteChoice: String, Sendable, CaseIterable {
    case auto
    case studio
    case remote
}

/// When stderr is coloured.
package enum ColorChoice: String, Sendable, CaseIterable {
    case auto
    case always
    case never
}

// Which model, and which of its files.
extension Option where Value == String {
    package static var rev: Self {
        Option(
            "--rev",
            value: "VERSION",
            group: .model,
            completion: .version,
            help: "this version: v1.2.3 or latest"
        )
    }

    package static var stage: Self {
        Option(
            "--stage",
            value: "STAGE",
            group: .model,
            completion: .stage,
            help: "the version in this stage: prod"
        )
    }

    package static var tag: Self {
        Option(
            "--tag",
            value: "TAG",
            group: .model,
            completion: .tag,
            help: "what this GTO tag registers or assigns"
        )
    }

    package static var path: Self {
        Option(
            "--path",
            value: "GLOB",
            group: .model,
            isRepeatable: true,
            help: "only files whose path matches; repeatable",
        )
    }
}

// Where from.
extension Option where Value == String {
    package static var directory: Self {
        Option(
            "-C",
            value: "DIR",
            group: .route,
            isRepeatable: true,
            completion: .folder,
            help: "as if started in DIR",
        )
    }

    package static var repo: Self {
        Option("--repo", value: "URL", group: .route, help: "the Git repository as Studio knows it")
    }

    package static var studioURL: Self {
        Option("--studio-url", value: "URL", group: .route, help: "the Studio to ask")
    }

    package static var uris: Self {
        Option(
            "--uris",
            value: "FILE",
            group: .route,
            completion: .file,
            help: "URLs from a map made elsewhere; - is stdin",
        )
    }

    package static var remote: Self {
        Option(
            "--remote",
            value: "NAME",
            group: .route,
            completion: .remote,
            help: "from this DVC remote, without Studio",
        )
    }

    package static var receipt: Self {
        Option(
            "--receipt",
            value: "FILE",
            group: .result,
            completion: .file,
            help: "write there what was placed, with its hashes",
        )
    }

    package static var cacert: Self {
        Option(
            "--cacert",
            value: "FILE",
            group: .route,
            completion: .file,
            help: "trust the CA certificates in FILE"
        )
    }
}

extension Option where Value == RouteChoice {
    package static var source: Self {
        Option(
            choice: "--source",
            value: "WHERE",
            group: .route,
            help: "auto (the default), studio or remote"
        )
    }
}

extension Option where Value == ColorChoice {
    package static var color: Self {
        Option(choice: "--color", value: "WHEN", help: "auto (the default; obeys NO_COLOR), always, never")
    }
}

extension Flag {
    package static let all = Flag(
        "--all",
        group: .model,
        help: "every model that a tracked dvc.yaml declares"
    )
    package static let strict = Flag(
        "--strict",
        group: .result,
        help: "a file whose MD5 nobody knows is a failure"
    )
    package static let json = Flag("--json", help: "one JSON document on stdout instead of text")
    package static let quiet = Flag("--quiet", short: "-q", help: "say errors only")
    package static let verbose = Flag(
        "--verbose",
        short: "-v",
        isRepeatable: true,
        help: "say what is decided and why; -vv: each HTTP exchange",
    )
    package static let noProgress = Flag(
        "--no-progress",
        help: "no progress on stderr (with CI set: plain lines)"
    )
    package static let help = Flag("--help", help: "this text; -h: a shorter one")
    package static let shortHelp = Flag("-h", isHidden: true, help: "the short help")
    package static let version = Flag("--version", help: "the version of this program")
}

extension OptionTable {
    static let modelOptions: [any DeclaredOption] = [
        Option.rev, Option.stage, Option.tag, Flag.all, Option.path,
    ]

    static let routeOptions: [any DeclaredOption] = [
        Option.source, Option.uris, Option.repo, Option.studioURL, Option.cacert, Option.directory,
    ]

    static let commonOptions: [any DeclaredOption] = [
        Flag.json, Flag.quiet, Flag.verbose, Flag.noProgress, Option.color, Flag.help, Flag.shortHelp,
        Flag.version,
    ]

    static let commonExclusions: [[any DeclaredOption]] = [
        [Option.rev, Option.stage, Option.tag],
        [Flag.quiet, Flag.verbose],
    ]

    static let models = Positional(
        valueName: "MODEL",
        help: [
            "[DIR:]NAME, with @VERSION or #STAGE, or a GTO tag"
        ],
        completion: .model,
    )

    /// Which models there are and where they come from, for the manual pages.
    static let modelsInWords =
        "Models are those of the artifacts section of the nearest dvc.yaml upward, of DIR/dvc.yaml as DIR:NAME, "
        + "or what a GTO tag names. Without a version or a stage it is the latest version. With a token, DVC Studio "
        + "is asked; without, the tags and records of the clone and the DVC remote tell where the files are."

    static let commonEnvironment = [
        EnvironmentNote(name: "DVC_STUDIO_TOKEN", help: "the token; else studio.token of DVC's config"),
        EnvironmentNote(
            name: "DVC_STUDIO_URL",
            help: "as --studio-url; _REPO_URL: as --repo; _OFFLINE=1"
        ),
        EnvironmentNote(
            name: "HTTPS_PROXY, NO_PROXY",
            help: "as for curl, so too SSL_CERT_FILE, CURL_CA_BUNDLE"
        ),
    ]
}
