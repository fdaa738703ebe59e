"""A model on the servers, and the lists by which each program is told what to download."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import servers
from models import File

REPO = "https://git.example.com/bench/models.git"
NAME = "model"


@dataclass(frozen=True)
class Served:
    files: list[File]
    studio: str
    origin: str
    bucket: str
    uris: dict[str, str]
    lists: Path

    @property
    def api_call(self) -> str:
        return api_call(self.studio)

    def url(self, file: File) -> str:
        return self.uris[file.path]

    def list_file(self, name: str, text: str) -> str:
        path = self.lists / name
        path.write_text(text)
        return str(path)


@contextmanager
def serve(
    scratch: Path, files: list[File], bucket: str = "objects", round_trip: float | None = None
) -> Iterator[Served]:
    """Starts the servers. The objects are below /`bucket`/ of nginx, behind a relay where there is a round trip, in
    milliseconds."""
    with ExitStack() as stack:
        port = stack.enter_context(servers.nginx(scratch / "nginx", scratch / "store"))
        if round_trip is not None:
            port = stack.enter_context(servers.relay(port, round_trip))
        origin = f"http://127.0.0.1:{port}"
        manifest = scratch / "manifest.json"
        manifest.write_text(json.dumps(manifest_of(files)))
        studio = stack.enter_context(servers.studio(manifest, f"{origin}/{bucket}"))
        lists = scratch / "lists"
        lists.mkdir(exist_ok=True)
        yield Served(files, studio, origin, bucket, uris(studio), lists)


def manifest_of(files: list[File]) -> dict:
    version = {"files": [{"path": file.path, "key": file.key} for file in files]}
    model = {"latest": "v1.0.0", "stages": {}, "versions": {"v1.0.0": version}}
    return {"bench": {"repo_url": REPO, "models": {NAME: model}}}


def api_call(studio: str) -> str:
    return f"{studio}/api/model-registry/get-download-uris?{urlencode({'repo': REPO, 'name': NAME})}"


def uris(studio: str) -> dict[str, str]:
    request = urllib.request.Request(api_call(studio), headers={"Authorization": f"token {servers.TOKEN}"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)
