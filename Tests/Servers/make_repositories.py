#!/usr/bin/env python3
"""Makes the repositories of the tests with the real git, DVC and GTO, and records what DVC says of them.

usage: make_repositories.py OUT [--only NAME[,NAME…]] [--big MIB]
       make_repositories.py --cached FOLDER

OUT then holds a fresh clone of each repository (no model files, no cache), the DVC remotes under
OUT/storage, and OUT/manifest.json: repository -> repo URL and registry.record(). The DVC remotes of OUT/x are
below ../storage relative to the repository, so a copy needs `storage` beside it.

--cached makes all of them once in a folder below FOLDER that is named after the text that makes them, and
prints that folder: later calls, also simultaneous ones, find it there.
"""

import argparse
import fcntl
import hashlib
import json
import shutil
import tempfile
from functools import partial
from pathlib import Path

import repository_kinds
from workshop import Workshop, isolate

HERE = Path(__file__).resolve().parent
SOURCES = ("make_repositories.py", "repository_kinds.py", "workshop.py", "registry.py", "../requirements.txt")


def make_single(shop: Workshop) -> None:
    """One file, two versions; v1.0.0 is in production."""
    shop.write("dvc.yaml", "artifacts:\n  text-classifier:\n    path: model.bin\n    type: model\n")
    shop.write("model.bin", shop.noise(5000))
    shop.dvc("add", "-q", "model.bin")
    shop.commit("Add the first model")
    shop.register("text-classifier", "v1.0.0")
    shop.write("model.bin", shop.noise(6000))
    shop.dvc("add", "-q", "model.bin")
    shop.commit("Train on more text")
    shop.register("text-classifier", "v1.1.0")
    shop.assign("text-classifier", "prod", "v1.0.0")


def make_folder(shop: Workshop) -> None:
    """A folder with the names that break URL and quoting code."""
    shop.write("dvc.yaml", "artifacts:\n  speech:\n    path: models/speech\n    type: model\n")
    folder = "models/speech"
    shop.write(f"{folder}/config.json", '{"layers": 2}\n')
    shop.write(f"{folder}/weights.bin", shop.noise(70_000))
    shop.write(f"{folder}/two words.txt", "two words\n")
    shop.write(f"{folder}/café.txt", "café\n")
    shop.write(f"{folder}/salt & pepper.txt", "&\n")
    shop.write(f"{folder}/100%.txt", "%\n")
    shop.write(f"{folder}/50%20off.txt", "%20\n")
    shop.write(f"{folder}/issue #7.txt", "#\n")
    shop.write(f"{folder}/a+b=c?.txt", "+\n")
    shop.write(f"{folder}/empty.txt", "")
    shop.write(f"{folder}/vocab/en/words.txt", "one\ntwo\n")
    shop.write(f"{folder}/vocab/en/same words.txt", "one\ntwo\n")
    shop.write(f"{folder}/vocab/de/words.txt", "eins\nzwei\n")
    shop.dvc("add", "-q", folder)
    shop.commit("Add the speech model")
    shop.register("speech", "v0.1.0")
    shop.write(f"{folder}/weights.bin", shop.noise(80_000))
    (shop.root / folder / "100%.txt").unlink()
    shop.write(f"{folder}/vocab/fr/words.txt", "un\ndeux\n")
    shop.dvc("add", "-q", folder)
    shop.commit("Add French")
    shop.register("speech", "v0.2.0")
    shop.assign("speech", "staging", "v0.2.0")
    shop.assign("speech", "prod", "v0.1.0")


def make_mono(shop: Workshop) -> None:
    """Several artifacts: one `type: model` among others, one below the root, two models in one file."""
    shop.write(
        "dvc.yaml",
        "artifacts:\n"
        "  corpus:\n    path: data/corpus.txt\n    type: dataset\n"
        "  ranker:\n    path: ranker.bin\n    type: model\n    labels: [ranking]\n"
        "  notes:\n    path: notes.txt\n",
    )
    shop.write("nlp/dvc.yaml", "artifacts:\n  tokenizer:\n    path: tokenizer.bin\n    type: model\n")
    shop.write(
        "vision/models/dvc.yaml",
        "artifacts:\n"
        "  detector:\n    path: detector.bin\n    type: model\n"
        "  segmenter:\n    path: segmenter.bin\n    type: model\n",
    )
    outputs = {
        "data/corpus.txt": "a corpus\n",
        "ranker.bin": shop.noise(3000),
        "notes.txt": "notes\n",
        "nlp/tokenizer.bin": shop.noise(4000),
        "vision/models/detector.bin": shop.noise(2000),
        "vision/models/segmenter.bin": shop.noise(2500),
    }
    for path, contents in outputs.items():
        shop.write(path, contents)
    shop.dvc("add", "-q", *outputs)
    shop.commit("Add data and models")
    shop.register("corpus", "v1.0.0")
    shop.register("ranker", "v2.0.0")
    shop.register("nlp:tokenizer", "v0.9.0")
    shop.register("vision/models:detector", "v3.1.4")
    shop.register("vision/models:segmenter", "v1.0.0")
    shop.assign("nlp:tokenizer", "prod", "v0.9.0")
    shop.write("nlp/tokenizer.bin", shop.noise(4500))
    shop.dvc("add", "-q", "nlp/tokenizer.bin")
    shop.commit("Train the tokenizer again")
    shop.register("nlp:tokenizer", "v1.0.0-rc.1")


