#!/usr/bin/env python3
"""Makes random commits of DVC repositories, and records what the real DVC finds at their paths.

usage: make_trees.py OUT
       make_trees.py --cached FOLDER

OUT is a JSON file:

    {"trees": [{"seed", "files": [{"path", "text"}], "objects": {OBJECT: TEXT},
                "answers": [{"path", "files": [FILE]} or {"path", "error": EXCEPTION}]}],
     "ignores": [{"seed", "files": [{"path", "text"}], "answers": [{"path", "ignored"}]}],
     "documents": [{"path", "text", "error"}]}

A tree is the files of one commit, with the `.dir` objects of its one DVC remote by their path there. An answer is
what DVC's file system has at a path from the git root: for each file `path`, and `git` where Git holds it, else
`hash_name`, `hash` (null: never run), `size`, `isexec`, `version_id`, `root` (the DVC repository). `dir` is the hash
of a tracked folder. `ignores` are trees of `.dvcignore` files alone, with what DVC ignores of them. `documents` are slightly
damaged files `m.dvc`, `dvc.yaml` and `dvc.lock`, with DVC's complaint, null where it has none.

--cached makes the file once below FOLDER, under a name made from this program's own text, and prints its path.
"""

import argparse
import fcntl
import hashlib
import json
import os
import posixpath
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from make_repositories import isolate

HERE = Path(__file__).resolve().parent
TREES = 240
IGNORES = 120
QUERIES = 25
DAMAGES = 250
FOLDERS = ["a", "b", "models", "data", "nlp", "x y", "caf\u00e9", "cafe\u0301", "a-b", "a.b", "A", "deep/er", "a/c"]
NAMES = ["m.bin", "w", "x y.txt", "\u00fc.bin", "a+b", "z", "model", "v1", "out", "\u6a21.bin", "t.json", "q"]


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


