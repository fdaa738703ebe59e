#!/usr/bin/env python3
"""A stand-in for Studio: GET /api/model-registry/get-download-uris, as DVC's own client asks it.

usage: studio.py MANIFEST --objects URL [--s3 JSON] [--token TOKEN] [--prefix /PATH] [--faults JSON]
                 [--tls CERT KEY]

MANIFEST is make_repositories.py's record of what the real DVC and GTO say. The URLs of the answer point to
--objects, an objects.py server, with a query of the form that S3 signs; or, with --s3
{"endpoint", "region", "access_key", "secret_key", "bucket"}, boto3 signs them. serving.py says how it is
steered. The key of a fault is `studio`. Faults:

    401, 403, 404-repo, 404-model, 404-version, not-parsed, credentials-missing, 500, 429     as Studio would;
                             `retry_after`: that header's text, or `retry_after_date`: the date so many
                             seconds from now
    reset, hold              before the answer the connection is reset, or silent until released
    slow                     the right answer after `seconds`
    redirect                 to the URL in `to` (default: the same request below /moved); `status`
                             (default 302)
    html-login, not-json, array, empty-dict, duplicate-keys, non-string-value, invalid-utf8, deep, too-large,
    truncated                a reply with status 200 that is no good
    reply                    status 200, or `status`, with the text in `body`, in which {objects} stands
                             for --objects
    signed                   the right answer with URLs signed `ago` seconds before now that last `seconds`
    other-version            the answer for the version in `version`, whatever was asked for

Every answer signs anew: `x-answer` in the query counts them from 1, so that objects.py can tell an older one's URLs.
"""

import argparse
import itertools
import json
import re
import threading
import time
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qsl, quote, urlencode

from serving import Handler, Server, serve

ENDPOINT = "/api/model-registry/get-download-uris"
SECONDS_VALID = 3600

ERRORS = {
    "401": (401, "Invalid token."),
    "403": (403, "You do not have permission to perform this action."),
    "404-repo": (404, "Permission denied or repo not found, check that the repo is connected to a project."),
    "404-model": (404, "Model not found."),
    "404-version": (404, "Model version not found."),
    "not-parsed": (404, "The repository has not been parsed yet. Try again later."),
    "credentials-missing": (400, "Cloud credentials for the DVC remote are missing or invalid."),
    "500": (500, "Internal server error."),
    "429": (429, "Request was throttled."),
}

BAD_REPLIES = {
    "not-json": b"model.bin https://example.com/model.bin\n",
    "array": b'["https://example.com/model.bin"]',
    "empty-dict": b"{}",
    "duplicate-keys": b'{"model.bin": "https://example.com/1", "model.bin": "https://example.com/2"}',
    "non-string-value": b'{"model.bin": {"url": "https://example.com/1"}}',
    "invalid-utf8": b'{"mod\xffel.bin": "https://example.com/1"}',
    "deep": b'{"model.bin": ' + b"[" * 40 + b"]" * 40 + b"}",
}


