#!/usr/bin/env python3
"""An object server: the files below a folder, as S3 serves them to who holds a URL signed for GET.

usage: objects.py FOLDER [--faults JSON] [--tls CERT KEY]

GET with Range and If-Range, `ETag` as S3 makes it (the MD5); HEAD is refused, as a URL signed for GET refuses
it; so is a request with credentials in its headers, since the URL is to carry them. serving.py says how it is
steered. The key of a fault is the path as it is after decoding, or `*` for every path. Faults:

    404, 403, 400-expired, 500, 503-slowdown     the error as S3 words it
    429                     Too Many Requests; `retry_after`: the header's text
    truncated, reset, stall, hold     after `bytes` bytes of the body (default: half) the connection is
                            closed, reset, left silent, or silent until released
    no-answer               nothing at all is said
    slow                    `rate` bytes a second
    wrong-bytes             right length, wrong contents
    too-long                `bytes` bytes more than there should be (default 1000)
    gzip                    Content-Encoding: gzip, unasked
    no-length               chunked, no Content-Length
    http-1.0                no length either: the connection's end ends the body
    interim                 103 first, with headers that are not the object's
    odd-headers             names in the other case, a folded line, bytes that are not UTF-8
    ignore-range            200 with the whole object
    wrong-range             206 for a range that starts one byte later than asked
    short-range             206 for the first `bytes` bytes of what was asked (default: half)
    replaced                other contents of the same length, with their own ETag
    xml-error-200, html-portal     200 with something else than the object
    redirect                to the URL in `to`; `status` (default 302)
    headers                 nothing but what follows

Those that answer with an object take also: `set`, headers to set, null takes one away; `ignoring`, the request
headers that count for nothing (Range, If-Range).
"""

import argparse
import gzip
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from serving import Handler, Server, serve

CHUNK = 64 << 10
INVERTED = bytes(range(255, -1, -1))

S3_ERRORS = {
    "400-expired": (400, "ExpiredToken", "The provided token has expired."),
    "403": (403, "AccessDenied", "Request has expired"),
    "404": (404, "NoSuchKey", "The specified key does not exist."),
    "500": (500, "InternalError", "We encountered an internal error. Please try again."),
    "503-slowdown": (503, "SlowDown", "Please reduce your request rate."),
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
    bytes_per_second: int | None = None
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
        "429", "truncated", "reset", "stall", "hold", "no-answer", "slow", "wrong-bytes", "too-long", "gzip",
        "no-length", "http-1.0", "interim", "odd-headers", "ignore-range", "wrong-range", "short-range",
        "replaced", "xml-error-200", "html-portal", "redirect", "headers",
    }

    def answer(self) -> None:
        if self.command != "GET":
            self.s3_error(403, "SignatureDoesNotMatch", "The request signature does not match.")
        elif self.headers.get("Authorization") or self.headers.get("Cookie"):
            self.s3_error(400, "InvalidArgument", "Only one auth mechanism allowed")
        else:
            self.answer_get()

    def answer_get(self) -> None:
        fault = self.server.faults.next(self.path, "*") or {"name": None}
        if not self.answered_without_object(fault):
            self.answer_with_object(fault)

    def answered_without_object(self, fault: dict) -> bool:
        name = fault["name"]
        if name in S3_ERRORS:
            self.s3_error(*S3_ERRORS[name])
        elif name == "429":
            after = {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else {}
            self.s3_error(429, "TooManyRequests", "Slow down", after)
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
        self.send(answer)

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
            total = len(answer.contents)
            answer.headers["Content-Range"] = f"bytes {answer.start}-{answer.end - 1}/{total}"
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
        step = min(CHUNK, answer.bytes_per_second // 20 or 1) if answer.bytes_per_second else CHUNK
        for position in range(start, end, step):
            piece = answer.contents[position : min(end, position + step)]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
            self.server.progress.add(self.path, len(piece))
            if answer.bytes_per_second:
                time.sleep(len(piece) / answer.bytes_per_second)

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
            answer.bytes_per_second = fault["rate"]
        case "wrong-bytes":
            answer.contents = answer.contents.translate(INVERTED)
        case "too-long":
            answer.contents += b"x" * fault.get("bytes", 1000)
            answer.end = len(answer.contents)
        case "gzip":
            answer.contents = gzip.compress(answer.contents)
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
    answer.headers.update(fault.get("set", {}))


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