class Tree:
    """One random commit while it is made."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.seed = seed
        self.files: dict[str, str] = {}
        self.objects: dict[str, str] = {}
        # Paths from the git root that queries are made of.
        self.paths: set[str] = set()
        # Of all outputs, so that none is in another.
        self.claimed: set[str] = set()
        self.roots = self.random.choice([[""], [""], [""], ["", "sub"], ["", "a"], ["sub", "models"], ["", "a/c", "sub"]])
        # How likely an output names its remote: without a `.dvc` of its own, the git root has none.
        self.remote = 0.15 if "" in self.roots else 0
        for root in self.roots:
            self.write(root, ".dvc/config", "[core]\n    remote = r\n['remote \"r\"']\n    url = <store>\n")
        for _ in range(self.random.randint(1, 4)):
            self.add_dvc_file()
        for _ in range(self.random.randint(0, 2)):
            self.add_stages()
        for _ in range(self.random.randint(0, 4)):
            self.add_git_file()

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, choices):
        return self.random.choice(choices)

    def write(self, folder: str, name: str, text: str) -> str:
        path = posixpath.normpath(posixpath.join(folder, name))
        self.files[path] = text
        return path

    def folder(self) -> str:
        """Any folder, from the git root: of a nested DVC repository, or of none."""
        folder = self.pick(["", *FOLDERS, *self.roots, *self.roots])
        return posixpath.join(folder, self.pick(FOLDERS)) if self.chance(0.3) else folder

    def claim(self, path: str) -> bool:
        """Whether a new output can be here, seen from the git root."""
        path = posixpath.normpath("/" + path)[1:]
        if not path or any(
            path == other or path.startswith(other + "/") or other.startswith(path + "/") for other in self.claimed
        ):
            return False
        self.claimed.add(path)
        self.paths.add(path)
        return True

    # What an entry says of the bytes

    def file_entry(self, legacy: bool) -> dict:
        entry = {"md5": md5(str(self.random.random()))}
        if self.chance(0.7):
            entry["size"] = self.random.randint(0, 10**12)
        if self.chance(0.15):
            entry["isexec"] = True
        if not legacy:
            entry["hash"] = "md5"
            if self.chance(0.1):
                entry["cloud"] = {"other": {"etag": "e1e1", "version_id": "v" + str(self.random.randint(1, 99))}}
        return entry

    def listed(self) -> list[str]:
        paths = set()
        for _ in range(self.random.randint(0, 5)):
            path = posixpath.join(*[self.pick(NAMES) for _ in range(self.random.randint(1, 3))])
            if not any(path == other or path.startswith(other + "/") or other.startswith(path + "/") for other in paths):
                paths.add(path)
        return sorted(paths)

    def folder_entry(self, legacy: bool, path: str) -> dict:
        files = [{"md5": md5(name + str(self.random.random())), "relpath": name} for name in self.listed()]
        self.paths.update(posixpath.join(path, file["relpath"]) for file in files)
        if not legacy and files and self.chance(0.2):
            for file in files:
                file["size"] = self.random.randint(0, 999)
                file["cloud"] = {"other": {"version_id": "v" + str(self.random.randint(1, 99))}}
            return {"hash": "md5", "files": files}
        text = json.dumps(files, sort_keys=True)
        digest = md5(text)
        place = "" if legacy else "files/md5/"
        self.objects[f"{place}{digest[:2]}/{digest[2:]}.dir"] = text
        entry = {"md5": digest + ".dir", "size": self.random.randint(0, 10**6), "nfiles": len(files)}
        return entry if legacy else {**entry, "hash": "md5"}

    def entry(self, path: str) -> dict:
        legacy = self.chance(0.25)
        # Without a `.dvc` of its own, the git root has no remote from which DVC could load a listing.
        is_folder = "" in self.roots and self.chance(0.45)
        return self.folder_entry(legacy, path) if is_folder else self.file_entry(legacy)

    # .dvc files

    def add_dvc_file(self) -> None:
        folder = self.folder()
        data = {}
        if self.chance(0.35):
            data["wdir"] = self.pick([".", "..", "../data", "sub/../x", "./a", "../../b", "models/", "a//b"])
        base = posixpath.join(folder, data.get("wdir", ""))
        outs = []
        for _ in range(self.pick([1, 1, 1, 2, 3])):
            written = self.pick(NAMES)
            if self.chance(0.25):
                written = posixpath.join(self.pick(["d", "./e", "f//g", "../up", "d/../h"]), written)
            path = posixpath.normpath("/" + posixpath.join(base, written))[1:]
            if not self.claim(path):
                continue
            out = {**self.entry(path), "path": written}
            if self.chance(0.05):
                out = {"hash": "md5", "path": written}
            for key, value, probability in [
                ("cache", False, 0.07), ("push", False, 0.07), ("remote", "r", self.remote), ("persist", True, 0.05),
                ("desc", "a text", 0.05), ("labels", ["x"], 0.05), ("meta", {"k": [1]}, 0.05), ("type", "model", 0.05),
            ]:
                if self.chance(probability):
                    out[key] = value
            outs.append(out)
        if not outs:
            return
        data["outs"] = outs
        if self.chance(0.1):
            data["frozen"] = True
        if len(outs) == 1 and {"hash", "md5"} <= outs[0].keys() and "cloud" not in outs[0] and self.chance(0.2):
            dependency = {"path": "/elsewhere/data", "md5": outs[0]["md5"], "hash": "md5"}
            dependency |= {key: outs[0][key] for key in ("size", "nfiles", "isexec") if key in outs[0]}
            data["deps"] = [dependency]
        name = self.pick(NAMES) + str(len(self.files)) + ".dvc"
        self.write(folder, name, self.dump(data))

    def dump(self, data) -> str:
        """YAML by DVC's own writer, or the same as JSON."""
        if self.chance(0.3):
            return json.dumps(data, ensure_ascii=self.chance(0.5), indent=self.pick([None, 1]))
        from dvc.utils.serialize import dumps_yaml

        return dumps_yaml(data)

    # Stages

    def add_stages(self) -> None:
        folder = self.folder()
        if posixpath.normpath(posixpath.join(folder, "dvc.yaml")) in self.files:
            return
        params = {
            "file": self.pick(NAMES), "dir": self.pick(["p", "q/r"]), "n": self.random.randint(0, 9), "f": 1.5,
            "t": True, "list": self.random.sample(["l1", "l2", 3, 4.5, True, None], 3),
            "map": {"k1": {"v": "one"}, "k2": {"v": 2}}, "maps": [{"v": "x"}, {"v": "y"}], "nested": {"a": ["n0", "n1"]},
        }
        data: dict = {"stages": {}}
        if self.chance(0.5):
            self.write(folder, "params.yaml", self.dump(params))
        else:
            data["vars"] = [{key: value} for key, value in params.items()]
        for number in range(self.random.randint(1, 4)):
            data["stages"][f"s{number}"] = self.stage(number)
        if self.chance(0.2):
            data["artifacts"] = {"m": {"path": "${file}", "type": "model"}}
        self.write(folder, "dvc.yaml", self.dump(data))

    def stage(self, number: int) -> dict:
        """Paths hold the stage's number, so that those of two stages never meet."""
        stage: dict = {"cmd": "x ${n}"}
        if self.chance(0.3):
            stage["wdir"] = self.pick(["w", "..", "./w/", "${dir}", "w${n}"])
        if self.chance(0.2):
            stage["vars"] = [{"own": {"name": "own" + str(number)}}]
        kind = self.pick(["plain", "plain", "list", "map", "maps", "template", "matrix", "matrix"])
        item = {
            "plain": [f"plain{number}", "${file}" + f"{number}", "${dir}/${n}-${f}-${t}" + f".{number}", "\\${x}" + f"{number}"],
            "list": ["${item}" + f"-{number}"], "map": ["${key}-${item.v}" + f"-{number}", "${item.v}/${key}" + f"{number}"],
            "maps": ["${item.v}" + f"-{number}"], "template": ["${item}" + f".t{number}"],
            "matrix": ["${item.x}-${item.y}" + f"-{number}", "${key}" + f"-{number}"],
        }[kind]
        if "vars" in stage and self.chance(0.5):
            item = [each + "-${own.name}" for each in item]
        self.declare(stage, item)
        if kind == "plain":
            return stage
        if kind == "matrix":
            stage["matrix"] = {
                "x": self.pick([["1", 2, 3.5], "${list}", "${nested.a}", [True, False], "ab"]),
                "y": self.pick([["u"], ["u", "${file}"], "${nested.a}", ["${t}", "v"]]),
            }
            return stage
        over = {
            "list": [self.random.sample(["i1", "i2", 5, 6.25, True, "${file}", "x${n}"], 3)],
            "map": [{"m1": {"v": "mv1"}, "m2": {"v": "${n}"}}, "${map}"], "maps": [[{"v": "f"}, {"v": "${n}"}], "${maps}"],
            "template": ["${list}", "${nested.a}"],
        }[kind]
        return {"foreach": self.pick(over), "do": stage}

    def declare(self, stage: dict, paths: list[str]) -> None:
        paths = self.random.sample(paths, self.random.randint(1, len(paths)))
        for number, path in enumerate(paths):
            section = self.pick(["outs", "outs", "outs", "metrics", "plots"])
            if self.chance(0.3):
                path = posixpath.join(self.pick(["o", "./o", "o//p", "../o"]), path)
            output = path + ("" if number == 0 else f"_{number}")
            flags = {
                key: value for key, value, probability in [
                    ("cache", False, 0.15), ("push", False, 0.15), ("remote", "r", self.remote), ("persist", True, 0.1)
                ] if self.chance(probability)
            }
            if section == "plots" and self.chance(0.5):
                flags["x"] = "step"
            stage.setdefault(section, []).append({output: flags} if flags else output)

    def lock(self, folder: str, stages) -> None:
        """A dvc.lock for the stages as DVC has expanded them."""
        locked: dict = {}
        for stage in stages:
            entries = []
            for out in stage.outs:
                # At a commit a way out of the git root ends there.
                path = posixpath.normpath("/" + posixpath.join(folder, stage.raw_wdir, out.def_path))[1:]
                self.paths.add(path)
                if self.chance(0.93):
                    entries.append({"path": out.def_path, **self.entry(path)})
            if self.chance(0.3):
                entries.append({"path": "not declared", "md5": md5("x"), "hash": "md5"})
            if self.chance(0.95):
                locked[stage.name] = {"cmd": "x", "outs": entries}
        locked["gone"] = {"cmd": ["x", "y"]}
        if self.chance(0.95):
            self.write(folder, "dvc.lock", self.dump({"schema": "2.0", "stages": locked}))

    # What else is there

    def add_git_file(self) -> None:
        kind = self.pick(["free", "free", "same", "inside", "around"])
        if kind == "free" or not self.claimed:
            path = posixpath.join(self.folder(), self.pick(["readme.txt", ".gitignore", "train.py", "z"]))
        else:
            path = self.pick(sorted(self.claimed))
            if kind == "inside":
                path = posixpath.join(path, self.pick(NAMES))
            elif kind == "around" and "/" in path:
                path = posixpath.dirname(path)
        if self.can_write(path):
            self.write("", path, "held by Git\n")
            self.paths.add(path)

    def can_write(self, path: str) -> bool:
        return not any(
            path == other or path.startswith(other + "/") or other.startswith(path + "/") for other in self.files
        )

    def add_ignore(self) -> None:
        """Patterns that hide no output, which DVC refuses, but the files that declare them."""
        folder = self.pick(["", *self.roots])
        in_use = {part for path in self.paths for part in path.split("/")}
        names = [name for name in [*FOLDERS, "readme.*", "dvc.lock"] if name not in in_use]
        names += [posixpath.basename(path) for path in self.files if path.endswith(".dvc")]
        patterns = [self.pick(["", "", "/", "**/"]) + name for name in names] + ["!a", "!models", "# no", ""]
        if self.can_write(posixpath.join(folder, ".dvcignore")):
            chosen = self.random.sample(patterns, self.random.randint(1, 4))
            self.write(folder, ".dvcignore", "\n".join(chosen) + "\n")

    def queries(self) -> list[str]:
        paths = set(self.paths)
        for path in self.paths | set(self.files):
            while path:
                path = posixpath.dirname(path)
                paths.add(path)
        paths |= {posixpath.join(self.pick(sorted(paths)) or ".", self.pick(["nope", "w", "..", ".", "../../.."])) for _ in range(4)}
        paths |= {"./" + self.pick(sorted(self.paths)), self.pick(sorted(self.paths)) + "/", "/" + self.pick(sorted(self.paths))}
        paths |= {path for path in self.files if self.chance(0.3)}
        return sorted(self.random.sample(sorted(paths), min(len(paths), QUERIES)))


