"""The command lines: ours, and those of the peers at their best. They run in the folder that is to be filled."""

import json
import sys
from pathlib import Path

import servers
from models import File
from served import NAME, REPO, Served

HERE = Path(__file__).resolve().parent

Steps = list[list[str]]


def ours(served: Served, *options: str, tool: str = "dvc-model-pull") -> Steps:
    """By way of Studio, as users call it, outside of any checkout."""
    return [[tool, "--studio-url", served.studio, "--repo", REPO, NAME, *(options or ["-o", "."])]]


def ours_from_map(served: Served, *options: str, tool: str = "dvc-model-pull") -> Steps:
    """With the URLs in hand, as the peers have them."""
    return [[tool, "--uris", uris_file(served), "-o", ".", *options]]


def uris_file(served: Served) -> str:
    return served.list_file("uris.json", json.dumps(served.uris))


def dvc(served: Served) -> Steps:
    return [["env", f"DVC_STUDIO_URL={served.studio}", "dvc", "artifacts", "get", REPO, NAME, "-o", "."]]


def api_loop(served: Served) -> Steps:
    return [["env", f"DVC_STUDIO_URL={served.studio}", sys.executable, str(HERE / "api_loop.py"), REPO, NAME]]


def md5sum(*paths: Path) -> Steps:
    return [["md5sum", *map(str, paths)]]


def curl(served: Served, file: File) -> Steps:
    return [["curl", "-sS", "-o", file.path, served.url(file)]]


def curl_studio(served: Served) -> Steps:
    return [["curl", "-sS", "-H", f"Authorization: token {servers.TOKEN}", served.api_call]]


def curl_parallel(served: Served, *options: str) -> Steps:
    config = "".join(f'url = "{url}"\noutput = "{path}"\n' for path, url in served.uris.items())
    return [["curl", "-Z", "--no-progress-meter", "--create-dirs", *options, "-K", served.list_file("curl", config)]]


def aria2c(served: Served, *options: str) -> Steps:
    # Preallocation would write everything twice.
    lines = "".join(f"{url}\n out={path}\n" for path, url in served.uris.items())
    quiet = ["--quiet", "--file-allocation=none", "--summary-interval=0"]
    return [["aria2c", *quiet, *options, "-i", served.list_file("aria2", lines)]]


def aria2c_one(served: Served) -> Steps:
    return aria2c(served, "-x16", "-s16", "-k1M")


def wget(served: Served) -> Steps:
    # wget names files by the URL's last part, which with its query would be too long a name.
    lines = "".join(url.partition("?")[0] + "\n" for url in served.uris.values())
    return [["wget", "-q", "-nd", "-i", served.list_file("wget", lines)]]


def s5cmd(served: Served) -> Steps:
    lines = "".join(f"cp s3://{served.bucket}/{file.key} {file.path}\n" for file in served.files)
    options = ["--no-sign-request", "--endpoint-url", served.origin, "--log", "error"]
    return [["s5cmd", *options, "run", served.list_file("s5cmd", lines)]]
