#!/usr/bin/env python3
"""An object server: the files below a folder, as S3 serves them to who holds a URL signed for GET.

usage: objects.py FOLDER [--faults JSON] [--tls CERT KEY]

GET with Range and If-Range, `ETag` as S3 makes it (the MD5); HEAD is refused, as a URL signed for GET refuses
it; so is a request with credentials in its headers, since the URL is to carry them. serving.py says how it is
steered. The key of a fault is the path as it is after decoding, or `*` for every path. Faults:

    404, 403, 403-denied, 401, 400-expired, 416, 500, 503-slowdown, 429     the error as S3 words it (403 speaks of
                            expiry, 403-denied does not); `retry_after`: that header's text, or
                            `retry_after_date`: the date so many seconds from now
    truncated, reset, stall, hold     after `bytes` bytes of the body (default: half) the connection is
                            closed, reset, left silent, or silent until released
    no-answer               nothing at all is said
    budget                  all replies with this fault may send `bytes` bytes together, then they are silent until
                            released
    slow                    `rate` bytes a second
    drip                    `bytes` bytes (default 1), each time `seconds` later
    wrong-bytes             right length, wrong contents
    too-long                `bytes` bytes more than there should be (default 1000); `chunked`: true for no length
    gzip                    Content-Encoding: gzip, unasked
    no-length               chunked, no Content-Length
    http-1.0                no length either: the connection's end ends the body
    interim                 103 first, with headers that are not the object's
    odd-headers             names in the other case, a folded line, bytes that are not UTF-8
    ignore-range            200 with the whole object
    wrong-range             206 for a range that starts one byte later than asked
    short-range             206 for the first `bytes` bytes of what was asked (default: half)
    content-range           the right bytes with a wrong Content-Range: `first`, `last` and `total` are added to its
                            numbers; or `text` in its place
    always-206              206 for the whole object where no range was asked for
    replaced                other contents of the same length, with their own ETag
    xml-error-200, html-portal     200 with something else than the object
    redirect                to the URL in `to`; `status` (default 302)
    headers                 nothing but what follows

Those that answer with an object take also: `set`, headers to set, null takes one away; `ignoring`, the request
headers that count for nothing (Range, If-Range); `closes`: true to close the connection after the reply, unsaid.

Conditions, each of any fault: `after_bytes`, met once so many bytes of objects went out in all; `answers_before`,
met by the URLs of Studio's answers before that one, counted from 1; `from_byte`, met where what is asked for starts
at that byte or later.
"""

import argparse
import gzip
import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from serving import Handler, Server, serve

CHUNK = 64 << 10
INVERTED = bytes(range(255, -1, -1))

S3_ERRORS = {
    "401": (401, "Unauthorized", "Who are you?"),
    "400-expired": (400, "ExpiredToken", "The provided token has expired."),
    "403": (403, "AccessDenied", "Request has expired"),
    "403-denied": (403, "AccessDenied", "Access Denied"),
    "404": (404, "NoSuchKey", "The specified key does not exist."),
    "416": (416, "InvalidRange", "The requested range cannot be satisfied."),
    "500": (500, "InternalError", "We encountered an internal error. Please try again."),
    "503-slowdown": (503, "SlowDown", "Please reduce your request rate."),
    "429": (429, "TooManyRequests", "Slow down"),
}