class StudioHandler(Handler):
    known_faults = frozenset(ERRORS) | frozenset(BAD_REPLIES) | {
        "reset", "hold", "slow", "redirect", "html-login", "too-large", "truncated", "reply", "signed",
        "other-version",
    }

    def answer(self) -> None:
        fault = self.server.faults.next("studio") or {"name": None}
        match fault["name"]:
            case name if name in ERRORS:
                self.detail(*ERRORS[name], self.retry_after(fault))
            case name if name in BAD_REPLIES:
                self.json_text(200, BAD_REPLIES[name])
            case "html-login":
                self.reply_html(200, "Sign in")
            case "redirect":
                moved = f"{self.server.url}{self.server.prefix}/moved{ENDPOINT}?{self.query}"
                self.redirect(fault, moved)
            case "reset":
                self.reset()
            case "too-large":
                self.too_large()
            case "truncated":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"model.bin": "https://exam')
                self.close_connection = True
            case "reply":
                body = fault["body"].replace("{objects}", self.server.objects)
                self.json_text(fault.get("status", 200), body.encode())
            case "hold":
                self.hold()
                self.resolve()
            case "slow":
                time.sleep(fault["seconds"])
                self.resolve()
            case "signed":
                self.resolve(timedelta(seconds=fault.get("ago", 0)), fault.get("seconds", SECONDS_VALID))
            case "other-version":
                self.resolve(version=fault["version"])
            case _:
                self.resolve()

    def resolve(
        self,
        age: timedelta = timedelta(),
        seconds_valid: int = SECONDS_VALID,
        version: str | None = None,
    ) -> None:
        """The right answer, or the right refusal; for another version than the one asked for where one is given."""
        query = dict(parse_qsl(self.query, keep_blank_values=True))
        if version:
            query = {"repo": query.get("repo"), "name": query.get("name"), "version": version}
        path = self.path.removeprefix(self.server.prefix).removeprefix("/moved")
        if self.command != "GET" or path != ENDPOINT:
            self.reply_html(404, "Page not found")
        elif self.headers.get("Authorization") != f"token {self.server.token}":
            self.detail(401, "Invalid token.")
        elif not query.get("repo") or not query.get("name"):
            self.detail(400, "The parameters repo and name are required.")
        elif "version" in query and "stage" in query:
            self.detail(400, "The parameters version and stage are mutually exclusive.")
        elif (repository := self.server.repositories.get(canonical(query["repo"]))) is None:
            self.detail(*ERRORS["404-repo"])
        elif (model := repository["models"].get(query["name"])) is None:
            self.detail(*ERRORS["404-model"])
        elif (version := selected(model, query)) is None:
            self.detail(*ERRORS["404-version"])
        else:
            date = datetime.now(timezone.utc) - age
            number = next(self.server.answers)
            self.reply_json(
                200,
                {
                    file["path"]: self.server.sign(file["key"], date, seconds_valid, number)
                    for file in version["files"]
                    if file["key"]
                },
            )

    def detail(self, status: int, text: str, headers: dict | None = None) -> None:
        self.reply_json(status, {"detail": text}, headers)

    def json_text(self, status: int, text: bytes) -> None:
        self.reply(status, text, {"Content-Type": "application/json"})

    def too_large(self) -> None:
        """A valid object of about 80 MiB, sent without a length."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b'{"model.bin": "https://example.com/')
        for _ in range(80):
            self.wfile.write(b"x" * (1 << 20))
        self.wfile.write(b'"}')
        self.close_connection = True


class Studio(Server):
    def __init__(self, arguments: argparse.Namespace):
        super().__init__(StudioHandler, arguments.faults, arguments.tls)
        manifest = json.loads(arguments.manifest.read_text())
        self.repositories = {canonical(entry["repo_url"]): entry for entry in manifest.values()}
        self.objects = arguments.objects
        self.prefix = arguments.prefix
        self.token = arguments.token
        self.url += arguments.prefix
        self.s3 = arguments.s3
        self.answers = itertools.count(1)
        self.signing = threading.Lock()
        self.s3_client = s3_client(arguments.s3) if arguments.s3 else None

    def sign(self, key: str, date: datetime, seconds_valid: int, answer: int) -> str:
        if self.s3_client:
            with self.signing, mock.patch("botocore.auth.get_current_datetime", return_value=date):
                return self.s3_client.generate_presigned_url(
                    "get_object", {"Bucket": self.s3["bucket"], "Key": key}, ExpiresIn=seconds_valid
                )
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": "AKIDSTANDIN/20260101/us-east-1/s3/aws4_request",
            "X-Amz-Date": date.strftime("%Y%m%dT%H%M%SZ"),
            "X-Amz-Expires": seconds_valid,
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Signature": sha256(f"{answer} {key}".encode()).hexdigest(),
            "x-answer": answer,
        }
        return f"{self.objects}/{quote(key)}?{urlencode(query)}"


def canonical(repo: str) -> str:
    """`owner/name` for each form in which Studio takes a repository of this forge; other text as it is."""
    forge = r"(https?://git\.example\.com/|ssh://git@git\.example\.com/|git@git\.example\.com:)"
    return re.sub(f"^{forge}", "", repo).removesuffix("/").removesuffix(".git")


def selected(model: dict, query: dict) -> dict | None:
    version = query.get("version", model["latest"])
    if "stage" in query:
        version = model["stages"].get(query["stage"])
    return model["versions"].get(version)


def s3_client(settings: dict):
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=settings["endpoint"],
        region_name=settings["region"],
        aws_access_key_id=settings["access_key"],
        aws_secret_access_key=settings["secret_key"],
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("manifest", metavar="MANIFEST", type=Path)
    parser.add_argument("--objects", metavar="URL", required=True)
    parser.add_argument("--s3", metavar="JSON", type=json.loads)
    parser.add_argument("--token", default="stand-in-token")
    parser.add_argument("--prefix", metavar="/PATH", default="")
    parser.add_argument("--faults", metavar="JSON", type=json.loads)
    parser.add_argument("--tls", metavar=("CERT", "KEY"), nargs=2)
    serve(Studio(parser.parse_args()))


if __name__ == "__main__":
    main()
