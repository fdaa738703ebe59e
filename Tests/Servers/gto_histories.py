#!/usr/bin/env python3
"""Makes repositories with random histories of GTO tags, and records what the real gto and DVC say of them.

usage: gto_histories.py OUT [--count N] [--seed SEED]
       gto_histories.py --cached FOLDER

OUT/<id> is then a repository, OUT/histories.json what was asked and answered, in the form of gto-resolve.json.
Where gto cannot read a repository because of one artifact's tags, each artifact was asked for with its own tags
alone.

--cached makes them once in a folder below FOLDER that is named after this program's own text, and prints that
folder: later calls, also simultaneous ones, find it there.
"""

import argparse
import fcntl
import hashlib
import json
import logging
import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

FIRST_SECOND = 1_700_000_000
ARTIFACTS = ["model", "a/b=model", "nlp=tokenizer", "m/x-1", "a=model"]
VERSIONS = [
    "v0.0.1", "v0.1.0", "v1.0.0", "v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-rc.9", "v1.0.0-rc.10", "v1.0.0+a",
    "v1.0.0+b", "v1.1.0", "v1.9.0", "v1.10.0", "v2.0.0-beta", "v2.0.0-BETA", "v2.0.0", "v10.0.0",
]  # fmt: skip
STAGES = ["prod", "dev", "staging", "1", "prod-1"]
FOREIGN = ["v9.9.9", "model@1.0.0", "model#prod#1#2", "release/1", "model@v1.0.0!!"]
COUNTERS = ["", "", "", "#1", "#2", "#9", "#10", "#11", "#007", "#123456789012345678901234567890"]
ZONES = [0, 0, 3600, -39600, 46800, 19800]


@dataclass
class Tag:
    ref: str
    name: str
    target: str
    annotated: bool
    time: int
    zone: int


