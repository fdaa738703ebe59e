/// What went wrong, as a stable word that scripts may rely on. The README lists them all.
package enum ErrorCode: String, Sendable, CaseIterable {
    // The call
    case usage
    case artifactAmbiguous = "artifact-ambiguous"

    // Data that cannot be understood
    case dvcYAMLInvalid = "dvc-yaml-invalid"
    case dvcConfigInvalid = "dvc-config-invalid"
    case gitConfigInvalid = "git-config-invalid"
    case parametersInvalid = "parameters-invalid"
    case recordInvalid = "record-invalid"
    case studioReplyNotJSON = "studio-reply-not-json"
    case studioReplyIsHTML = "studio-reply-is-html"
    case studioReplyWrongShape = "studio-reply-wrong-shape"
    case studioReplyEmpty = "studio-reply-empty"
    case studioReplyTooLarge = "studio-reply-too-large"
    case urlMapInvalid = "url-map-invalid"
    case receiptInvalid = "receipt-invalid"
    case hashSourcesDisagree = "hash-sources-disagree"
    case registryInvalid = "registry-invalid"

    // Something named is not there
    case noGitRepository = "no-git-repository"
    case noDVCYAML = "no-dvc-yaml"
    case noTags = "no-tags"
    case commitMissing = "commit-missing"
    case artifactUnknown = "artifact-unknown"
    case versionUnknown = "version-unknown"
    case stageUnknown = "stage-unknown"
    case recordMissing = "record-missing"
    case studioRepoUnknown = "studio-repo-unknown"
    case studioModelUnknown = "studio-model-unknown"
    case studioNotParsed = "studio-not-parsed"
    case objectMissing = "object-missing"

    // Nobody answers
    case studioUnreachable = "studio-unreachable"
    case studioUnavailable = "studio-unavailable"
    case storageUnreachable = "storage-unreachable"
    case storageUnavailable = "storage-unavailable"
    case tlsFailed = "tls-failed"

    // Not allowed
    case studioTokenMissing = "studio-token-missing"
    case studioTokenRefused = "studio-token-refused"
    case studioForbidden = "studio-forbidden"
    case studioURLUntrusted = "studio-url-untrusted"
    case storageForbidden = "storage-forbidden"
    case urlExpired = "url-expired"
    /// No credentials for a DVC remote's storage, or only by a way that is not gone here.
    case storageCredentialsMissing = "storage-credentials-missing"

    // Settings
    case studioOffline = "studio-offline"
    case studioURLInvalid = "studio-url-invalid"
    case studioURLInsecure = "studio-url-insecure"
    case studioRedirected = "studio-redirected"
    case studioCredentialsMissing = "studio-credentials-missing"
    case repoURLMissing = "repo-url-missing"
    case repoURLNotUsable = "repo-url-not-usable"
    case routeUnavailable = "route-unavailable"
    case settingInvalid = "setting-invalid"
    case dvcRemoteUnknown = "dvc-remote-unknown"
    case storageUnsupported = "storage-unsupported"

    // The disk
    case destinationExists = "destination-exists"
    case destinationUnsafe = "destination-unsafe"
    case fileUnreadable = "file-unreadable"
    case fileUnwritable = "file-unwritable"
    case diskFull = "disk-full"
    case gitFailed = "git-failed"

    // The answer
    case md5Mismatch = "md5-mismatch"
    case notVerified = "not-verified"
    case nothingChanged = "nothing-changed"
    case transferIncomplete = "transfer-incomplete"
    case interrupted
    case `internal`
}
