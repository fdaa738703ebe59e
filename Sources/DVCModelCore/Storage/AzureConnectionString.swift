/// `DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net`
///
/// Source: `parse_connection_str` in azure/storage/blob/_shared/base_client.py, version 12.31.1.
struct AzureConnectionString {
    let account: AzureAccount

    /// - Throws: `setting-invalid`; no part of the string is repeated.
    init(_ text: String, _ remote: DVCRemote) throws(DVCModelError) {
        let parts = text.split(separator: ";").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        guard !parts.isEmpty, parts.allSatisfy({ $0.count == 2 }) else {
            throw remote.connectionStringInvalid("is not made of 'Name=value;' parts")
        }
        let values = Dictionary(parts.map { ($0[0].uppercased(), String($0[1])) }) { _, later in later }
        if values["USEDEVELOPMENTSTORAGE"] == "true" {
            account = AzureAccount(
                endpoint: Emulator.endpoint,
                credential: .key(try AzureKey(account: Emulator.account, Emulator.key, remote))
            )
            return
        }
        let name = values["ACCOUNTNAME"]
        let endpoint =
            values["BLOBENDPOINT"]
            ?? name.map {
                // The protocol counts only beside a suffix.
                let suffix = values["ENDPOINTSUFFIX"]
                let scheme = suffix.flatMap { _ in values["DEFAULTENDPOINTSPROTOCOL"] } ?? "https"
                return "\(scheme)://\($0).blob.\(suffix ?? "core.windows.net")"
            }
        guard let endpoint else {
            throw remote.connectionStringInvalid("names no account and no 'BlobEndpoint'")
        }
        guard let url = HTTPURL(endpoint), !url.hasUserInfo, url.query == nil, !endpoint.contains("#") else {
            throw remote.connectionStringInvalid("names an address of its blobs that is no plain URL")
        }
        let trimmed = String(endpoint.reversed().drop { $0 == "/" }.reversed())
        if let name, let key = values["ACCOUNTKEY"] {
            account = AzureAccount(
                endpoint: trimmed,
                credential: .key(try AzureKey(account: name, key, remote))
            )
        } else if let signature = values["SHAREDACCESSSIGNATURE"], !signature.isEmpty {
            let secret = Secret(AzureAccount.withoutMark(signature))
            account = AzureAccount(endpoint: trimmed, credential: .signature(secret))
        } else {
            account = AzureAccount(endpoint: trimmed, credential: .none)
        }
    }

    /// The storage emulator's, the same on every machine. Source: azure/storage/blob/_shared/parser.py.
    private enum Emulator {
        static let account = "devstoreaccount1"
        static let endpoint = "http://127.0.0.1:10000/devstoreaccount1"
        static let key =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
    }
}

extension DVCRemote {
    fileprivate func connectionStringInvalid(_ why: String) -> DVCModelError {
        invalid("the connection string \(why)", option: "connection_string")
    }
}
