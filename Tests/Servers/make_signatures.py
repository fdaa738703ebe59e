#!/usr/bin/env python3
"""Records what botocore, azure-storage-blob, DVC's S3 plugin and their helpers answer to generated questions.

usage: make_signatures.py OUT [--seed N]
       make_signatures.py --cached FOLDER

OUT is then a JSON object of lists of cases, each with the question and the answer:

  s3           bucket, key, region, keys, clock -> boto3's presigned URL
  blobs        connection string or account, container, blob, clock -> the URL with its SAS
  credentials  DVC's options, environment, AWS files -> the keys that DVC's client would use, and its region
  urls         a URL -> the same as aiohttp's yarl sends it
  ini          a text -> what configparser reads in it, or null
  words        a command line -> what shlex makes of it, or null
  netrc        a text -> the name and password that aiohttp finds in it for h.example, or null

--cached makes it once in a file below FOLDER that is named after this program's own text, and prints that
file: later calls, also simultaneous ones, find it there.
"""

import argparse
import configparser
import datetime
import fcntl
import hashlib
import json
import os
import random
import shlex
import sys
import tempfile
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
FIRST_SECOND = 1_767_225_600  # 2026-01-01T00:00:00Z

# Those where boto3's address for the world is right; see S3Endpoint.swift.
OLD_REGIONS = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"]
OLD_REGIONS += ["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"]
OLD_REGIONS += ["ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2"]
OTHER_PARTITIONS = ["cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "us-iso-east-1"]
NEW_REGIONS = ["ap-east-1", "me-south-1", "af-south-1", "eu-south-2", "il-central-1", "mx-central-1"]

HEX = "0123456789abcdef"
KEY_PARTS = [
    "files",
    "md5",
    "a b",
    "é",
    "e\u0301",
    "日本",
    "x+y",
    "~tilde",
    "100%",
    "%20",
    "a=b&c",
    "q?x",
    "#1",
]
KEY_PARTS += ["'\"", "(1)", "*!", "a:b;c,d", "@$", "🙂", "..", ".", "[x]", "{y}", "|", "\\", "^`<>", ""]


class Questions:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def maybe(self, value, chance: float = 0.5):
        return value if self.random.random() < chance else None

    def pair(self, one, other, chance: float) -> tuple:
        """Both or neither, but for one of ten."""
        both = self.maybe(True, chance)
        return tuple(value if bool(both) != (self.random.random() < 0.05) else None for value in (one, other))

    def word(self, alphabet: str, least: int, most: int) -> str:
        return "".join(self.random.choices(alphabet, k=self.random.randint(least, most)))

    def token(self) -> str:
        return self.word("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", 20, 400)

    def secret(self) -> str:
        return self.word("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 8, 48)

    def key(self) -> str:
        if self.random.random() < 0.3:
            return f"files/md5/{self.word(HEX, 2, 2)}/{self.word(HEX, 30, 30)}"
        return "/".join(self.random.choices(KEY_PARTS, k=self.random.randint(1, 6))) + "x"

    def seconds(self) -> int:
        return FIRST_SECOND + self.random.randrange(20 * 365 * 24 * 3600)

    def expires(self) -> int:
        return self.random.choice([1, 60, 3600, 604_800, self.random.randint(1, 604_800)])


# S3


def s3_case(ask: Questions) -> dict:
    bucket = ask.random.choice(
        [
            "bucket",
            "my-bucket-1",
            "my.bucket",
            "a.b.c",
            "My_Bucket",
            "BUCKET",
            "ab",
            "192.168.5.4",
            "-abc",
            "xn--ab",
        ]
    )
    case = {
        "bucket": bucket,
        "key": ask.key(),
        "access_key": ask.word("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 20),
        "secret_key": ask.secret(),
        "token": ask.maybe(ask.token(), 0.4),
        "version_id": ask.maybe(ask.word("ABCdef012._-+/=", 5, 32), 0.3),
        "expires": ask.expires(),
        "seconds": ask.seconds(),
        "endpoint": None,
        "style": None,
        "secure": True,
    }
    kind = ask.random.randrange(4)
    if kind == 0:
        case["region"] = ask.random.choice(OLD_REGIONS + OTHER_PARTITIONS)
        case["style"] = ask.random.choice([None, "auto", "path", "virtual"])
        case["secure"] = ask.random.random() < 0.8
    elif kind == 1:
        case["region"] = ask.random.choice(NEW_REGIONS)
        case["style"] = ask.random.choice(["path", "virtual"])
    else:
        case["region"] = ask.random.choice(OLD_REGIONS + NEW_REGIONS + ["garage", "auto", ""])
        case["region"] = case["region"] or "us-east-1"
        case["endpoint"] = ask.random.choice(
            [
                "http://127.0.0.1:9000",
                "https://minio.example.com",
                "https://minio.example.com/",
                "http://h:80",
            ]
            + ["https://h:443/", "https://H.Example:8443/base", "https://h/a b/c/", "http://[::1]:9000"]
            + ["https://s3.amazonaws.com", "https://s3.eu-west-1.amazonaws.com", "https://acc.r2.example.com"]
        )
        case["style"] = ask.random.choice([None, "auto", "path", "virtual"])
        if case["style"] == "virtual" and any(part in case["endpoint"] for part in (" ", "[", "127.0.0.1")):
            case["style"] = None  # botocore then leaves the blank in, or puts a bucket before an address
    return case


def s3_answer(case: dict) -> str:
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        region_name=case["region"],
        endpoint_url=case["endpoint"],
        use_ssl=case["secure"],
        aws_access_key_id=case["access_key"],
        aws_secret_access_key=case["secret_key"],
        aws_session_token=case["token"],
        config=Config(
            signature_version="s3v4", s3={"addressing_style": case["style"]} if case["style"] else None
        ),
    )
    parameters = {"Bucket": case["bucket"], "Key": case["key"]}
    if case["version_id"]:
        parameters["VersionId"] = case["version_id"]
    now = datetime.datetime.fromtimestamp(case["seconds"], datetime.timezone.utc)
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        return client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=case["expires"])


# Azure


def blob_case(ask: Questions) -> dict:
    import base64

    key = base64.b64encode(ask.random.randbytes(ask.random.choice([16, 32, 64]))).decode()
    name = ask.word("abcdefghijklmnopqrstuvwxyz0123456789", 3, 24)
    case = {
        "container": ask.random.choice(["models", "my-container", "$web", "$root"]),
        "blob": ask.key().strip("/"),
        "version_id": ask.maybe("2026-01-02T03:04:05.1234567Z", 0.3),
        "expires": ask.expires(),
        "seconds": ask.seconds(),
        "account": name,
        "key": key,
        "connection_string": None,
    }
    signature = "sv=2022-11-02&ss=b&srt=o&sp=r&se=2027-01-01T00%3A00%3A00Z&sig=Ab"
    signature += ask.random.choice(["", "%2B", "%2F"]) + "c%3D"
    parts = [
        ask.maybe(f"DefaultEndpointsProtocol={ask.random.choice(['https', 'http'])}"),
        ask.maybe(f"{ask.random.choice(['AccountName', 'accountname', 'ACCOUNTNAME'])}={name}", 0.85),
        ask.maybe(f"AccountKey={key}", 0.6),
        ask.maybe(f"SharedAccessSignature={ask.random.choice(['', '?'])}{signature}", 0.3),
        ask.maybe("EndpointSuffix=core.chinacloudapi.cn", 0.3),
        ask.maybe(
            "BlobEndpoint="
            + ask.random.choice(
                [
                    "http://127.0.0.1:10000/devstoreaccount1",
                    "https://blobs.example.com/",
                    "https://b.example/x",
                ]
            ),
            0.4,
        ),
        ask.maybe("UseDevelopmentStorage=true", 0.1),
        ask.maybe("QueueEndpoint=https://q.example.com", 0.1),
        ask.maybe("nonsense", 0.03),
    ]
    parts = [part for part in parts if part]
    ask.random.shuffle(parts)
    if parts and ask.random.random() < 0.7:
        case["connection_string"] = ";".join(parts) + ask.random.choice(["", ";", ";;"])
    return case


def blob_answer(case: dict) -> str | None:
    from urllib.parse import quote

    from azure.storage.blob import BlobServiceClient, generate_blob_sas

    try:
        if case["connection_string"]:
            service = BlobServiceClient.from_connection_string(case["connection_string"])
        else:
            service = BlobServiceClient(
                f"https://{case['account']}.blob.core.windows.net",
                credential={"account_name": case["account"], "account_key": case["key"]},
            )
    except ValueError:
        return None
    url = service.get_blob_client(case["container"], case["blob"]).url
    url, _, signature = url.partition("?")
    key = getattr(service.credential, "account_key", None)
    if key:
        expiry = datetime.datetime.fromtimestamp(case["seconds"] + case["expires"], datetime.timezone.utc)
        signature = generate_blob_sas(
            service.account_name if case["connection_string"] is None else service.credential.account_name,
            case["container"],
            case["blob"],
            account_key=key,
            permission="r",
            expiry=expiry,
            version_id=case["version_id"],
        )
    version = f"versionid={quote(case['version_id'], safe='')}" if case["version_id"] else ""
    query = "&".join(part for part in (version, signature) if part)
    return f"{url}?{query}" if query else url


# AWS credentials


def profile_lines(ask: Questions, kind: str) -> list[str]:
    number = ask.random.randrange(1000)
    blob = json.dumps({"Version": 1, "AccessKeyId": f"PROC{number}", "SecretAccessKey": "proc/secret"})
    reply = ask.random.choice(
        [
            blob,
            blob.replace('"Version"', '"SessionToken": "proc-token", "Version"'),
            blob.replace("1", "2", 1),
            blob.replace("SecretAccessKey", "Secret"),
            "no json",
        ]
        if ask.random.random() < 0.5
        else [blob]
    )
    upper = ask.random.random() < 0.2
    pairs = [
        *ask.pair(
            ("aws_access_key_id", f"{kind}{number}"),
            ("aws_secret_access_key", f"{kind}/secret+{number}"),
            0.6,
        ),
        ask.maybe(("aws_session_token", f"{kind}-token"), 0.3),
        ask.maybe(("aws_security_token", f"{kind}-security"), 0.1),
        ask.maybe(("region", ask.random.choice(OLD_REGIONS)), 0.4),
        ask.maybe(("credential_process", f"/bin/echo '{reply}'"), 0.2),
        *ask.pair(("role_arn", "arn:aws:iam::1:role/r"), ("source_profile", "other"), 0.05),
        *ask.pair(("sso_account_id", "1"), ("sso_role_name", "r"), 0.05),
        *ask.pair(("sso_region", "eu-west-1"), ("sso_start_url", "https://sso.example.com"), 0.9),
        ask.maybe(("web_identity_token_file", "/token"), 0.03),
        ask.maybe(("endpoint_url", "http://127.0.0.1:1/profile"), 0.1),
        ask.maybe(("services", "mine"), 0.1),
        ask.maybe(("s3", "\n  addressing_style = virtual\n  max_queue_size = 5"), 0.15),
        ask.maybe(("output", "json # no comment"), 0.2),
    ]
    mark = ask.random.choice([" = ", "=", ": ", "  =  "])
    lines = [
        f"{k.upper() if upper else k}{mark.rstrip() if v[0] == chr(10) else mark}{v}"
        for k, v in filter(None, pairs)
    ]
    if ask.random.random() < 0.3:
        lines.insert(0, ask.random.choice(["# a comment", "; another", ""]))
    return lines


def settings_file(ask: Questions, kind: str, profiles: list[str]) -> str | None:
    if ask.random.random() < 0.15:
        return None
    lines = []
    for name in profiles:
        if ask.random.random() < 0.15:
            continue
        title = name
        if kind == "config" and name != "default":
            title = ask.random.choice([f"profile {name}", f'profile "{name}"'])
        elif kind == "config":
            title = ask.random.choice(["default", "default", "profile default"])
        lines += [f"[{title}]", *profile_lines(ask, kind), ask.random.choice(["", "\n", "# x"])]
    if kind == "config":
        lines += ["[services mine]", "s3 =", "  endpoint_url = http://127.0.0.1:1/service"]
    if ask.random.random() < 0.02:
        lines.append("nonsense")
    end = ask.random.choice(["\n", "\n", "\r\n"])
    return end.join("\n".join(lines).split("\n"))


def credentials_case(ask: Questions) -> dict:
    profiles = ["default", "research", "other", "two words"]
    names = ask.random.sample(profiles, k=ask.random.randint(1, 4))
    ask.random.shuffle(names)
    elsewhere = "<root>/elsewhere"
    exported = ask.pair("ENV", "env/secret", 0.2)
    own = ask.pair("OPT", "opt/secret", 0.08)
    environment = {
        "AWS_ACCESS_KEY_ID": exported[0],
        "AWS_SECRET_ACCESS_KEY": exported[1],
        "AWS_SESSION_TOKEN": ask.maybe("env-token", 0.2),
        "AWS_SECURITY_TOKEN": ask.maybe("env-security", 0.1),
        "AWS_PROFILE": ask.maybe(ask.random.choice([*names, "missing"]), 0.25),
        "AWS_DEFAULT_PROFILE": ask.maybe(ask.random.choice(names), 0.1),
        "AWS_DEFAULT_REGION": ask.maybe("eu-north-1", 0.2),
        "AWS_SHARED_CREDENTIALS_FILE": ask.maybe(f"{elsewhere}/credentials", 0.1),
        "AWS_CONFIG_FILE": ask.maybe("~/elsewhere-config", 0.1),
        "AWS_ENDPOINT_URL": ask.maybe("http://127.0.0.1:1/env", 0.1),
        "AWS_ENDPOINT_URL_S3": ask.maybe("http://127.0.0.1:1/env-s3", 0.1),
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ask.maybe(ask.random.choice(["true", "false"]), 0.1),
        "AWS_WEB_IDENTITY_TOKEN_FILE": ask.maybe("/token", 0.03),
    }
    options = {
        "profile": ask.maybe(ask.random.choice([*names, "missing"]), 0.2),
        "access_key_id": own[0],
        "secret_access_key": own[1],
        "session_token": ask.maybe("opt-token", 0.1),
        "credentialpath": ask.maybe(f"{elsewhere}/credentials", 0.1),
        "configpath": ask.maybe(f"{elsewhere}/config", 0.1),
    }
    files = {
        ".aws/config": settings_file(ask, "config", names),
        ".aws/credentials": settings_file(ask, "shared", names),
        "elsewhere/config": settings_file(ask, "config", names),
        "elsewhere/credentials": settings_file(ask, "shared", names),
        "elsewhere-config": settings_file(ask, "config", names),
    }
    return {
        "environment": {k: v for k, v in environment.items() if v is not None},
        "options": {k: v for k, v in options.items() if v is not None},
        "files": {k: v for k, v in files.items() if v is not None},
    }


def credentials_answer(case: dict) -> dict:
    """method, access_key, secret_key, token, region, endpoint, style; or error."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in case["files"].items():
            file = Path(root) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, newline="")
        environment = {k: v.replace("<root>", root) for k, v in case["environment"].items()}
        options = {k: v.replace("<root>", root) for k, v in case["options"].items()}
        with mock.patch.dict(
            os.environ, {**environment, "HOME": root, "AWS_EC2_METADATA_DISABLED": "true"}, clear=True
        ):
            try:
                return resolve(options)
            except Exception as error:
                return {"error": type(error).__name__}


def resolve(options: dict) -> dict:
    import botocore.session
    from botocore.configprovider import ConfiguredEndpointProvider
    from botocore.exceptions import InvalidConfigError
    from dvc_s3 import S3FileSystem

    arguments = S3FileSystem(**options).fs_args
    session = botocore.session.Session(profile=arguments.get("profile"))
    variable = session.get_config_variable
    endpoints = ConfiguredEndpointProvider(session.full_config, session.get_scoped_config(), "s3")
    try:
        endpoint = None if variable("ignore_configured_endpoint_urls") else endpoints.provide()
    except InvalidConfigError:  # a services section that is not there
        endpoint = "invalid"
    found = {
        "region": variable("region"),
        "endpoint": endpoint,
        "style": (variable("s3") or {}).get("addressing_style"),
    }
    key, secret = arguments.get("key"), arguments.get("secret")
    if key is not None or secret is not None:
        if key is None or secret is None:
            return {"error": "PartialCredentialsError"}
        return {
            **found,
            "method": "options",
            "access_key": key,
            "secret_key": secret,
            "token": arguments.get("token"),
        }
    for provider in session.get_component("credential_provider").providers:
        if provider.METHOD in ("container-role", "iam-role", "ec2-credentials-file", "boto-config"):
            continue
        asks_aws = provider.METHOD in ("assume-role", "assume-role-with-web-identity", "sso", "login")
        try:
            credentials = provider.load()
        except Exception:
            if not asks_aws:
                raise
            return {**found, "method": provider.METHOD}
        if credentials is None:
            continue
        if asks_aws:
            return {**found, "method": provider.METHOD}
        frozen = credentials.get_frozen_credentials()
        keys = {"access_key": frozen.access_key, "secret_key": frozen.secret_key, "token": frozen.token}
        return {**found, "method": provider.METHOD, **keys}
    return {**found, "method": None}


# Small helpers


def url_case(ask: Questions) -> dict:
    parts = [
        "a",
        "b c",
        "é",
        "%41",
        "%2f",
        "%2B%26%3d%3B",
        "%40%3A%21%3f",
        "%zz",
        "%",
        "+",
        "&",
        "=",
        "~",
        "!$'()*,;:@",
        '"<>[]^`{|}\\',
        "日本",
    ]
    host = ask.random.choice(["h", "example.com", "127.0.0.1:8080"])
    path = "".join("/" + ask.random.choice(parts) for _ in range(ask.random.randint(1, 4)))
    query = ask.maybe("?" + ask.random.choice(parts) + "=" + ask.random.choice(parts) + " ?", 0.3) or ""
    return {"url": f"{ask.random.choice(['http', 'https'])}://{host}{path}{query}/files/md5"}


def url_answer(case: dict) -> str:
    import yarl

    return str(yarl.URL(case["url"]))


INI_LINES = [
    "[default]",
    "a=b",
    "  c",
    "d : e",
    "",
    "\t; f",
    "g=",
    "[h]",
    "  i = j",
    "k=l # m",
    "[profile a]",
    "[DEFAULT]",
    "[a]b]",
    "[",
    "[]",
    "key = value",
    "key=value2",
    "other: x = y",
]
INI_LINES += [
    "  indented = 1",
    "\tmore",
    "    even more",
    "",
    "  ",
    "# c",
    "  ; c",
    "KEY2 = v # no",
    "s3 =",
    "=x",
]
INI_LINES += ["nonsense", "a b = c d ", "x =", "\u00a0nbsp = 1\u00a0", "é = é", "[é]", "k\u2028l = 1", ":"]


def ini_case(ask: Questions) -> dict:
    lines = ask.random.sample(INI_LINES, k=ask.random.randint(1, 8))
    if ask.random.random() < 0.9:
        lines.insert(0, "[first]")
    return {"text": ask.random.choice(["\n", "\r\n", "\r"]).join(lines) + ask.random.choice(["", "\n"])}


def ini_answer(case: dict) -> list | None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
        file.write(case["text"])
        file.flush()
        parser = configparser.RawConfigParser()
        try:
            parser.read([file.name], encoding="utf-8")
        except configparser.Error:
            return None
        return [
            [name, {key: parser.get(name, key) for key in parser.options(name)}] for name in parser.sections()
        ]


def words_case(ask: Questions) -> dict:
    return {"text": ask.word("aaab   \\\\\"''\t\n#é", 0, 12)}


def words_answer(case: dict) -> list | None:
    try:
        return shlex.split(case["text"])
    except ValueError:
        return None


NETRC_WORDS = [
    "machine",
    "h.example",
    "machine h.example",
    "machine other",
    "default",
    "login",
    "user",
    "account",
]
NETRC_WORDS += [
    "password",
    "login u",
    "password p",
    "user é",
    'password "two words"',
    "account a",
    "# login x",
]
NETRC_WORDS += ["#", "#c", "password a\\\\ b", 'login ""', "macdef m", "init", '"']


def netrc_case(ask: Questions) -> dict:
    words = ask.random.choices(NETRC_WORDS, k=ask.random.randint(1, 8))
    if ask.random.random() < 0.7:
        words[:0] = [ask.random.choice(["machine h.example", "default"]), "login u1", "password p1"]
    return {"text": "".join(word + ask.random.choice([" ", "\n", "\r\n", "\t", "\n\n"]) for word in words)}


def netrc_answer(case: dict) -> list | None:
    import netrc

    from aiohttp.helpers import basicauth_from_netrc

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
        file.write(case["text"])
        file.flush()
        try:
            found = basicauth_from_netrc(netrc.netrc(file.name), "h.example")
        except (netrc.NetrcParseError, LookupError):
            return None
        return [found.login, found.password]


KINDS = {
    "s3": (400, s3_case, s3_answer),
    "blobs": (300, blob_case, blob_answer),
    "credentials": (500, credentials_case, credentials_answer),
    "urls": (200, url_case, url_answer),
    "ini": (400, ini_case, ini_answer),
    "words": (400, words_case, words_answer),
    "netrc": (400, netrc_case, netrc_answer),
}


def make(seed: int) -> dict:
    made = {}
    for name, (count, question, answer) in KINDS.items():
        ask = Questions(seed)
        cases = [question(ask) for _ in range(count)]
        made[name] = [{"id": f"{name} {i}", **case, "answer": answer(case)} for i, case in enumerate(cases)]
    return made


def cached(folder: Path) -> Path:
    sources = [HERE / "make_signatures.py", HERE.parent / "requirements.txt"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    made = folder / f"{digest}.json"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = folder / "unfinished"
            unfinished.write_text(json.dumps(make(seed=1)))
            unfinished.rename(made)
    return made


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0])
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cached", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    if arguments.cached:
        print(cached(arguments.cached.resolve()))
    elif arguments.out:
        arguments.out.write_text(json.dumps(make(arguments.seed), indent=1) + "\n")
    else:
        parser.error("OUT or --cached is needed")


if __name__ == "__main__":
    sys.exit(main())
