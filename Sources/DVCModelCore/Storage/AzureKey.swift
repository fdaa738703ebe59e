#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// An account's key, and the service's shared access signatures that it makes: each opens one blob for reading.
///
/// Source: `generate_blob_sas` in azure/storage/blob/_shared_access_signature.py, version 12.31.1, and
/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>.
struct AzureKey: Sendable, Equatable {
    let account: String
    private let key: [UInt8]

    /// The API version that the signature speaks: the last but the order of what is signed has been the same since
    /// 2020-12-06. Source: `_SUPPORTED_API_VERSIONS` in azure/storage/blob/_serialize.py, version 12.31.1.
    static let version = "2026-10-06"

    /// - Parameter base64: the key as Azure shows it.
    /// - Throws: `setting-invalid`; the key is not repeated.
    init(account: String, _ base64: String, _ remote: DVCRemote) throws(DVCModelError) {
        guard let data = Data(base64Encoded: base64), !data.isEmpty else {
            throw remote.invalid("the account's key is not base64", option: "account_key")
        }
        self.account = account
        key = Array(data)
    }

    /// A query without its `?`.
    ///
    /// - Parameter expiry: `2026-01-02T03:04:05Z`.
    func signature(
        container: String,
        blob: String,
        versionID: String?,
        expiry: String,
    ) throws(DVCModelError) -> String {
        let resource = versionID == nil ? "b" : "bv"
        let signed = [
            "r", "", expiry, "/blob/\(account)/\(container)/\(blob)", "", "", "", Self.version, resource,
            versionID ?? "", "", "", "", "", "", "",
        ]
        let code = try SHA256.authenticationCode(of: signed.joined(separator: "\n").utf8, key: key)
        let items = [
            ("se", expiry), ("sp", "r"), ("sv", Self.version), ("sr", resource),
            ("sig", Data(code).base64EncodedString()),
        ]
        return items.map { "\($0)=\(Self.quoted($1))" }.joined(separator: "&")
    }

    /// Python's `quote`, which leaves slashes.
    private static func quoted(_ text: String) -> String {
        PercentEncoding.encode(text) { PercentEncoding.isUnreserved($0) || $0 == ASCII.slash }
    }
}

extension AzureKey: CustomStringConvertible, CustomReflectable {
    var description: String { "the key of '\(account)'" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
