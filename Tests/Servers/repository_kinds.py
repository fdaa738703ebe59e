"""Makers of repositories whose records are of every form that DVC writes, one kind of form in each."""

import hashlib
import json
from pathlib import Path

from workshop import Workshop


def artifacts(paths: dict[str, str]) -> str:
    """The `artifacts` of a dvc.yaml: name to path, each of type model."""
    entries = "".join(f"  {name}:\n    path: {path}\n    type: model\n" for name, path in paths.items())
    return f"artifacts:\n{entries}"


def make_paths(shop: Workshop) -> None:
    """Not one output each: parts of a tracked folder, a folder of several outputs, files of Git."""
    models = {
        "part": "corpora/en/words.txt",
        "subfolder": "corpora/de",
        "bundle": "bundle",
        "labels": "labels.json",
        "moved": "data/moved.bin",
        "both": "both.txt",
    }
    shop.write("dvc.yaml", artifacts(models))
    shop.write("corpora/en/words.txt", "one\ntwo\n")
    shop.write("corpora/de/words.txt", "eins\nzwei\n")
    shop.write("corpora/de/more/names.txt", "Ana\n")
    shop.write("bundle/weights.bin", shop.noise(9000))
    shop.write("bundle/vocab/a.txt", "a\n")
    shop.write("bundle/vocab/b.txt", "b\n")
    shop.write("bundle/README.md", "What Git holds.\n")
    shop.write("bundle/card/card.json", "{}\n")
    shop.write("labels.json", '["cat", "dog"]\n')
    shop.write("data/moved.bin", shop.noise(700))
    shop.dvc("add", "-q", "corpora", "bundle/weights.bin", "bundle/vocab", "data/moved.bin")
    # A .dvc file away from its output.
    shop.write("tracking/moved.dvc", (shop.root / "data/moved.bin.dvc").read_text() + "wdir: ../data\n")
    shop.git("rm", "-q", "-f", "data/moved.bin.dvc")
    # What DVC has the record of and Git another text.
    shop.write("both.txt", "DVC's\n")
    shop.dvc("add", "-q", "both.txt")
    shop.write("both.txt", "Git's\n")
    shop.git("add", "-f", "both.txt")
    shop.commit("Add models of all forms")
    for model in models:
        shop.register(model, "v1.0.0")
    shop.write("corpora/de/words.txt", "eins\nzwei\ndrei\n")
    shop.write("bundle/README.md", "What Git holds, in the second version.\n")
    shop.write("labels.json", '["cat", "dog", "owl"]\n')
    shop.dvc("add", "-q", "corpora")
    shop.commit("Change some of them")
    for model in ("subfolder", "bundle", "labels"):
        shop.register(model, "v1.1.0")
    shop.assign("bundle", "prod", "v1.0.0")


STAGES = """\
vars:
  - shelf: out
stages:
  elsewhere:
    wdir: train
    cmd: printf elsewhere > model.bin
    outs: [model.bin]
  each:
    foreach: [en, de]
    do:
      cmd: printf 'each ${item}' > ${shelf}/each-${item}.bin
      outs: ['${shelf}/each-${item}.bin']
  named:
    foreach:
      small: {rounds: 1}
      large: {rounds: 9}
    do:
      cmd: printf 'named ${key} ${item.rounds}' > ${shelf}/named-${key}.bin
      outs: ['${shelf}/named-${key}.bin']
  numbered:
    foreach:
      - {language: fr}
      - {language: it}
    do:
      cmd: printf 'numbered ${item.language}' > ${shelf}/numbered-${item.language}.bin
      outs: ['${shelf}/numbered-${item.language}.bin']
  grid:
    matrix:
      language: [en, de]
      size: [s, l]
    cmd: >-
      mkdir -p ${shelf}/grid-${item.language}-${item.size} &&
      printf 'grid ${key}' > ${shelf}/grid-${item.language}-${item.size}/model.bin
    outs: ['${shelf}/grid-${item.language}-${item.size}']
  tested:
    cmd: printf '{}' > scores.json && printf 'x,y\\n' > curve.csv && printf kept > uncached.bin
    outs:
      - uncached.bin: {cache: false}
    metrics: [scores.json]
    plots: [curve.csv]
"""

NEVER_RUN = """\
  never:
    cmd: printf never > never.bin
    outs: [never.bin]
"""


def make_stages(shop: Workshop) -> None:
    """Outputs of stages of every form, run by `dvc repro`; the last stage was never run."""
    models = {
        "elsewhere": "train/model.bin",
        "each": "out/each-de.bin",
        "named": "out/named-large.bin",
        "numbered": "out/numbered-it.bin",
        "grid": "out/grid-de-l",
        "scores": "scores.json",
        "curve": "curve.csv",
        "uncached": "uncached.bin",
        "shelf": "out",
        "never": "never.bin",
    }
    for folder in ("train", "out"):
        shop.write(f"{folder}/.gitkeep", "")
    shop.write("dvc.yaml", STAGES)
    shop.dvc("repro", "-q")
    shop.write("dvc.yaml", STAGES + NEVER_RUN + artifacts(models))
    shop.commit("Train them all")
    for model in models:
        shop.register(model, "v1.0.0")


