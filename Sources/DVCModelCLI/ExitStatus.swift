package import DVCModelCore

/// What a run comes to, for a script or a hook: "no", "fix your call", "fix your setup" and "run me again"
/// are told apart. 64 and up are those of `sysexits.h`.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    /// A file mismatches or is missing.
    case no = 1
    case usage = 64
    case data = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    case tryAgain = 75
    case notPermitted = 77
    case configuration = 78

    /// The status of a run that met all of these: the gravest, whatever their order and number.
    package init(_ errors: some Sequence<DVCModelError>) {
        self = errors.map { ExitStatus($0.code) }.min { $0.rank < $1.rank } ?? .success
    }

    /// Of several failures the one that the status and the JSON report speak of; of equally grave ones the
    /// first.
    package static func gravest(of errors: [DVCModelError]) -> DVCModelError? {
        errors.min { ExitStatus($0.code).rank < ExitStatus($1.code).rank }
    }

    private var rank: Int { Self.gravestFirst.firstIndex(of: self) ?? .max }

    /// First what ends a run before its first object, and our own bugs before all.
    private static let gravestFirst: [ExitStatus] = [
        .software, .usage, .configuration, .inputOutput, .notPermitted, .data, .noInput, .cannotCreate, .no,
        .unavailable, .tryAgain, .success,
    ]

    package init(_ code: ErrorCode) {
        self =
            switch code {
            case .usage, .artifactAmbiguous: .usage
            case .dvcYAMLInvalid, .dvcConfigInvalid, .gitConfigInvalid, .parametersInvalid, .recordInvalid,
                .studioReplyNotJSON,
                .studioReplyIsHTML, .studioReplyWrongShape, .studioReplyEmpty, .studioReplyTooLarge,
                .urlMapInvalid, .receiptInvalid, .hashSourcesDisagree, .registryInvalid:
                .data
            case .noGitRepository, .noDVCYAML, .noTags, .commitMissing, .artifactUnknown, .versionUnknown,
                .stageUnknown, .recordMissing, .studioRepoUnknown, .studioModelUnknown, .studioNotParsed,
                .objectMissing:
                .noInput
            case .studioUnreachable, .studioUnavailable, .storageUnreachable, .storageUnavailable, .tlsFailed:
                .unavailable
            case .studioTokenMissing, .studioTokenRefused, .studioForbidden, .studioURLUntrusted,
                .storageForbidden,
                .urlExpired, .storageCredentialsMissing:
                .notPermitted
            case .studioOffline, .studioURLInvalid, .studioURLInsecure, .studioRedirected,
                .studioCredentialsMissing,
                .repoURLMissing, .repoURLNotUsable, .routeUnavailable, .settingInvalid,
                .dvcRemoteUnknown, .storageUnsupported:
                .configuration
            case .destinationExists, .destinationUnsafe: .cannotCreate
            case .fileUnreadable, .fileUnwritable, .diskFull, .gitFailed: .inputOutput
            case .md5Mismatch, .notVerified, .nothingChanged: .no
            // An interrupted tool ends by the signal itself; this is for whoever cannot see that.
            case .transferIncomplete, .interrupted: .tryAgain
            case .internal: .software
            }
    }
}
