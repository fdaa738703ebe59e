"""A checkout of a DVC repository with one registered model, its files in place: what `dvc add`, `git` and `gto register`
leave behind."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

from models import File

ARTIFACTS = """artifacts:
  model:
    path: {path}
    type: model
"""

RECORD = """outs:
- md5: {md5}
  size: {size}
  hash: md5
  path: {path}
"""

# Git as nobody has set it up, by somebody.
ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "bench@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def make(folder: Path, store: Path, files: list[File]) -> None:
    """The files share their contents with the store, which is the checkout's DVC remote. They are one file, or all below one
    folder."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(store / file.key)
    path = files[0].path.partition("/")[0]
    md5 = files[0].md5 if files[0].path == path else add_listing(folder, path, files)
    size = sum(file.size for file in files)
    (folder / ".dvc").mkdir(exist_ok=True)
    (folder / ".dvc" / "config").write_text(f"[core]\n    remote = store\n['remote \"store\"']\n    url = {store}\n")
    (folder / f"{path}.dvc").write_text(RECORD.format(md5=md5, size=size, path=path))
    (folder / "dvc.yaml").write_text(ARTIFACTS.format(path=path))
    (folder / ".gitignore").write_text(f"/{path}\n")
    git(folder, "init", "--quiet")
    git(folder, "add", ".gitignore", "dvc.yaml", f"{path}.dvc", ".dvc/config")
    git(folder, "commit", "--quiet", "-m", "model")
    git(folder, "tag", "-a", "model@v1.0.0", "-m", "Registering model")


def add_listing(folder: Path, path: str, files: list[File]) -> str:
    """Puts the listing of a folder into DVC's cache; its hash as DVC records it."""
    entries = [{"md5": file.md5, "relpath": file.path.removeprefix(f"{path}/")} for file in files]
    text = json.dumps(sorted(entries, key=lambda entry: entry["relpath"])).encode()
    md5 = f"{hashlib.md5(text).hexdigest()}.dir"
    place = folder / ".dvc" / "cache" / "files" / "md5" / md5[:2] / md5[2:]
    place.parent.mkdir(parents=True)
    place.write_bytes(text)
    return md5


def add_tags(folder: Path, count: int, is_packed: bool) -> None:
    """Tags of other artifacts, twenty of each, on the same commit."""
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=folder, env=ENVIRONMENT, text=True).strip()
    lines = [f"create refs/tags/other-{n // 20}@v1.{n % 20}.0 {commit}\n" for n in range(count)]
    git(folder, "update-ref", "--stdin", input="".join(lines))
    if is_packed:
        git(folder, "pack-refs", "--all")


def git(folder: Path, *arguments: str, input: str | None = None) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, input=input, text=True)