def make_remotes(shop: Workshop) -> None:
    """Outputs with a DVC remote of their own; one is reached through `remote://`."""
    models = {"file": "file.bin", "folder": "folder", "trained": "trained.bin", "default": "default.bin"}
    shop.add_remote("archive", "remotes-archive")
    shop.dvc("remote", "add", "-q", "below", "remote://archive/below")
    stage = "stages:\n  train:\n    cmd: printf trained > trained.bin\n    outs:\n"
    shop.write("dvc.yaml", f"{stage}      - trained.bin: {{remote: archive}}\n{artifacts(models)}")
    shop.dvc("repro", "-q")
    shop.write("file.bin", shop.noise(1000))
    shop.write("folder/a.bin", shop.noise(1100))
    shop.write("folder/b.bin", shop.noise(1200))
    shop.write("default.bin", shop.noise(1300))
    shop.dvc("add", "-q", "file.bin", "folder", "default.bin")
    shop.edit("file.bin.dvc", "  path: file.bin\n", "  path: file.bin\n  remote: archive\n")
    shop.edit("folder.dvc", "  path: folder\n", "  path: folder\n  remote: below\n")
    shop.commit("Add models in two storages")
    for model in models:
        shop.register(model, "v1.0.0")


def make_legacy(shop: Workshop) -> None:
    """What DVC 2 left: records without `hash`, text hashed as if CR LF were LF, objects in their older place."""
    models = {"notes": "notes.txt", "weights": "weights.bin", "corpus": "corpus.txt", "folder": "folder"}
    shop.write("dvc.yaml", artifacts(models))
    shop.write(".gitignore", "".join(f"/{path}\n" for path in models.values()))
    keep_as_dvc2(shop, "notes.txt", b"one\r\ntwo\r\n")
    keep_as_dvc2(shop, "weights.bin", bytes(600) + b"\r\n" + shop.noise(3000))
    # Text to DVC 2, which judged once; to DVC 3 only the first MiB is.
    keep_as_dvc2(shop, "corpus.txt", b"abcdef\r\n" * (1 << 17) + b"\0\r\n" * 3)
    keep_folder_as_dvc2(shop, "folder", {"a.txt": b"a\r\n", "sub/b.bin": shop.noise(2000), "c.txt": b"c\n"})
    shop.commit("Add what DVC 2 made", pushes=False)
    for model in models:
        shop.register(model, "v1.0.0")


def dvc2_md5(contents: bytes) -> str:
    """md5-dos2unix as DVC 2 wrote it (dvc-data 0.51.0, dvc_data/hashfile/hash.py): judged once, by the first 512
    bytes. Fixtures/vectors/md5.json has values that DVC 2 itself wrote."""
    from dvc_data.hashfile.istextfile import istextblock

    pieces = (contents[start : start + (1 << 20)] for start in range(0, len(contents), 1 << 20))
    if istextblock(contents[:512]):
        pieces = (piece.replace(b"\r\n", b"\n") for piece in pieces)
    return hashlib.md5(b"".join(pieces)).hexdigest()


