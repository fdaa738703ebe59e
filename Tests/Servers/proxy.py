#!/usr/bin/env python3
"""An HTTP proxy as companies have them: it fetches what a request in absolute form names, and tunnels TLS.

usage: proxy.py

The log has the path and the query of what was asked for (of a tunnel nothing but `host:port`); the host is in the
`host` header. serving.py says how
it is steered. The key of a fault is `*`. Faults:

    403                      the proxy's own page instead of what was asked for
    407                      it wants a user and a password
"""

import http.client
import select
import socket
from urllib.parse import urlsplit, urlunsplit

from serving import Handler, Server, serve


class ProxyHandler(Handler):
    known_faults = frozenset({"403", "407"})

    def parse_request(self) -> bool:
        is_good = super().parse_request()
        if is_good:
            self.target = self.path
        return is_good

    do_CONNECT = Handler.handle_request

    def answer(self) -> None:
        match self.server.faults.next("*"):
            case {"name": "403"}:
                self.reply_html(403, "Blocked by the company's policy")
            case {"name": "407"}:
                self.reply(407, headers={"Proxy-Authenticate": 'Basic realm="proxy"'})
            case _ if self.command == "CONNECT":
                self.tunnel()
            case _:
                self.pass_on()

    def tunnel(self) -> None:
        """RFC 9110, 9.3.6: bytes go to and fro until one end has no more."""
        self.close_connection = True
        host, port = self.target.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as origin:
            self.send_response_only(200)
            self.end_headers()
            other = {self.connection: origin, origin: self.connection}
            while True:
                for end in select.select(list(other), [], [])[0]:
                    piece = end.recv(64 << 10)
                    if not piece:
                        return
                    other[end].sendall(piece)

    def pass_on(self) -> None:
        target = urlsplit(self.target)
        origin = http.client.HTTPConnection(target.hostname, target.port)
        path = urlunsplit(("", "", target.path, target.query, ""))
        headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        origin.request(self.command, path, headers=headers)
        reply = origin.getresponse()
        body = reply.read()
        self.reply(reply.status, body, dict(reply.getheaders()))
        origin.close()


if __name__ == "__main__":
    serve(Server(ProxyHandler))
