"""What the real DVC and GTO say of the models in a repository: versions, stages, and the files of each.

The Studio stand-in answers from these records, so that no code of ours decides what is right.
"""

import hashlib
import subprocess
from pathlib import Path

import gto.api
from dvc.exceptions import DvcException
from dvc.repo import Repo
from dvc_data.index import ObjectStorage
from gto.tag import parse_name


def record(repository: Path, storage: Path) -> dict:
    """The registry of a Git repository whose DVC remotes are folders below `storage`.

    {"models": {NAME: {"latest": VERSION, "stages": {STAGE: VERSION},
                       "versions": {VERSION: {"commit", "files": [FILE]}},
                       "dvc": {SELECTOR: COMMIT}}}}

    All but `dvc` is GTO's answer: what is active; `latest` is null where nothing is. `dvc` is what
    `dvc artifacts get` takes for everything that a tag ever named: SELECTOR is "" for the latest, "@VERSION" or
    "#STAGE"; null where it finds nothing.
    """
    shown = gto.api.show(str(repository))
    models = {}
    for name, selectors in named_by_tags(repository).items():
        stages = shown[name]["stage"] if name in shown else {}
        models[name] = {
            "latest": shown[name]["version"] if name in shown else None,
            "stages": {stage: version for stage, version in stages.items() if version},
            "versions": {
                entry["version"]: {
                    "commit": entry["commit_hexsha"],
                    "files": files(repository, storage, name, entry["commit_hexsha"]),
                }
                for entry in (gto.api.show(str(repository), name) if name in shown else [])
                if entry["is_active"]
            },
            "dvc": {selector: dvc_commit(repository, name, selector) for selector in selectors},
        }
    return {"models": models}


def named_by_tags(repository: Path) -> dict[str, list[str]]:
    """Artifact name to the selectors that its tags ever gave a meaning to."""
    tags = subprocess.run(["git", "tag"], cwd=repository, check=True, capture_output=True, text=True)
    named: dict[str, list[str]] = {}
    for parsed in filter(None, (parse_name(tag, raise_on_fail=False) for tag in tags.stdout.split())):
        version, stage = parsed.get("version"), parsed.get("stage")
        selector = f"@{version}" if version else f"#{stage}" if stage else ""
        selectors = named.setdefault(parsed["name"], [""])
        if selector not in selectors:
            selectors.append(selector)
    return named


def dvc_commit(repository: Path, name: str, selector: str) -> str | None:
    kind = {"": None, "@": "version", "#": "stage"}[selector[:1]]
    with Repo.open(str(repository), subrepos=True, uninitialized=True) as repo:
        try:
            return repo.artifacts.get_rev(name, **({kind: selector[1:]} if kind else {}))
        except DvcException:
            return None


def files(repository: Path, storage: Path, name: str, commit: str) -> list[dict]:
    """The files of an artifact at a commit, by the steps of `dvc.repo.artifacts.Artifacts.download`.

    Of the commit checked out: of any other one DVC misreads the place of a relative DVC remote that is not the
    default one, or is a nested project's.
    """
    subprocess.run(["git", "checkout", "-q", "--detach", commit], cwd=repository, check=True)
    try:
        with Repo.open(str(repository), subrepos=True, uninitialized=True) as repo:
            folder, _ = repo.artifacts.parse_path(name)
            with Repo(str(repository / (folder or ""))) as home:
                root = "/" + home.artifacts.get_path(name)
            return [_file(repo, storage, path) for path in sorted(repo.dvcfs.find(root))]
    finally:
        subprocess.run(["git", "checkout", "-q", "main"], cwd=repository, check=True)


def _file(repo: Repo, storage: Path, path: str) -> dict:
    """{"path", "md5", "rule", "size", "holder", "key"}: `path` relative to the Git root, `rule` as dvc_data
    names the hash, and `holder` is

        remote      a DVC remote of this repository; `key` is the object's file relative to `storage`
        git         Git; `text` is what it holds
        versions    a DVC remote that keeps objects by path and version; `text` is what DVC reads there
        elsewhere   neither: what `dvc import` and `import-url --no-download` know of
        nobody      no stage was run that makes it
    """
    info = repo.dvcfs.info(path)
    found = {"path": path.lstrip("/"), "md5": "", "rule": "", "size": info["size"] or 0, "key": ""}
    if "fs_info" in info:
        contents = (Path(repo.root_dir) / found["path"]).read_bytes()
        md5 = hashlib.md5(contents).hexdigest()
        return found | {"md5": md5, "rule": "md5", "holder": "git", "text": contents.decode()}
    entry = info["dvc_info"]["entry"]
    if entry.hash_info is None:
        return found | {"holder": "nobody"}
    found |= {"md5": entry.hash_info.value, "rule": entry.hash_info.name}
    index = info["repo"].index.data["repo"]
    remote = index.storage_map[entry.key].remote
    if remote.fs.version_aware:
        return found | {"holder": "versions", "text": repo.dvcfs.open(path, "rb").read().decode()}
    if not isinstance(remote, ObjectStorage):
        return found | {"holder": "elsewhere"}
    stored = Path(remote.get(entry)[1])
    key = stored.relative_to(storage).as_posix()
    return found | {"size": stored.stat().st_size, "holder": "remote", "key": key}
