"""What the stand-in servers share: HTTP/1.1 on 127.0.0.1, a request log, named faults, and an end with stdin.

A server prints one JSON line when it is ready, {"port": …, "url": …}, and stops when its standard input ends,
so that none outlives the test that started it. Its tests steer it through paths below /-/:

    PUT  /-/faults             the faults from now on: {KEY: FAULT or [FAULT, …]}
    GET  /-/log                the requests so far: [{"method", "path", "query", "headers", "sent"}], the names of
                               the headers in lower case; `sent`: how many bytes of the object went out
    GET  /-/wait?path=P&bytes=N    answers once P was requested and N bytes of its body were sent (default 0)
    POST /-/release            lets those go on that a `hold` fault holds

A FAULT is a name, or {"name": …, "times": N, …} for the first N requests that it meets. In a list the first that
is not used up and whose conditions hold is taken; where there is none the server answers right.

With --tls CERT KEY the server's URL is an https one. It still listens for plain http on "port", where it is
steered, and answers there too. The faults that look at the connection itself (reset, stall, hold) are for plain
http only.
"""

import json
import os
import select
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qs, unquote, urlsplit


class Faults:
    """The faults by key, each with the number of requests that it still meets (None: all)."""

    def __init__(self, known: frozenset[str], faults: dict | None = None):
        self._known = known
        self._lock = threading.Lock()
        self.replace(faults or {})

    def replace(self, faults: dict) -> None:
        def parse(fault):
            parsed = {"name": fault} if isinstance(fault, str) else dict(fault)
            if parsed["name"] not in self._known:
                raise ValueError(f"no fault is called {parsed['name']!r}; there are {sorted(self._known)}")
            return parsed

        by_key = {
            key: [parse(fault) for fault in (value if isinstance(value, list) else [value])]
            for key, value in faults.items()
        }
        with self._lock:
            self._by_key = by_key

    def next(self, *keys: str, meets: Callable[[dict], bool] = lambda _: True) -> dict | None:
        """The fault for a request; of several keys the first that has one left. `meets`: whether a fault's
        conditions hold."""
        with self._lock:
            for key in keys:
                for fault in filter(meets, self._by_key.get(key, [])):
                    left = fault.get("times")
                    if left is None:
                        return fault
                    if left > 0:
                        fault["times"] = left - 1
                        return fault
        return None

    def spend(self, fault: dict, count: int) -> bool:
        """Takes from the bytes that all replies with a fault may send together; false where they are not left."""
        with self._lock:
            if fault["bytes"] < count:
                return False
            fault["bytes"] -= count
            return True


class Progress:
    """How many bytes of each path's body were sent, and the release of held replies."""

    def __init__(self):
        self._changed = threading.Condition()
        self._sent: dict[str, int] = {}
        self._releases = 0

    def add(self, path: str, count: int = 0) -> None:
        with self._changed:
            self._sent[path] = self._sent.get(path, 0) + count
            self._changed.notify_all()

    def wait(self, path: str, count: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._sent.get(path, -1) >= count)

    @property
    def total(self) -> int:
        with self._changed:
            return sum(self._sent.values())

    @property
    def releases(self) -> int:
        with self._changed:
            return self._releases

    def release(self) -> None:
        with self._changed:
            self._releases += 1
            self._changed.notify_all()

    def wait_for_release(self, after: int, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._releases > after, seconds)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type["Handler"], faults: dict | None = None, tls: list[str] | None = None):
        super().__init__(("127.0.0.1", 0), handler)
        self.faults = Faults(handler.known_faults, faults)
        self.progress = Progress()
        self.log: list[dict] = []
        self.tls_door = TLSDoor(self, *tls) if tls else None
        self.url = self.tls_door.url if self.tls_door else f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """A client that goes away, or does not trust us, is a test's business; anything else is our bug and
        goes to stderr."""
        if not isinstance(sys.exception(), (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)


class TLSDoor(TCPServer):
    """A second way in to a server: takes connections over TLS and hands them on to it."""

    request_queue_size = 128

    def __init__(self, inside: Server, certificate: str, key: str):
        super().__init__(("127.0.0.1", 0), inside.RequestHandlerClass)
        self.inside = inside
        self.url = f"https://127.0.0.1:{self.server_address[1]}"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)

    def process_request(self, request, client_address) -> None:
        # The handshake waits for the connection's own thread: a client that never shakes hands blocks no other.
        secured = self.context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        self.inside.process_request(secured, client_address)