def import_commits(repository: Path, trees: list[dict[str, str]], store: str) -> list[str]:
    """One commit for each of the trees, in one go."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(repository)], check=True)
    stream = bytearray()
    for number, files in enumerate(trees):
        stream += b"commit refs/tags/t%d\nmark :%d\ncommitter A <a@example.com> 1767225600 +0000\ndata 0\n" % (
            number, number + 1)
        for path, text in files.items():
            data = text.replace("<store>", store).encode()
            # The C quoting of git and of JSON are the same for these names.
            quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
            stream += b"M 100644 inline %s\ndata %d\n%s\n" % (quoted.encode(), len(data), data)
        stream += b"\n"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repository, input=bytes(stream), check=True)
    refs = [f"refs/tags/t{number}" for number in range(len(trees))]
    shown = subprocess.run(["git", "rev-parse", *refs], cwd=repository, check=True, capture_output=True, text=True)
    return shown.stdout.split()


class Commit:
    """DVC's own view of one commit, as `dvc artifacts get` opens it."""

    def __init__(self, repository: Path, revision: str):
        from dvc.repo import Repo

        self.repo = Repo.open(str(repository), rev=revision, subrepos=True, uninitialized=True)
        self.fs = self.repo.dvcfs

    def answer(self, path: str) -> dict:
        path = "/" + path
        try:
            info = self.fs.info(path)
            answer: dict = {}
            if info["type"] == "directory":
                entry = info.get("dvc_info", {}).get("entry")
                if entry is not None and entry.hash_info:
                    answer["dir"] = entry.hash_info.value
                paths = sorted(self.fs.find(path))
            else:
                paths = [path]
            answer["files"] = [self.file(path) for path in paths]
            return answer
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:200]}

    def file(self, path: str) -> dict:
        info = self.fs.info(path)
        shown = posixpath.normpath(path).lstrip("/")
        if "fs_info" in info:
            return {"path": shown, "git": True}
        entry = info["dvc_info"]["entry"]
        root = info["repo"].root_dir.strip("/")
        meta = entry.meta
        return {
            "path": shown,
            "hash_name": entry.hash_info.name if entry.hash_info else None,
            "hash": entry.hash_info.value if entry.hash_info else None,
            "size": meta.size if meta else None,
            "isexec": bool(meta and meta.isexec),
            "version_id": meta.version_id if meta else None,
            "root": root,
        }


