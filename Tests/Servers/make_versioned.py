#!/usr/bin/env python3
"""Makes the repository `versioned`, whose DVC remote on S3 is `version_aware`, by the real `dvc push`.

usage: make_versioned.py OUT SETTINGS

SETTINGS is s3.py's ready line. The records hold the version ids of that server's objects, so the repository is of
no use with another one. OUT is filled as make_repositories.py fills it; the clone has the server's address and keys
in `.dvc/config.local`.
"""

import argparse
import json
import tempfile
from pathlib import Path

from workshop import Workshop, isolate, remote_section


def make(shop: Workshop) -> None:
    """A file and a folder, each in two versions of the model."""
    shop.write(
        "dvc.yaml",
        "artifacts:\n"
        "  file:\n    path: models/model.txt\n    type: model\n"
        "  folder:\n    path: models/folder\n    type: model\n",
    )
    shop.write("models/folder/same.txt", "same\n")
    for version, text in (("v1.0.0", "first\n"), ("v1.1.0", "second\n")):
        shop.write("models/model.txt", text)
        shop.write("models/folder/sub/changed & new.txt", text)
        shop.dvc("add", "-q", "models/model.txt", "models/folder")
        shop.dvc("push", "-q")
        shop.commit(f"Make {version}", pushes=False)
        shop.register("file", version)
        shop.register("folder", version)


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0], epilog=usage[2])
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("settings", metavar="SETTINGS", type=json.loads)
    arguments = parser.parse_args()
    settings = arguments.settings
    options = {
        "url": "s3://versions/data",
        "version_aware": "true",
        "endpointurl": settings["endpoint"],
        "region": settings["region"],
        "access_key_id": settings["access_key"],
        "secret_access_key": settings["secret_key"],
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dvc-model-") as scratch:
        isolate(Path(scratch))
        config = "[core]\n    remote = versions\n" + remote_section("versions", options)
        shop = Workshop("versioned", arguments.out.resolve(), Path(scratch), local_config=config)
        make(shop)
        manifest = {shop.name: shop.finish()}
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
