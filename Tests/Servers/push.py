#!/usr/bin/env python3
"""Pushes what every tag of a repository tracks to another DVC remote, by the real `dvc push`.

usage: push.py MADE OPTIONS NAME…

MADE is what make_repositories.py made; OPTIONS, a JSON object, are the options of the DVC remote (url,
endpointurl, …), which gets the objects of NAME below `<url>/NAME`.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from workshop import dvc, isolate, remote_section


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0], epilog=usage[2])
    parser.add_argument("made", metavar="MADE", type=Path)
    parser.add_argument("options", metavar="OPTIONS", type=json.loads)
    parser.add_argument("names", metavar="NAME", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dvc-model-") as folder:
        scratch = Path(folder)
        isolate(scratch)
        (scratch / "storage").symlink_to(arguments.made.resolve() / "storage")
        for name in arguments.names:
            checkout = scratch / name
            shutil.copytree(arguments.made / name, checkout, symlinks=True)
            options = arguments.options | {"url": f"{arguments.options['url']}/{name}"}
            (checkout / ".dvc/config.local").write_text(remote_section("target", options))
            # Not by --all-tags: for other revisions than the one checked out DVC misreads relative remotes.
            list_commits = ["git", "rev-list", "--no-walk", "--tags"]
            commits = subprocess.run(list_commits, cwd=checkout, check=True, capture_output=True, text=True)
            for commit in commits.stdout.split():
                subprocess.run(["git", "checkout", "-q", commit], cwd=checkout, check=True)
                dvc(checkout, "fetch", "-q")
                dvc(checkout, "push", "-q", "--remote", "target")


if __name__ == "__main__":
    main()
