import TestSupport
import Testing

@testable import DVCModelCore

/// What ``RecordedTests`` does not compare: where the settings come from, and errors.
@Suite struct AzureStorageTests {
    static let key = "a2V5"
    static let file = "files/md5/01/23456789abcdef0123456789abcdef"

    @Test(arguments: [
        (["sas_token": "?sv=1&sig=x", "account_name": "acc"], "?sv=1&sig=x"),
        (["sas_token": "sv=1&sig=x", "account_name": "acc"], "?sv=1&sig=x"),
        (["account_name": "acc", "allow_anonymous_login": "true"], ""),
    ])
    func `a shared access signature is taken as it is, and anonymous access is a plain URL`(
        options: [String: String],
        query: String
    ) throws {
        let url = try RemoteBed().object("azure://c/p", options).url
        #expect(url == "https://acc.blob.core.windows.net/c/p/\(Self.file)\(query)")
    }

    @Test func `a key comes before a shared access signature, which comes before a service principal`() throws
    {
        let options = [
            "account_name": "acc", "account_key": Self.key, "sas_token": "sig=x", "tenant_id": "t",
            "client_id": "c", "client_secret": "s",
        ]
        #expect(
            try RemoteBed().object("azure://c", options).url.contains("?se=2026-01-01T01%3A00%3A00Z&sp=r&")
        )
        let withoutKey = options.filter { $0.key != "account_key" }
        #expect(try RemoteBed().object("azure://c", withoutKey).url.hasSuffix("?sig=x"))
    }

    @Test func `a connection string of the environment beats the account's name in the options`() throws {
        let bed = try RemoteBed(["AZURE_STORAGE_CONNECTION_STRING": "AccountName=env;AccountKey=\(Self.key)"])
        let url = try bed.object("azure://c", ["account_name": "acc", "account_key": Self.key]).url
        #expect(url.hasPrefix("https://env.blob.core.windows.net/c/"))
    }

    @Test func `an option beats a variable, and that the Azure command line's settings`() throws {
        let bed = try RemoteBed(["AZURE_STORAGE_ACCOUNT": "env"])
        try bed.folder.write(
            "[storage]\naccount = stored\nsas_token = sig=%%2B\ncontainer_name = stored-container\n",
            to: "home/.azure/config"
        )
        let stored = try bed.object("azure://")
        #expect(
            stored.url
                == "https://env.blob.core.windows.net/stored-container/\(Self.file)?sig=%2B"
        )
        let option = try bed.object("azure://c", ["account_name": "opt"])
        #expect(option.url.hasPrefix("https://opt.blob.core.windows.net/c/"))
    }

    @Test func `the Azure command line's settings may lie elsewhere`() throws {
        var bed = try RemoteBed()
        try bed.folder.write("[storage]\naccount = stored\nsas_token = sig=x\n", to: "az/config")
        bed.variables = ["AZURE_CONFIG_DIR": bed.folder.path("az")]
        #expect(try bed.object("azure://c").url.hasPrefix("https://stored.blob.core.windows.net/c/"))
    }

    @Test func `an account without credentials is refused with the way round`() throws {
        let error = #expect(throws: DVCModelError.self) {
            try RemoteBed().access("azure://c/p", ["account_name": "acc"])
        }
        #expect(error?.code == .storageCredentialsMissing)
        #expect(
            error?.what
                == "DVC remote 'r': it is opened by Azure's default credentials, which these tools do not do"
        )
        #expect(
            error?.hint
                == "export AZURE_STORAGE_SAS_TOKEN=\"$(az storage container generate-sas --account-name acc "
                + "--name c --permissions r --expiry 2026-01-01T01:00:00Z --auth-mode login --as-user "
                + "--output tsv)\", or dvc artifacts get . NAME"
        )
    }

    @Test func `a service principal is refused by its name`() throws {
        let options = ["account_name": "acc", "tenant_id": "t", "client_id": "c", "client_secret": "s3cr3t"]
        let error = #expect(throws: DVCModelError.self) { try RemoteBed().access("azure://c", options) }
        #expect(error?.what.contains("a service principal") == true)
        #expect(error.map { "\($0)".contains("s3cr3t") } == false)
    }

    @Test func `without an account there is no access`() throws {
        let error = #expect(throws: DVCModelError.self) {
            try RemoteBed().access("azure://c", ["account_key": Self.key])
        }
        #expect(error?.code == .storageCredentialsMissing)
        #expect(error?.hint == "dvc remote modify r account_name ACCOUNT")
    }

    @Test(arguments: [
        ["account_name": "acc", "account_key": "s3cr3t!"],
        ["connection_string": "AccountName=a;AccountKey=s3cr3t!"],
        ["connection_string": "s3cr3t"],
        ["connection_string": "BlobEndpoint=https://u:s3cr3t@h"],
        ["account_name": "a.example.com/", "account_key": key],
    ])
    func `what cannot be right is an error that repeats no secret`(options: [String: String]) throws {
        let error = #expect(throws: DVCModelError.self) { try RemoteBed().access("azure://c", options) }
        #expect(error?.code == .settingInvalid)
        #expect(error.map { "\($0)".contains("s3cr3t") } == false)
    }

    @Test func `a key prints no secret`() throws {
        let remote = try RemoteBed().remote("azure://c")
        let key = try AzureKey(account: "acc", Self.key, remote)
        #expect("\(key) \(String(reflecting: AzureAccount.Credential.key(key)))".contains("107") == false)
    }
}