def resolve_stages(tree: Tree, scratch: Path) -> None:
    """Has DVC expand the stages of a tree, and records outputs for them."""
    from dvc.dvcfile import ProjectFile
    from dvc.repo import Repo

    projects = [path for path in tree.files if posixpath.basename(path) == "dvc.yaml"]
    for path in projects:
        folder = posixpath.dirname(path)
        if not any(folder == root or folder.startswith(root + "/") or root == "" for root in tree.roots):
            continue
        # Deep down, so that no way leads out of the repository.
        home = scratch / f"{tree.seed}-{hashlib.md5(path.encode()).hexdigest()}"
        place = home / "1/2/3/4/5/6" / folder
        place.mkdir(parents=True)
        (home / ".dvc").mkdir()
        (home / ".dvc/config").write_text("[core]\n    no_scm = true\n")
        for name in ("dvc.yaml", "params.yaml"):
            text = tree.files.get(posixpath.join(folder, name))
            if text is not None:
                (place / name).write_text(text)
        with Repo(str(home)) as repo:
            stages = list(ProjectFile(repo, str(place / "dvc.yaml")).stages.values())
        for stage in stages:
            stage.raw_wdir = os.path.relpath(stage.wdir, place)
        tree.lock(folder, stages)


def listed(files: dict[str, str]) -> list[dict]:
    """Not as an object: some readers take composed and decomposed letters in its keys for the same."""
    return [{"path": path, "text": text} for path, text in files.items()]


