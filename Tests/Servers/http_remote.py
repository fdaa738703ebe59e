#!/usr/bin/env python3
"""A DVC remote over http: files below a folder, to read and to write for who shows the right credentials.

usage: http_remote.py FOLDER [--basic USER:PASSWORD] [--header NAME:VALUE] [--faults JSON] [--tls CERT KEY]

GET, HEAD and PUT. Without the credentials, of the Authorization header or of one of another name, the answer to
everything is 401. Faults, of GET alone, are those of objects.py.
"""

import argparse
import base64
import json
from pathlib import Path

from objects import ObjectHandler
from serving import Server, serve


class RemoteHandler(ObjectHandler):
    def answer(self) -> None:
        contents = self.body()
        if any(self.headers.get(name) != value for name, value in self.server.credentials.items()):
            self.reply(401, b"Who are you?\n", {"WWW-Authenticate": 'Basic realm="storage"'})
        elif self.command == "GET":
            self.answer_get()
        elif self.command == "HEAD":
            self.answer_head()
        elif self.command == "PUT":
            file = self.server.folder / self.path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contents)
            self.reply(201)
        else:
            self.reply(405)

    def answer_head(self) -> None:
        file = self.file()
        headers = {"Content-Length": str(file.stat().st_size)} if file else {}
        self.reply(200 if file else 404, headers=headers)

    def body(self) -> bytes:
        """What came with the request; DVC sends it in chunks (RFC 9112, 7.1)."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--basic", metavar="USER:PASSWORD")
    parser.add_argument("--header", metavar="NAME:VALUE")
    parser.add_argument("--faults", metavar="JSON", type=json.loads)
    parser.add_argument("--tls", metavar=("CERT", "KEY"), nargs=2)
    arguments = parser.parse_args()
    server = Server(RemoteHandler, arguments.faults, arguments.tls)
    server.folder = arguments.folder.resolve()
    server.credentials = dict([arguments.header.split(":", 1)] if arguments.header else [])
    if arguments.basic:
        server.credentials["Authorization"] = f"Basic {base64.b64encode(arguments.basic.encode()).decode()}"
    serve(server)


if __name__ == "__main__":
    main()
