#!/usr/bin/env python3
"""Makes the repository `fleet`: 50 models, each in 5 versions, of which some are the same bytes.

usage: make_fleet.py OUT

OUT is filled as make_repositories.py fills it. The records of the 250 versions are those that `dvc add` wrote: to ask
DVC and GTO for each of them would take minutes. The tags are annotated ones, which is all that `gto register` makes.
"""

import argparse
import json
import tempfile
from pathlib import Path

from workshop import Workshop, isolate

MODELS = [f"model-{number:02}" for number in range(50)]
# Each number stands for bytes of its own.
VERSIONS = {"v1.0.0": 1, "v1.1.0": 1, "v1.2.0": 2, "v2.0.0": 3, "v2.0.1": 3}


def make(shop: Workshop) -> dict:
    """The records of all versions."""
    from ruamel.yaml import YAML

    shop.write("dvc.yaml", "artifacts:\n" + "".join(f"  {name}:\n    path: {name}.bin\n    type: model\n" for name in MODELS))
    models: dict = {name: {"latest": "v2.0.1", "stages": {"prod": "v1.2.0"}, "versions": {}, "dvc": {}} for name in MODELS}
    for version, content in VERSIONS.items():
        for name in MODELS:
            shop.write(f"{name}.bin", f"{name}, bytes {content}\n")
        shop.dvc("add", "-q", *(f"{name}.bin" for name in MODELS))
        shop.write("version.txt", version)
        shop.commit(f"Make {version}")
        commit = shop.output("git", "rev-parse", "HEAD")
        for name in MODELS:
            out = YAML(typ="safe").load(shop.root / f"{name}.bin.dvc")["outs"][0]
            key = f"{shop.name}/files/md5/{out['md5'][:2]}/{out['md5'][2:]}"
            file = {"path": f"{name}.bin", "md5": out["md5"], "rule": "md5", "size": out["size"], "holder": "remote", "key": key}
            models[name]["versions"][version] = {"commit": commit, "files": [file]}
            shop.git("tag", "-a", "-m", "Register", f"{name}@{version}")
    for name in MODELS:
        shop.git("tag", "-a", "-m", "Assign", f"{name}#prod#1", f"{name}@v1.2.0^{{}}")
    return models


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0], epilog=usage[2])
    parser.add_argument("out", metavar="OUT", type=Path)
    out = parser.parse_args().out.resolve()
    (out / "storage").mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="dvc-model-") as scratch:
        isolate(Path(scratch))
        (Path(scratch) / "storage").symlink_to(out / "storage")
        shop = Workshop("fleet", out, Path(scratch))
        models = make(shop)
        manifest = {shop.name: {"repo_url": shop.leave_clone(), "models": models}}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