def make_trees(scratch: Path) -> list[dict]:
    store = scratch / "store"
    trees = [Tree(seed) for seed in range(TREES)]
    for tree in trees:
        resolve_stages(tree, scratch / "stages")
        if tree.chance(0.4):
            tree.add_ignore()
        for path, text in tree.objects.items():
            file = store / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    repository = scratch / "trees"
    revisions = import_commits(repository, [tree.files for tree in trees], str(store))
    made = []
    for tree, revision in zip(trees, revisions):
        commit = Commit(repository, revision)
        answers = [{"path": path, **commit.answer(path)} for path in tree.queries()]
        made.append({"seed": tree.seed, "files": listed(tree.files), "objects": tree.objects, "answers": answers})
    return made


PATTERNS = [
    "a", "/a", "a/", "/a/", "a/b", "/a/b/", "a/*", "a/**", "**/b", "**/a/b", "a/**/c", "*", "/*", "*/", "**", "**/", "*.txt",
    "!a", "!a/b", "!*.txt", "b*", "[ab]", "[!a]", "?", "a?", "\\#x", "#x", "  a  ", "\\!x", "!x", "c/", "!c/", "/**", "/", "x y",
    "a//b", "**/c/**", "*/b", "!*/b", "a/*/c", "[a-b].txt", "d.txt/",
]