@dataclass
class Answer:
    """What goes out: a piece of `contents`, and how the sending ends."""

    contents: bytes
    start: int
    end: int  # exclusive
    status: int
    headers: dict = field(default_factory=dict)
    version: str = "HTTP/1.1"
    chunked: bool = False
    is_interim_first: bool = False
    swaps_case: bool = False
    piece: int = CHUNK
    seconds_between_pieces: float = 0
    may_send: Callable[[int], bool] = lambda _: True
    stop_after: int | None = None
    ending: str | None = None

    @property
    def length(self) -> int:
        return self.end - self.start

    def stop(self, fault: dict, ending: str) -> None:
        self.stop_after = min(fault.get("bytes", self.length // 2), self.length)
        self.ending = ending


class ObjectHandler(Handler):
    known_faults = frozenset(S3_ERRORS) | {
        "truncated", "reset", "stall", "hold", "no-answer", "budget", "slow", "drip", "wrong-bytes", "too-long",
        "gzip", "no-length", "http-1.0", "interim", "odd-headers", "ignore-range", "wrong-range", "short-range",
        "content-range", "always-206", "replaced", "xml-error-200", "html-portal", "redirect", "headers",
    }

    def answer(self) -> None:
        if self.command != "GET":
            self.s3_error(403, "SignatureDoesNotMatch", "The request signature does not match.")
        elif self.headers.get("Authorization") or self.headers.get("Cookie"):
            self.s3_error(400, "InvalidArgument", "Only one auth mechanism allowed")
        else:
            self.answer_get()

    def answer_get(self) -> None:
        fault = self.server.faults.next(self.path, "*", meets=self.meets) or {"name": None}
        if not self.answered_without_object(fault):
            self.answer_with_object(fault)

    def meets(self, fault: dict) -> bool:
        """Whether a fault's conditions hold for this request."""
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        signed_in = parse_qs(self.query).get("x-answer")
        return (
            self.server.progress.total >= fault.get("after_bytes", 0)
            and (int(asked[1]) if asked else 0) >= fault.get("from_byte", 0)
            and ("answers_before" not in fault or int(signed_in[0] if signed_in else 0) < fault["answers_before"])
        )

    def answered_without_object(self, fault: dict) -> bool:
        name = fault["name"]
        if name in S3_ERRORS:
            self.s3_error(*S3_ERRORS[name], self.retry_after(fault))
        elif name == "xml-error-200":
            self.s3_error(200, "InternalError", "We encountered an internal error. Please try again.")
        elif name == "html-portal":
            self.reply_html(200, "Welcome to the guest network")
        elif name == "redirect":
            self.redirect(fault, self.path)
        elif name == "no-answer":
            self.stall()
        else:
            return False
        return True

    def answer_with_object(self, fault: dict) -> None:
        file = self.file()
        if file is None:
            self.s3_error(*S3_ERRORS["404"])
            return
        contents, etag = read(file, file.stat().st_mtime_ns)
        if fault["name"] == "replaced":
            contents = contents.translate(INVERTED)
            etag = etag_of(contents)
        for name in fault.get("ignoring", ["Range"] if fault["name"] == "ignore-range" else []):
            del self.headers[name]
        requested = self.requested_range(len(contents), etag)
        if requested is None and fault["name"] == "always-206":
            requested = range(len(contents))
        if requested is not None and requested.start >= len(contents):
            headers = {"Content-Range": f"bytes */{len(contents)}"}
            self.s3_error(416, "InvalidRange", "The requested range is not satisfiable", headers)
            return
        answer = Answer(
            contents,
            0 if requested is None else requested.start,
            len(contents) if requested is None else requested.stop,
            200 if requested is None else 206,
            {
                "Content-Type": "application/octet-stream",
                "Accept-Ranges": "bytes",
                "ETag": etag,
                "Last-Modified": self.date_time_string(int(file.stat().st_mtime)),
            },
        )
        spoil(answer, fault)
        if fault["name"] == "budget":
            answer.may_send = lambda count: self.server.faults.spend(fault, count)
        self.send(answer)
        if fault.get("closes"):
            self.close_connection = True

    def file(self) -> Path | None:
        folder = self.server.folder
        if "\0" in self.path:
            return None
        file = (folder / self.path.lstrip("/")).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None

    def requested_range(self, size: int, etag: str) -> range | None:
        """RFC 9110, 14.2: one range; anything else, and a validator that does not match, means the whole."""
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not match or match.group() == "bytes=-" or self.headers.get("If-Range", etag) != etag:
            return None
        first, last = match.groups()
        if not first:
            return range(max(0, size - int(last)), size)
        return range(int(first), min(size, int(last) + 1) if last else size)

    def send(self, answer: Answer) -> None:
        if answer.is_interim_first:
            self.send_response_only(103)
            self.send_header("ETag", etag_of(b""))
            self.end_headers()
        self.protocol_version = answer.version
        self.send_response(answer.status)
        if answer.chunked:
            answer.headers["Transfer-Encoding"] = "chunked"
        elif answer.version == "HTTP/1.0":
            self.close_connection = True
        else:
            answer.headers.setdefault("Content-Length", str(answer.length))
        if answer.status == 206:
            answer.headers.setdefault("Content-Range", content_range(answer))
        for name, value in answer.headers.items():
            if value is not None:
                self.send_header(name.swapcase() if answer.swaps_case else name, value)
        self.end_headers()
        stop = answer.start + answer.length if answer.stop_after is None else answer.start + answer.stop_after
        self.send_piece(answer, answer.start, stop)
        match answer.ending:
            case "close":
                self.close_connection = True
            case "reset":
                self.reset()
                return
            case "stall":
                self.stall()
                return
            case "hold":
                self.hold()
                self.send_piece(answer, stop, answer.end)
        if answer.chunked and answer.ending is None:
            self.wfile.write(b"0\r\n\r\n")

    def send_piece(self, answer: Answer, start: int, end: int) -> None:
        for position in range(start, end, answer.piece):
            piece = answer.contents[position : min(end, position + answer.piece)]
            if not answer.may_send(len(piece)):
                self.hold()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
            self.note_sent(len(piece))
            if answer.seconds_between_pieces:
                time.sleep(answer.seconds_between_pieces)

    def s3_error(self, status: int, code: str, message: str, headers: dict | None = None) -> None:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code}</Code><Message>{message}</Message>"
            "<RequestId>4442587FB7D0A2F9</RequestId></Error>"
        )
        self.reply(status, body.encode(), {"Content-Type": "application/xml", **(headers or {})})