class Handler(BaseHTTPRequestHandler):
    """Subclasses answer requests in `answer`; `self.path` is decoded, `self.query` as it came."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    known_faults: frozenset[str]
    server: Server

    def handle_request(self) -> None:
        target = urlsplit(self.path)
        self.path, self.query = unquote(target.path), target.query
        if self.path.startswith("/-/"):
            self.control()
            return
        self.entry = {
            "method": self.command,
            "path": self.path,
            "query": self.query,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "sent": 0,
        }
        self.server.log.append(self.entry)
        self.held_since = self.server.progress.releases
        self.server.progress.add(self.path)
        self.answer()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_request

    def answer(self) -> None:
        raise NotImplementedError

    def control(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        match self.command, self.path:
            case "PUT", "/-/faults":
                try:
                    self.server.faults.replace(json.loads(body))
                    self.reply(200)
                except ValueError as error:
                    self.reply(400, str(error).encode())
            case "GET", "/-/log":
                self.reply_json(200, self.server.log)
            case "GET", "/-/wait":
                query = parse_qs(self.query)
                self.server.progress.wait(query["path"][0], int(query.get("bytes", ["0"])[0]))
                self.reply(200)
            case "POST", "/-/release":
                self.server.progress.release()
                self.reply(200)
            case _:
                self.reply(404)

    def reply(self, status: int, body: bytes = b"", headers: dict | None = None) -> None:
        headers = {"Content-Length": str(len(body)), **(headers or {})}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reply_json(self, status: int, value, headers: dict | None = None) -> None:
        headers = {"Content-Type": "application/json", **(headers or {})}
        self.reply(status, json.dumps(value).encode(), headers)

    def reply_html(self, status: int, title: str) -> None:
        body = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{title}</body></html>\n"
        self.reply(status, body.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def note_sent(self, count: int) -> None:
        """Bytes of an object went out."""
        self.entry["sent"] += count
        self.server.progress.add(self.path, count)

    @staticmethod
    def retry_after(fault: dict) -> dict:
        """The header in either form: `retry_after` is its text, `retry_after_date` seconds from now."""
        if "retry_after_date" in fault:
            return {"Retry-After": formatdate(time.time() + fault["retry_after_date"], usegmt=True)}
        return {"Retry-After": str(fault["retry_after"])} if "retry_after" in fault else {}

    def redirect(self, fault: dict, default_to: str) -> None:
        self.reply(fault.get("status", 302), headers={"Location": fault.get("to", default_to)})

    def reset(self) -> None:
        """Ends the connection with a RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        os.close(self.connection.detach())

    def hold(self) -> None:
        """Waits for a release after this request's arrival, or for the client to go away."""
        while not self.server.progress.wait_for_release(self.held_since, 0.05):
            if self.client_is_gone():
                raise ConnectionAbortedError

    def stall(self) -> None:
        """Sends nothing more until the client goes away."""
        while not self.client_is_gone():
            time.sleep(0.05)
        self.close_connection = True

    def client_is_gone(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        try:
            return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except ConnectionError:
            return True

    def log_message(self, *_) -> None:
        """Says nothing: the log is for the tests."""


def serve(server: Server) -> None:
    """Runs until standard input ends."""
    for listener in filter(None, [server, server.tls_door]):
        threading.Thread(target=listener.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port, "url": server.url}), flush=True)
    sys.stdin.buffer.read()
