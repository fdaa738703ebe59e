"""A repository while it is made, by the real git, DVC and GTO."""

import contextlib
import io
import os
import random
import subprocess
import sys
from pathlib import Path
from unittest import mock

FORGE = "https://git.example.com/acme"
FIRST_SECOND = 1_767_225_600  # 2026-01-01T00:00:00Z


class Workshop:
    """One repository while it is made. Each commit and tag is a minute later than the one before.

    `projects` are the folders in which DVC is initialised, relative to the Git root. The DVC remote `storage` of
    each is `<scratch>/storage/<name>` and, below the root, `<scratch>/storage/<name>-<project>`.
    `local_config` is what stands in `.dvc/config.local`, also of the clone that is left.
    """

    def __init__(
        self,
        name: str,
        out: Path,
        scratch: Path,
        projects: tuple[str, ...] = ("",),
        local_config: str = "",
    ):
        self.name = name
        self.out = out
        self.scratch = scratch
        self.root = scratch / name
        self.projects = projects
        self.local_config = local_config
        self.minutes = 0
        self.random = random.Random(name)
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        for project in projects:
            (self.root / project).mkdir(exist_ok=True)
            self.dvc("init", "-q", *(["--subdir"] if project else []), at=project)
            self.dvc("config", "core.autostage", "true", at=project)
            self.add_remote("storage", f"{name}-{project}" if project else name, "-d", at=project)
        self.configure(self.root)

    def configure(self, checkout: Path) -> None:
        if self.local_config:
            (checkout / ".dvc/config.local").write_text(self.local_config)

    def add_remote(self, remote: str, folder: str, *options: str, at: str = "") -> None:
        """A DVC remote in a folder of the storage."""
        up = "../" * len((Path("x") / at).parts)
        self.dvc("remote", "add", "-q", *options, remote, f"{up}storage/{folder}", at=at)

    def noise(self, count: int) -> bytes:
        return self.random.randbytes(count)

    def write(self, path: str, contents: bytes | str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents.encode() if isinstance(contents, str) else contents)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        if old not in text:
            sys.exit(f"{self.name}: no {old!r} in {path}:\n{text}")
        self.write(path, text.replace(old, new))

    def now(self) -> int:
        self.minutes += 1
        return FIRST_SECOND + 60 * self.minutes

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True)

    def dvc(self, *arguments: str, at: str = "") -> None:
        dvc(self.root / at, *arguments)

    def commit(self, message: str, pushes: bool = True) -> None:
        date = f"{self.now()} +0000"
        os.environ.update(GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        for project in self.projects if pushes else ():
            self.dvc("push", "-q", at=project)

    def register(self, artifact: str, version: str) -> None:
        self.gto("register", artifact, "HEAD", version=version)

    def assign(self, artifact: str, stage: str, version: str) -> None:
        self.gto("assign", artifact, stage, version=version)

    def gto(self, verb: str, *arguments, **options) -> None:
        import gto.api

        with mock.patch("time.time", return_value=self.now()):
            getattr(gto.api, verb)(str(self.root), *arguments, **options)

    def output(self, *command: str) -> str:
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout.strip()

    def finish(self) -> dict:
        """Leaves a fresh clone in `out` and gives its records."""
        from registry import record

        repo_url = self.leave_clone()
        return {"repo_url": repo_url, **record(self.out / self.name, self.out / "storage")}

    def leave_clone(self) -> str:
        """Leaves a fresh clone in `out` and gives its repo URL."""
        clone = self.out / self.name
        self.git("clone", "-q", "--no-hardlinks", str(self.root), str(clone))
        self.configure(clone)
        repo_url = f"{FORGE}/{self.name}.git"
        subprocess.run(["git", "remote", "set-url", "origin", repo_url], cwd=clone, check=True)
        return repo_url


def dvc(folder: Path, *arguments: str) -> None:
    """Runs DVC, which must succeed. In this process: most of what DVC takes is its start."""
    from dvc.cli import main

    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        status = main(list(arguments))
    if status != 0:
        sys.exit(f"{folder}: dvc {' '.join(arguments)}: status {status}")


def remote_section(name: str, options: dict[str, str]) -> str:
    """A DVC remote as it stands in DVC's config."""
    return f"['remote \"{name}\"']\n" + "".join(f"    {key} = {value}\n" for key, value in options.items())


def isolate(home: Path) -> None:
    """Nothing of the caller's settings reaches git, DVC or GTO, and nothing of ours reaches his home."""
    for name in list(os.environ):
        if name.startswith(("DVC_", "GIT_", "STUDIO_", "XDG_")):
            del os.environ[name]
    os.environ.update(
        HOME=str(home),
        DVC_SYSTEM_CONFIG_DIR=str(home / "dvc-system"),
        DVC_GLOBAL_CONFIG_DIR=str(home / "dvc-global"),
        DVC_SITE_CACHE_DIR=str(home / "dvc-site"),
        DVC_NO_ANALYTICS="1",
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_NOSYSTEM="1",
        GIT_AUTHOR_NAME="Ana Example",
        GIT_AUTHOR_EMAIL="ana@example.com",
        GIT_COMMITTER_NAME="Ana Example",
        GIT_COMMITTER_EMAIL="ana@example.com",
        TZ="UTC",
    )