def make_ignores(scratch: Path) -> list[dict]:
    cases = []
    for seed in range(IGNORES):
        source = random.Random(1000 + seed)
        files = {".dvc/config": ""}
        for _ in range(12):
            path = posixpath.join(
                *[source.choice(["a", "b", "c", "d.txt", "!x", "x y", "ab", "x"]) for _ in range(source.randint(1, 4))]
            )
            if not any(path == other or path.startswith(other + "/") or other.startswith(path + "/") for other in files):
                files[path] = "x"
        paths = sorted(files)[1:]
        folders = sorted({posixpath.dirname(path) for path in paths})
        ignores = {"": source.sample(PATTERNS, source.randint(1, 4))}
        if source.random() < 0.5:
            ignores[source.choice(folders)] = source.sample([each for each in PATTERNS if "\\" not in each], source.randint(1, 3))
        for folder, patterns in ignores.items():
            files[posixpath.join(folder, ".dvcignore")] = source.choice(["\n", "\r\n"]).join(patterns)
        cases.append({"seed": seed, "files": files, "paths": paths})
    repository = scratch / "ignores"
    revisions = import_commits(repository, [case["files"] for case in cases], "")
    for case, revision in zip(cases, revisions):
        repo = Commit(repository, revision).repo
        case["answers"] = [
            {"path": path, "ignored": repo.dvcignore.is_ignored(repo.fs, "/" + path)} for path in case.pop("paths")
        ]
        case["files"] = listed(case["files"])
    return cases


DOCUMENTS = {
    "m.dvc": {
        "wdir": ".", "md5": "aaaa", "frozen": False, "locked": True, "always_changed": False, "desc": "text", "meta": {"a": 1},
        "deps": [
            {"path": "d", "md5": "bbbb", "hash": "md5", "size": 1},
            {"path": "e", "repo": {"url": "u", "rev": "r", "rev_lock": "l", "config": "c", "remote": {"url": "x"}}},
            {"db": {"query": "q", "connection": "c", "file_format": "csv", "table": "t"}}, {"path": "f", "files": [{"relpath": "r"}]},
        ],
        "outs": [
            {
                "path": "o", "md5": "0cc175b9c0f1b6a831c399e269772661", "hash": "md5", "size": 1, "nfiles": 1, "isexec": True,
                "cache": True, "remote": "r", "push": True, "persist": True, "desc": "d", "type": "t", "labels": ["l"], "meta": None,
                "etag": "eeee", "checksum": "cccc", "version_id": "v", "fs_config": {},
            },
            {"path": "p", "hash": "md5", "cloud": {"s3": {"etag": "eeee", "version_id": "v", "size": 1}},
             "files": [{"relpath": "a", "md5": "0cc175b9c0f1b6a831c399e269772661", "size": 1, "cloud": {"s3": {"version_id": "v"}}}]},
        ],
    },
    "dvc.lock": {
        "schema": "2.0", "datasets": [{"name": "n"}],
        "stages": {
            "s": {
                "cmd": "x", "deps": [{"path": "d", "md5": "bbbb", "size": 1}, {"path": "ds://n", "dataset": {"a": 1}}],
                "params": {"params.yaml": {"a": 1, "b": None}},
                "outs": [{"path": "q", "md5": "0cc175b9c0f1b6a831c399e269772661", "hash": "md5", "size": 1, "nfiles": 1, "isexec": True}],
            },
            "t": {"cmd": ["x", "y"], "outs": [{"path": "r", "hash": "md5", "cloud": {"s3": {"version_id": "v"}}, "files": []}]},
        },
    },
    "dvc.yaml": {
        "vars": [{"v": 1}], "params": ["p.yaml"], "metrics": ["m.json"], "artifacts": {"a": {"path": "o", "labels": ["l"]}},
        "stages": {
            "s": {
                "cmd": "x", "wdir": "w", "deps": ["d"], "params": ["a", {"p.yaml": ["b"]}], "vars": [{"w": 1}], "frozen": False,
                "meta": None, "desc": "d", "always_changed": True,
                "outs": ["o", {"p": {"cache": True, "persist": True, "checkpoint": True, "remote": "r", "push": False, "desc": "d",
                                     "type": "t", "labels": ["l"], "meta": 1}}],
                "metrics": [{"m": {"cache": False}}],
                "plots": ["c", {"e": {"x": "x", "y": "y", "x_label": "x", "y_label": "y", "title": "t", "header": True, "template": "t"}}],
            },
            "f": {"foreach": ["u", "v"], "do": {"cmd": ["x", "y"], "outs": ["${item}"]}},
            "g": {"foreach": {"k": 1}, "do": {"cmd": "x", "outs": ["${key}-${item}"]}},
            "m": {"matrix": {"a": ["x"], "b": [1, 2]}, "cmd": "x", "outs": ["${item.a}${item.b}.m"]},
        },
    },
}
VALUES = [None, True, False, 0, 12345, -7, 1.5, "", "text", "ab", "2.0", "1.0", [], {}, ["text"], [1], {"k": "v"}, {"k": 1}, [{"k": "v"}], {1: 2}]