def store_as_dvc2(shop: Workshop, name: str, contents: bytes) -> None:
    file = shop.out / "storage" / shop.name / name[:2] / name[2:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(contents)
    # DVC 3 would judge the others anew, and delete what is not as it judges.
    file.chmod(0o444)


def keep_as_dvc2(shop: Workshop, path: str, contents: bytes) -> None:
    md5 = dvc2_md5(contents)
    store_as_dvc2(shop, md5, contents)
    shop.write(f"{path}.dvc", f"outs:\n- md5: {md5}\n  size: {len(contents)}\n  path: {path}\n")


def keep_folder_as_dvc2(shop: Workshop, path: str, files: dict[str, bytes]) -> None:
    for contents in files.values():
        store_as_dvc2(shop, dvc2_md5(contents), contents)
    entries = [{"md5": dvc2_md5(files[name]), "relpath": name} for name in sorted(files)]
    listing = json.dumps(entries).encode()
    md5 = f"{hashlib.md5(listing).hexdigest()}.dir"
    store_as_dvc2(shop, md5, listing)
    size = sum(map(len, files.values()))
    shop.write(
        f"{path}.dvc", f"outs:\n- md5: {md5}\n  size: {size}\n  nfiles: {len(files)}\n  path: {path}\n"
    )


def make_imports(shop: Workshop) -> None:
    """What `dvc import` (from `imports-source`) and `dvc import-url` brought, with and without the data."""
    source = Workshop("imports-source", shop.out, shop.scratch)
    source.write("source.bin", source.noise(800))
    source.dvc("add", "-q", "source.bin")
    source.commit("Add a file for others")
    source.finish()

    models = {"imported": "imported.bin", "by-url": "by-url.bin", "only-known": "only-known.bin"}
    shop.write("dvc.yaml", artifacts(models))
    outside: Path = shop.out / "storage" / "outside.bin"
    outside.write_bytes(shop.noise(900))
    shop.dvc("import", "-q", "../imports-source", "source.bin", "-o", "imported.bin")
    shop.dvc("import-url", "-q", "../storage/outside.bin", "by-url.bin")
    shop.dvc("import-url", "-q", "--no-download", "../storage/outside.bin", "only-known.bin")
    shop.commit("Import them")
    for model in models:
        shop.register(model, "v1.0.0")


def make_nested(shop: Workshop) -> None:
    """A DVC project in another, each with its own remote; an outer artifact lies in the inner project."""
    shop.write("dvc.yaml", artifacts({"outer": "outer.bin", "reaching": "inner/model.bin"}))
    shop.write("inner/dvc.yaml", artifacts({"inner": "model.bin", "deep": "models/deep"}))
    shop.write("outer.bin", shop.noise(1500))
    shop.write("inner/model.bin", shop.noise(1600))
    shop.write("inner/models/deep/a.bin", shop.noise(1700))
    shop.write("inner/models/deep/b.bin", shop.noise(1800))
    shop.dvc("add", "-q", "outer.bin")
    shop.dvc("add", "-q", "model.bin", "models/deep", at="inner")
    shop.commit("Add two projects")
    for model in ("outer", "reaching", "inner:inner", "inner:deep"):
        shop.register(model, "v1.0.0")


def make_subproject(shop: Workshop) -> None:
    """A DVC project below a Git root that is none, as `dvc init --subdir` makes it."""
    shop.write("project/dvc.yaml", artifacts({"model": "model.bin"}))
    shop.write("project/nlp/dvc.yaml", artifacts({"tokenizer": "tokenizer"}))
    shop.write("project/model.bin", shop.noise(2100))
    shop.write("project/nlp/tokenizer/a.txt", "a\n")
    shop.dvc("add", "-q", "model.bin", "nlp/tokenizer", at="project")
    shop.commit("Add a project")
    for model in ("project:model", "project/nlp:tokenizer"):
        shop.register(model, "v1.0.0")


def make_registry(shop: Workshop) -> None:
    """Histories of tags on which GTO and `dvc artifacts get` do not agree."""
    models = ["ranker", "withdrawn", "again", "retired"]
    shop.write("dvc.yaml", artifacts({model: f"{model}.bin" for model in models}))

    def train(model: str, version: str) -> None:
        shop.write(f"{model}.bin", shop.noise(500))
        shop.dvc("add", "-q", f"{model}.bin")
        shop.commit(f"{model} {version}")
        shop.register(model, version)

    # The highest version was taken back, a prerelease is the highest that is left.
    for version in ("v1.0.0", "v1.1.0", "v2.0.0-rc.1", "v2.0.0"):
        train("ranker", version)
    shop.gto("deregister", "ranker", version="v2.0.0")
    # The newest assignment of `prod` was taken back, that of `canary` was the only one.
    shop.assign("ranker", "prod", "v1.0.0")
    shop.assign("ranker", "prod", "v1.1.0")
    shop.gto("unassign", "ranker", stage="prod", version="v1.1.0")
    shop.assign("ranker", "canary", "v1.1.0")
    shop.gto("unassign", "ranker", stage="canary", version="v1.1.0")
    shop.assign("ranker", "staging", "v2.0.0-rc.1")
    # A tag that is not annotated registers nothing.
    shop.git("tag", "ranker@v9.0.0")

    train("withdrawn", "v1.0.0")
    shop.gto("deregister", "withdrawn", version="v1.0.0")

    train("again", "v1.0.0")
    shop.assign("again", "prod", "v1.0.0")
    train("again", "v0.9.0")
    shop.assign("again", "prod", "v0.9.0")

    train("retired", "v1.0.0")
    shop.gto("deprecate", "retired")


def make_large(shop: Workshop) -> None:
    """A file that is fetched in ranges: v1.0.0 small, v1.1.0 of 40 MiB."""
    shop.write("dvc.yaml", artifacts({"large": "large.bin"}))
    for version, size in (("v1.0.0", 5000), ("v1.1.0", 40 << 20)):
        shop.write("large.bin", shop.noise(size))
        shop.dvc("add", "-q", "large.bin")
        shop.commit(f"Train {version}")
        shop.register("large", version)


def make_six(shop: Workshop) -> None:
    """A folder of six files, all of which change from v1.0.0 to v1.1.0."""
    shop.write("dvc.yaml", artifacts({"six": "six"}))
    for version in ("v1.0.0", "v1.1.0"):
        for name in "abcdef":
            shop.write(f"six/{name}.bin", shop.noise(20_000))
        shop.dvc("add", "-q", "six")
        shop.commit(f"Train {version}")
        shop.register("six", version)


MAKERS = {
    "paths": make_paths,
    "stages": make_stages,
    "remotes": make_remotes,
    "legacy": make_legacy,
    "imports": make_imports,
    "nested": make_nested,
    "subproject": make_subproject,
    "registry": make_registry,
    "large": make_large,
    "six": make_six,
}

# Where DVC is initialised other than in the Git root alone.
PROJECTS = {"nested": ("", "inner"), "subproject": ("project",)}