def spoil(answer: Answer, fault: dict) -> None:
    match fault["name"]:
        case "truncated":
            answer.stop(fault, "close")
        case "reset" | "stall" | "hold" as ending:
            answer.stop(fault, ending)
        case "slow":
            answer.piece = min(CHUNK, fault["rate"] // 20 or 1)
            answer.seconds_between_pieces = answer.piece / fault["rate"]
        case "drip":
            answer.piece = fault.get("bytes", 1)
            answer.seconds_between_pieces = fault["seconds"]
        case "wrong-bytes":
            answer.contents = answer.contents.translate(INVERTED)
        case "too-long":
            answer.contents += b"x" * fault.get("bytes", 1000)
            answer.end = len(answer.contents)
            answer.chunked = fault.get("chunked", False)
        case "gzip":
            answer.contents = gzip.compress(answer.contents, compresslevel=1)
            answer.status, answer.start, answer.end = 200, 0, len(answer.contents)
            answer.headers["Content-Encoding"] = "gzip"
        case "no-length":
            answer.chunked = True
        case "http-1.0":
            answer.version = "HTTP/1.0"
        case "interim":
            answer.is_interim_first = True
        case "odd-headers":
            answer.swaps_case = True
            answer.headers.update({"X-Folded": "one\r\n two: three", "X-Bytes": "\xe9\xff"})
        case "wrong-range" if answer.status == 206:
            answer.start += 1
        case "short-range" if answer.status == 206:
            answer.end = answer.start + min(fault.get("bytes", answer.length // 2), answer.length)
        case "content-range" if answer.status == 206:
            shift = [fault.get(name, 0) for name in ("first", "last", "total")]
            answer.headers["Content-Range"] = fault.get("text", content_range(answer, *shift))
    answer.headers.update(fault.get("set", {}))


def content_range(answer: Answer, first: int = 0, last: int = 0, total: int = 0) -> str:
    """The header for what is sent, or beside it by so many bytes."""
    return f"bytes {answer.start + first}-{answer.end - 1 + last}/{len(answer.contents) + total}"


@lru_cache(maxsize=64)
def read(file: Path, _modified: int) -> tuple[bytes, str]:
    """The bytes of a file and its ETag; the modification time is part of the key so that changes are seen."""
    contents = file.read_bytes()
    return contents, etag_of(contents)


def etag_of(contents: bytes) -> str:
    return f'"{hashlib.md5(contents).hexdigest()}"'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--faults", metavar="JSON", type=json.loads)
    parser.add_argument("--tls", metavar=("CERT", "KEY"), nargs=2)
    arguments = parser.parse_args()
    server = Server(ObjectHandler, arguments.faults, arguments.tls)
    server.folder = arguments.folder.resolve()
    serve(server)


if __name__ == "__main__":
    main()