class History:
    """What a seed makes: commits by label, tags in the order in which they are made."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.commits = [f"c{number}" for number in range(1, self.random.randint(1, 6) + 1)]
        self.artifacts = self.random.sample(ARTIFACTS, self.random.randint(1, 3))
        # Few different times make many equal ones.
        self.seconds = self.random.choice([1, 3, 10, 100])
        self.commits_are_late = self.random.random() < 0.2
        self.versions: dict[tuple[str, str], str] = {}
        self.tags: list[Tag] = []
        for _ in range(self.random.randint(1, 24)):
            self.add()

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def add(self) -> None:
        artifact = self.random.choice(self.artifacts)
        target, event = self.event(artifact)
        ref = name = artifact + event
        if self.chance(0.03):
            ref = self.random.choice(FOREIGN)
            name = ref
        elif self.chance(0.03):
            _, other = self.event(self.random.choice(self.artifacts))
            name = self.random.choice(self.artifacts) + other
        if any(tag.ref == ref for tag in self.tags):
            return
        inner = [tag for tag in self.tags if tag.annotated]
        if inner and self.chance(0.06):
            target = "tag:" + self.random.choice(inner).ref
        time = FIRST_SECOND + 10 * self.random.randrange(self.seconds)
        self.tags.append(Tag(ref, name, target, not self.chance(0.07), time, self.random.choice(ZONES)))

    def event(self, artifact: str) -> tuple[str, str]:
        """What happens, and at which commit; mostly what makes sense after what happened already."""
        kind = self.random.choices(
            ["register", "deregister", "assign", "unassign", "deprecate", "create"], [40, 12, 32, 12, 6, 0.3]
        )[0]
        commit = self.random.choice(self.commits)
        counter = self.random.choice(COUNTERS)
        held = {at: version for (name, at), version in self.versions.items() if name == artifact}
        if kind == "deregister" and held and self.chance(0.8):
            commit = self.random.choice(sorted(held))
            return commit, f"@{held[commit]}!{counter}"
        if kind == "register" and commit in held and self.chance(0.93):
            kind = "assign"
        version = self.random.choice(VERSIONS)
        stage = self.random.choice(STAGES)
        if kind == "register":
            self.versions[artifact, commit] = version
        return commit, {
            "register": f"@{version}{counter}",
            "deregister": f"@{version}!{counter}",
            "assign": f"#{stage}{counter}",
            "unassign": f"#{stage}!{counter}",
            "deprecate": f"@deprecated{counter}",
            "create": f"@created{counter}",
        }[kind]


class Repository:
    """A history on disk: refs loose, packed or both, objects loose or packed."""

    def __init__(self, history: History, folder: Path):
        from dulwich.objects import Blob, Commit, Tree
        from dulwich.repo import Repo

        self.history = history
        self.folder = folder
        self.labels: dict[str, str] = {}
        self.commits: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        # What the tag object calls itself to which a ref leads.
        self.names: dict[str, str] = {}
        repo = Repo.init(str(folder), mkdir=True)
        blob = Blob.from_string(b"a file\n")
        tree = Tree()
        tree.add(b"file", 0o100644, blob.id)
        repo.object_store.add_object(blob)
        repo.object_store.add_object(tree)
        late = 1_000_000 if history.commits_are_late else -1_000_000
        parents: list[bytes] = []
        for number, label in enumerate(history.commits):
            commit = Commit()
            commit.tree, commit.parents = tree.id, parents
            commit.author = commit.committer = b"Test <test@example.com>"
            commit.author_time = commit.commit_time = FIRST_SECOND + late + number
            commit.author_timezone = commit.commit_timezone = 0
            commit.message = label.encode()
            repo.object_store.add_object(commit)
            parents = [commit.id]
            self.commits[label] = commit.id.decode()
            self.labels[commit.id.decode()] = label
        repo.refs[b"refs/heads/main"] = parents[0]
        repo.refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
        objects = dict(self.commits)
        for tag in history.tags:
            self.add_tag(repo, tag, objects)
        repo.close()
        self.write_refs(self.refs)
        if history.chance(0.5):
            self.git("repack", "-q", "-a", "-d")

    def add_tag(self, repo, tag: Tag, objects: dict[str, str]) -> None:
        from dulwich.objects import Commit
        from dulwich.objects import Tag as TagObject

        target = objects[tag.target]
        inner = self.names.get(tag.target.removeprefix("tag:"), tag.name)
        self.names[tag.ref] = tag.name if tag.annotated else inner
        self.commits["tag:" + tag.ref] = self.commits[tag.target]
        if tag.annotated:
            made = TagObject()
            made.name = tag.name.encode()
            made.object = (TagObject if tag.target.startswith("tag:") else Commit, target.encode())
            made.tagger = b"Test <test@example.com>"
            made.tag_time, made.tag_timezone = tag.time, tag.zone
            made.message = tag.ref.encode() + b"\n"
            repo.object_store.add_object(made)
            target = made.id.decode()
            self.labels[target] = "tag:" + tag.ref
        objects["tag:" + tag.ref] = target
        self.refs[tag.ref] = target

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, check=True)

    def write_refs(self, refs: dict[str, str]) -> None:
        """Packs some of them, and for some of those another object than the loose one that then hides it."""
        shutil.rmtree(self.folder / ".git/refs/tags", ignore_errors=True)
        (self.folder / ".git/packed-refs").unlink(missing_ok=True)
        mode = self.history.random.choice(["loose", "packed", "both"])
        packed = {name for name in refs if mode == "packed" or mode == "both" and self.history.chance(0.6)}
        stale = {name for name in packed if mode == "both" and self.history.chance(0.3)}
        for name in packed:
            other = self.history.random.choice(sorted(refs.values()))
            self.write_ref(name, other if name in stale else refs[name])
        if packed:
            self.git("pack-refs")
        for name in refs:
            if name not in packed or name in stale:
                self.write_ref(name, refs[name])

    def write_ref(self, name: str, target: str) -> None:
        path = self.folder / ".git/refs/tags" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(target + "\n")


class Asker:
    """Asks gto and DVC of a repository; its state is made up once, and not again for each question."""

    def __init__(self, repository: Repository):
        from dvc.scm import Git

        self.repository = repository
        self.path = str(repository.folder)
        self.scm = Git(self.path)
        self.state = None

    def answers(self, name: str) -> dict:
        import gto.api
        from dvc.repo.artifacts import Artifacts

        history = self.repository.history
        artifact = name.replace(":", "=")
        stages = [stage for stage in STAGES if any(f"#{stage}" in tag.name for tag in history.tags)]
        versions = [version for version in VERSIONS if any(f"@{version}" in tag.name for tag in history.tags)]
        get_rev = Artifacts(SimpleNamespace(scm=self.scm)).get_rev
        label = self.repository.labels.__getitem__

        def show(question: str):
            return self.ask(lambda: [self.row(row) for row in gto.api.show(self.path, question)])

        def latest():
            found = gto.api.find_latest_version(self.path, name)
            return found and {"version": self.name(found.version), "commit": label(found.commit_hexsha)}

        return {
            "gto_latest": self.ask(latest),
            "gto_show": show(name),
            "gto_show_latest": show(f"{name}@latest"),
            "gto_show_stage": {stage: show(f"{name}#{stage}") for stage in stages},
            "gto_show_version": {version: show(f"{name}@{version}") for version in versions},
            "gto_holder": self.holders(name),
            "dvc_get_rev": self.ask(lambda: label(get_rev(name))),
            "dvc_get_rev_stage": {stage: self.ask(lambda: label(get_rev(name, stage=stage))) for stage in stages},
            "dvc_get_rev_version": {
                version: self.ask(lambda: label(get_rev(name, version=version))) for version in versions
            },
        }

    def ask(self, question):
        from gto.registry import GitRegistry

        def get_state(registry, **_):
            if self.state is None:
                self.state = self.real_get_state(registry)
            if isinstance(self.state, Exception):
                raise self.state
            return self.state

        try:
            with mock.patch.object(GitRegistry, "get_state", get_state):
                return question()
        except Exception as error:  # noqa: BLE001: what gto does where it fails is part of the answer
            return {"error": type(error).__name__, "message": str(error).split("\n")[0]}

    @staticmethod
    def real_get_state(registry):
        try:
            return REAL_GET_STATE(registry)
        except Exception as error:  # noqa: BLE001
            return error

    def holders(self, name: str) -> dict[str, str]:
        from gto.constants import VersionSort

        if isinstance(self.state, Exception) or name not in self.state.artifacts:
            return {}
        artifact = self.state.artifacts[name]
        if not artifact.is_active:
            return {}
        found = artifact.get_vstages(sort=VersionSort.Timestamp)
        return {stage: self.repository.labels[held[0].commit_hexsha] for stage, held in found.items()}

    def row(self, shown: dict) -> dict:
        return {
            "version": self.name(shown["version"]),
            "commit": self.repository.labels[shown["commit_hexsha"]],
            "active": shown["is_active"],
            "stages": [stage["stage"] for stage in shown["stages"]],
        }

    def name(self, version: str) -> str:
        return self.repository.labels.get(version, version)


def record(repository: Repository) -> dict:
    """Every artifact that a tag speaks of, and one that none does."""
    tags = repository.history.tags
    names = {artifact.replace("=", ":") for artifact in repository.history.artifacts} | {"no-such"}
    asker = Asker(repository)
    answers = {name: asker.answers(name) for name in sorted(names)}
    if isinstance(asker.state, Exception):
        for name in answers:
            artifact = name.replace(":", "=")
            own = {
                tag.ref: repository.refs[tag.ref]
                for tag in tags
                if any(
                    text.startswith((artifact + "@", artifact + "#"))
                    for text in (tag.ref, repository.names[tag.ref])
                )
            }
            repository.write_refs(own)
            answers[name] = Asker(repository).answers(name)
        repository.write_refs(repository.refs)
    return answers


def make(out: Path, count: int, seed: int) -> None:
    logging.disable()
    out.mkdir(parents=True)
    cases = []
    for number in range(seed, seed + count):
        history = History(number)
        repository = Repository(history, out / str(number))
        cases.append({"id": str(number), "commits": repository.commits, "names": record(repository)})
    (out / "histories.json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")


def cached(folder: Path, count: int) -> Path:
    here = Path(__file__).resolve()
    sources = [here, here.parent.parent / "requirements.txt"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    made = folder / digest
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = folder / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished, count, 1)
            unfinished.rename(made)
    return made


def main() -> None:
    global REAL_GET_STATE
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0], epilog=usage[2])
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?")
    parser.add_argument("--count", metavar="N", type=int, default=300)
    parser.add_argument("--seed", metavar="SEED", type=int, default=1, help="of the first history")
    parser.add_argument("--cached", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    from gto.registry import GitRegistry

    REAL_GET_STATE = GitRegistry.get_state
    if arguments.cached:
        print(cached(arguments.cached.resolve(), arguments.count))
    elif arguments.out:
        make(arguments.out, arguments.count, arguments.seed)
    else:
        parser.error("OUT or --cached is needed")


if __name__ == "__main__":
    main()
