"""What the real DVC and GTO say of the models in a repository: versions, stages, and the files of each.

The Studio stand-in answers from these records, so that no code of ours decides what is right.
"""

from pathlib import Path

import gto.api
from dvc.repo import Repo


def record(repository: Path, storage: Path) -> dict:
    """The registry of a Git repository whose DVC remotes are folders below `storage`.

    {"models": {NAME: {"latest": VERSION, "stages": {STAGE: VERSION},
                       "versions": {VERSION: {"commit", "files": [{"path", "md5", "size", "key"}]}}}}}

    `path` is relative to the Git root, `key` is the object's file relative to `storage`.
    """
    models = {}
    for name, summary in gto.api.show(str(repository)).items():
        versions = {
            entry["version"]: {
                "commit": entry["commit_hexsha"],
                "files": files(repository, storage, name, entry["commit_hexsha"]),
            }
            for entry in gto.api.show(str(repository), name)
            if entry["is_active"]
        }
        models[name] = {
            "latest": summary["version"],
            "stages": {stage: version for stage, version in summary["stage"].items() if version},
            "versions": versions,
        }
    return {"models": models}


def files(repository: Path, storage: Path, name: str, commit: str) -> list[dict]:
    """The files of an artifact at a commit, by the steps of `dvc.repo.artifacts.Artifacts.download`."""
    with Repo.open(str(repository), rev=commit, subrepos=True, uninitialized=True) as repo:
        folder, _ = repo.artifacts.parse_path(name)
        with Repo("/" + (folder or ""), fs=repo.fs, scm=repo.scm) as home:
            root = "/" + home.artifacts.get_path(name)
        return [_file(repo, storage, path) for path in sorted(repo.dvcfs.find(root))]


def _file(repo: Repo, storage: Path, path: str) -> dict:
    hash_info = repo.dvcfs.info(path)["dvc_info"]["entry"].hash_info
    stored = Path(repo.cloud.get_remote_odb(hash_name=hash_info.name).oid_to_path(hash_info.value))
    return {
        "path": path.lstrip("/"),
        "md5": hash_info.value,
        "size": stored.stat().st_size,
        "key": stored.relative_to(storage).as_posix(),
    }