def damaged(document, source: random.Random):
    """One value somewhere replaced, taken out, or given beside the others under a name of another place."""
    document = json.loads(json.dumps(document))
    places = []

    def walk(value):
        if isinstance(value, dict):
            places.extend((value, key) for key in value)
            places.append((value, None))
        if isinstance(value, list):
            places.extend((value, index) for index in range(len(value)))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            walk(inner)

    walk(document)
    holder, key = source.choice(places)
    if key is None:
        names = sorted({name for other, name in places if isinstance(name, str)} | {"unknown"})
        holder[source.choice([*names, 7])] = source.choice(VALUES)
    elif source.random() < 0.2:
        del holder[key]
    else:
        holder[key] = source.choice(VALUES)
    return document


def make_documents(scratch: Path) -> list[dict]:
    from dvc.dvcfile import Lockfile, ProjectFile, SingleStageFile
    from dvc.repo import Repo
    from dvc.utils.serialize import dumps_yaml, parse_yaml

    home = scratch / "documents"
    (home / ".dvc").mkdir(parents=True)
    (home / ".dvc/config").write_text("[core]\n    no_scm = true\n")
    documents = []
    with Repo(str(home)) as repo:
        for path, whole in DOCUMENTS.items():
            for seed in range(DAMAGES):
                text = dumps_yaml(damaged(whole, random.Random(f"{path} {seed}")))
                kind = {"m.dvc": SingleStageFile, "dvc.yaml": ProjectFile, "dvc.lock": Lockfile}[path]
                file = kind(repo, str(home / path))
                try:
                    contents = file.validate(parse_yaml(text, path))
                    if path == "m.dvc":
                        # The schema lets it pass, but the first thing done with an output is to take its path.
                        [out["path"] for out in contents.get("outs") or []]
                    if path == "dvc.yaml":
                        file.__dict__.update(contents=contents, lockfile_contents={})
                        list(file.stages.values())
                    error = None
                except Exception as exception:
                    error = type(exception).__name__
                documents.append({"path": path, "text": text, "error": error})
    return documents


def make(out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="dvc-model-") as folder:
        scratch = Path(folder)
        home = scratch / "home"
        home.mkdir()
        isolate(home)
        made = {"trees": make_trees(scratch), "ignores": make_ignores(scratch), "documents": make_documents(scratch)}
    out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


def cached(folder: Path) -> Path:
    sources = [HERE / "make_trees.py", HERE / "make_repositories.py", HERE.parent / "requirements.txt"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    made = folder / f"{digest}.json"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(folder / "unfinished")
            (folder / "unfinished").rename(made)
    return made


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0])
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?")
    parser.add_argument("--cached", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    if arguments.cached:
        print(cached(arguments.cached.resolve()))
    elif arguments.out:
        make(arguments.out)
    else:
        parser.error("OUT or --cached is needed")


if __name__ == "__main__":
    main()