def make_pipeline(shop: Workshop) -> None:
    """The output of a stage run by `dvc repro`; artifact name and path are templated."""
    shop.write("params.yaml", "family: forecast\nmodel:\n  folder: out\n  file: model.bin\nrounds: 100\n")
    shop.write(
        "train.py",
        "import pathlib, sys\n"
        "pathlib.Path('out').mkdir(exist_ok=True)\n"
        "pathlib.Path('out/model.bin').write_text('trained\\n' * int(sys.argv[1]))\n",
    )
    shop.write(
        "dvc.yaml",
        "stages:\n"
        "  train:\n"
        "    cmd: python3 train.py ${rounds}\n"
        "    deps: [train.py]\n"
        "    params: [rounds]\n"
        "    outs: ['${model.folder}/${model.file}']\n"
        "artifacts:\n"
        "  ${family}-model:\n"
        "    path: ${model.folder}/${model.file}\n"
        "    type: model\n",
    )
    shop.dvc("repro", "-q")
    shop.commit("Train for 100 rounds")
    shop.register("forecast-model", "v1.0.0")
    # Of another length than before: by its time alone git did not always see the change.
    shop.write("params.yaml", "family: forecast\nmodel:\n  folder: out\n  file: model.bin\nrounds: 1250\n")
    shop.dvc("repro", "-q")
    shop.commit("Train for 1250 rounds")
    shop.register("forecast-model", "v1.1.0")
    shop.assign("forecast-model", "prod", "v1.1.0")


def make_big(shop: Workshop, mebibytes: int) -> None:
    """One large file."""
    shop.write("dvc.yaml", "artifacts:\n  llm:\n    path: llm.bin\n    type: model\n")
    shop.write("llm.bin", shop.noise(mebibytes << 20))
    shop.dvc("add", "-q", "llm.bin")
    shop.commit("Add the large model")
    shop.register("llm", "v1.0.0")


MAKERS = {
    "single": make_single,
    "folder": make_folder,
    "mono": make_mono,
    "pipeline": make_pipeline,
    **repository_kinds.MAKERS,
}


def make(out: Path, names: list[str], mebibytes: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dvc-model-") as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        isolate(home)
        work = Path(scratch) / "work"
        work.mkdir()
        (out / "storage").mkdir(exist_ok=True)
        (work / "storage").symlink_to(out.resolve() / "storage")
        makers = MAKERS | {"big": partial(make_big, mebibytes=mebibytes)}
        manifest = {}
        for name in names:
            shop = Workshop(name, out.resolve(), work, repository_kinds.PROJECTS.get(name, ("",)))
            makers[name](shop)
            manifest[name] = shop.finish()
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def cached(folder: Path) -> Path:
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()[:16]
    made = folder / digest
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = folder / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished, [*MAKERS, "big"], 8)
            unfinished.rename(made)
    return made


def main() -> None:
    usage = __doc__.split("\n\n")
    parser = argparse.ArgumentParser(description=usage[0], epilog=usage[2])
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?")
    parser.add_argument("--only", metavar="NAME,…", default=",".join(MAKERS))
    parser.add_argument("--big", metavar="MIB", type=int, default=0, help="also make `big`, of this size")
    parser.add_argument("--cached", metavar="FOLDER", type=Path)
    arguments = parser.parse_args()
    if arguments.cached:
        print(cached(arguments.cached.resolve()))
    elif arguments.out:
        names = arguments.only.split(",") + (["big"] if arguments.big else [])
        make(arguments.out, names, arguments.big)
    else:
        parser.error("OUT or --cached is needed")


if __name__ == "__main__":
    main()
