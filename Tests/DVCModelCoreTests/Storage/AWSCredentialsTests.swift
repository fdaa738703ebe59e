import TestSupport
import Testing

@testable import DVCModelCore

/// What ``RecordedTests`` does not compare: errors, and what is ours alone.
@Suite struct AWSCredentialsTests {
    private func error(
        _ variables: [String: String] = [:],
        config: String = "",
        options: [String: String] = [:]
    ) throws -> DVCModelError {
        let bed = try RemoteBed(variables)
        try bed.folder.write(config, to: "home/.aws/config")
        return try #require(throws: DVCModelError.self) { try bed.access("s3://bucket", options) }
    }

    @Test func `without any credentials the error names the way to get them`() throws {
        let error = try error()
        #expect(error.code == .storageCredentialsMissing)
        #expect(
            error.what
                == "DVC remote 'r': no AWS credentials in its options, the environment (AWS_ACCESS_KEY_ID) or the AWS files; "
                + "an instance's role is not asked for them"
        )
        #expect(
            error.hint
                == "eval \"$(aws configure export-credentials --format env)\", or dvc artifacts get . NAME"
        )
    }

    @Test(arguments: [
        ("sso_account_id = 1\nsso_role_name = x", "SSO"),
        ("role_arn = x\nsource_profile = y", "assuming a role ('role_arn')"),
        ("role_arn = x\nweb_identity_token_file = /t", "a web identity token"),
        ("login_session = x", "'aws login'"),
    ])
    func `ways that ask AWS are refused with the way round`(lines: String, way: String) throws {
        let error = try error(
            ["AWS_PROFILE": "two words"],
            config: "[profile \"two words\"]\n\(lines)\ncredential_process = false\n"
        )
        #expect(error.code == .storageCredentialsMissing)
        #expect(
            error.what
                == "DVC remote 'r': the AWS profile 'two words' gets its credentials by \(way), "
                + "which these tools do not do"
        )
        #expect(
            error.hint
                == "eval \"$(aws configure export-credentials --profile 'two words' --format env)\", "
                + "or dvc artifacts get . NAME"
        )
    }

    @Test func `exported credentials that expired are not sent`() throws {
        let error = try error([
            "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s3cr3t",
            "AWS_CREDENTIAL_EXPIRATION": "2026-01-01T00:00:00+00:00",
        ])
        #expect(error.code == .storageCredentialsMissing)
        #expect(error.location == .environment("AWS_CREDENTIAL_EXPIRATION"))
    }

    @Test(arguments: ["2026-01-01T01:00:00+00:00", "2026-01-01T00:00:01Z", "never"])
    func `exported credentials that live, or do not tell, are used`(end: String) throws {
        let bed = try RemoteBed([
            "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_CREDENTIAL_EXPIRATION": end,
        ])
        #expect(try bed.object("s3://bucket").url.contains("X-Amz-Credential=A%2F20260101"))
    }

    @Test(arguments: [
        ("false", "it ended with status 1"), ("/nowhere/x", "no such file or directory"),
        ("sh -c 'kill -9 $$'", "it ended by signal 9"), ("echo s3cr3t", "it did not say a JSON object"),
        ("echo '{\"AccessKeyId\": \"s3cr3t\"}'", "its reply has no 'Version' 1"),
        (
            "echo '{\"Version\": 1, \"AccessKeyId\": \"s3cr3t\"}'",
            "its reply lacks 'AccessKeyId' or 'SecretAccessKey'"
        ),
        ("echo \"", "a quote in it is not closed, or it is empty"),
        ("head -c 2000000 /dev/zero", "it said more than 1048576 bytes"),
    ])
    func `a credential process that fails says why, and nothing of what it said`(
        command: String,
        why: String
    ) throws {
        let error = try error(config: "[default]\ncredential_process = \(command)\n")
        #expect(error.code == .storageCredentialsMissing)
        #expect(
            error.what == "DVC remote 'r': the 'credential_process' of its AWS profile failed: \(why)"
        )
        #expect(error.hint == "run that command to see more")
    }

    @Test func `a credential process has the environment, and no input`() throws {
        let bed = try RemoteBed(["KEY": "from the environment"])
        let script = """
            #!/bin/sh
            read -r line && exit 1
            echo "{\\"Version\\": 1, \\"AccessKeyId\\": \\"$KEY\\", \\"SecretAccessKey\\": \\"$1\\"}"
            """
        let path = try bed.folder.write(script, to: "process")
        try bed.folder.write(
            "[default]\ncredential_process = sh \(path) 'two words'\n",
            to: "home/.aws/config"
        )
        let remote = try bed.remote("s3://bucket")
        let found = try AWSCredentials.find(
            remote,
            AWSSettings(remote, bed.context),
            secondsSince1970: 0
        )
        let expected = AWSCredentials(
            accessKeyID: "from the environment",
            secretAccessKey: Secret("two words")
        )
        #expect(found == expected)
    }

    @Test func `a profile that is nowhere is an error with the place that names it`() throws {
        let error = try error(options: ["profile": "gone"])
        #expect(error.code == .settingInvalid)
        #expect(error.what == "DVC remote 'r': there is no AWS profile 'gone'")
        #expect(error.hint == "aws configure --profile gone")
    }

    @Test func `a line that cannot be read is not repeated`() throws {
        let error = try error(config: "[default]\ns3cr3t\n")
        #expect(error.code == .settingInvalid)
        #expect(
            error.what
                == "the settings cannot be read: a line must be '[section]', 'name = value' or a comment"
        )
        #expect("\(error.location.map { "\($0)" } ?? "")".hasSuffix("/home/.aws/config:2"))
    }

    @Test func `credentials print no secret`() {
        let credentials = AWSCredentials(
            accessKeyID: "AK",
            secretAccessKey: Secret("s3cr3t"),
            sessionToken: Secret("t0k3n")
        )
        #expect(!"\(credentials) \(String(reflecting: credentials))".contains("s3cr3t"))
        #expect(!"\(credentials) \(String(reflecting: credentials))".contains("t0k3n"))
    }
}
