"""The jobs: what is downloaded or checked, by which programs, and what our share of their time is to be."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import checkout
import programs
from models import GIB, KIB, MIB, File, Store
from programs import Steps
from served import Served, serve

PULL = "dvc-model-pull"
FROM_MAP = "dvc-model-pull --uris"
VERIFY = "dvc-model-verify"
FASTER_10 = 1 / 10


@dataclass(frozen=True)
class Contender:
    """A program in a job; without `against` it is one of ours."""

    name: str
    steps: Steps
    # Which of ours it is held against, and what ours may take at most, as a multiple of what this takes.
    against: str | None = None
    at_most: float | None = None
    # What it has to leave in its folder.
    leaves: list[File] | None = None
    # The folder it runs in; by default a fresh one.
    folder: Path | None = None
    # So long that one round has to do.
    is_once: bool = False


@dataclass(frozen=True)
class Place:
    """Where a job works, and how large its work is."""

    scratch: Path
    is_quick: bool

    @property
    def store(self) -> Store:
        return Store(self.scratch / "store")

    def of(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full

    def serve(self, files: list[File], bucket: str = "objects", round_trip: float | None = None):
        return serve(self.scratch, files, bucket, round_trip)


@dataclass(frozen=True)
class Job:
    name: str
    title: str
    contenders: Callable[[Place], AbstractContextManager[list[Contender]]]
    # Bytes that it needs at most at once, data and what is made of them.
    room: int = 0
    # How many times the rounds of others: short ones scatter more.
    rounds: int = 1
    # What is compared: seconds, or else peak memory.
    is_of_memory: bool = False


def against(ours: str, files: list[File] | None = None) -> Callable[..., Contender]:
    """Makes the peers of one of our programs."""

    def peer(name: str, steps: Steps, at_most: float | None = None) -> Contender:
        return Contender(name, steps, ours, at_most, files)

    return peer


@contextmanager
def large(place: Place) -> Iterator[list[Contender]]:
    file = place.store.add("model.bin", place.of(2 * GIB, 64 * MIB))
    stored = place.scratch / "store" / file.key
    with place.serve([file]) as served:
        peer = against(PULL, [file])
        curl = programs.curl(served, file)
        yield [
            Contender(PULL, programs.ours(served), leaves=[file]),
            Contender("md5sum of the file alone", programs.md5sum(stored), PULL, 1.10),
            peer("curl, then md5sum", curl + programs.md5sum(Path(file.path))),
            peer("curl, unverified", curl),
            peer("aria2c -x16, unverified", programs.aria2c_one(served)),
            peer("wget, unverified", programs.wget(served)),
            peer("s5cmd, unverified", programs.s5cmd(served)),
            peer("the API page's Python loop, unverified", programs.api_loop(served)),
            peer("dvc artifacts get, unverified", programs.dvc(served)),
        ]


@contextmanager
def tiny(place: Place) -> Iterator[list[Contender]]:
    file = place.store.add("model.bin", 4 * KIB)
    with place.serve([file]) as served:
        peer = against(PULL, [file])
        curls = programs.curl_studio(served) + programs.curl(served, file)
        yield [
            Contender(PULL, programs.ours(served), leaves=[file]),
            peer("curl twice: Studio, object", curls, 1.5),
            peer("the API page's Python loop", programs.api_loop(served)),
            peer("dvc artifacts get", programs.dvc(served), 1 / 30),
        ]


@contextmanager
def many(place: Place) -> Iterator[list[Contender]]:
    files = small_files(place, place.of(10_000, 500))
    with place.serve(files) as served:
        handed, peer = against(FROM_MAP, files), against(PULL, files)
        yield [
            *our_pulls(served),
            handed("curl -Z, unverified", programs.curl_parallel(served), 1.15),
            handed("aria2c -j16, unverified", programs.aria2c(served, "-j16")),
            handed("wget, unverified", programs.wget(served)),
            handed("s5cmd, unverified", programs.s5cmd(served)),
            peer("the API page's Python loop, unverified", programs.api_loop(served), FASTER_10),
            peer("dvc artifacts get, unverified", programs.dvc(served), FASTER_10),
        ]


@contextmanager
def limited(place: Place) -> Iterator[list[Contender]]:
    file = place.store.add("model.bin", place.of(512 * MIB, 160 * MIB))
    with place.serve([file], bucket="limited") as served:
        peer = against(PULL, [file])
        yield [
            Contender(PULL, programs.ours(served), leaves=[file]),
            peer("curl, unverified", programs.curl(served, file), 1 / 8),
            peer("aria2c -x16, unverified", programs.aria2c_one(served), 1.3),
            peer("s5cmd, unverified", programs.s5cmd(served)),
        ]


@contextmanager
def distant(place: Place) -> Iterator[list[Contender]]:
    files = small_files(place, place.of(2_000, 200))
    with place.serve(files, round_trip=20) as served:
        peer = against(FROM_MAP, files)
        yield [
            *our_pulls(served),
            peer("curl -Z --parallel-max 64, unverified", programs.curl_parallel(served, "--parallel-max", "64"), 1.0),
            peer("aria2c -j64, unverified", programs.aria2c(served, "-j64")),
            peer("s5cmd, unverified", programs.s5cmd(served)),
        ]


@contextmanager
def verify_many(place: Place) -> Iterator[list[Contender]]:
    files = small_files(place, place.of(10_000, 500))
    yield from verifying(place, files, 0.35)


@contextmanager
def verify_large(place: Place) -> Iterator[list[Contender]]:
    file = place.store.add("model.bin", place.of(2 * GIB, 64 * MIB))
    yield from verifying(place, [file], 1.02)


def verifying(place: Place, files: list[File], at_most: float) -> Iterator[list[Contender]]:
    """A check of files that are already where they belong, by Git's records or by URLs in hand."""
    folder = place.scratch / "checkout"
    checkout.make(folder, place.scratch / "store", files)
    recorded, handed = f"{VERIFY}, in a checkout", f"{VERIFY} --uris"
    sums = place.scratch / "md5sums"
    sums.write_text("".join(f"{file.md5}  {file.path}\n" for file in files))
    with place.serve(files) as served:
        yield [
            Contender(recorded, [[VERIFY, "--source", "remote"]], folder=folder),
            Contender(handed, programs.ours_from_map(served, tool=VERIFY), folder=folder),
            Contender("md5sum -c", [["md5sum", "-c", "--quiet", str(sums)]], recorded, at_most, folder=folder),
        ]


@contextmanager
def memory(place: Place) -> Iterator[list[Contender]]:
    small, middle, huge = (place.of(full, quick * MIB) for full, quick in SPARSE_SIZES)
    with sparse(place, small) as a, sparse(place, middle) as b, sparse(place, huge) as c:
        yield [
            Contender(f"{size_name(middle)} to a file", programs.ours(b), leaves=b.files, is_once=True),
            Contender(
                f"{size_name(small)} to a file", programs.ours(a), f"{size_name(middle)} to a file", 1.1, a.files
            ),
            Contender(f"{size_name(huge)} to stdout (-o -)", programs.ours(c, "-o", "-"), is_once=True),
            Contender(
                f"{size_name(small)} to stdout (-o -)",
                programs.ours(a, "-o", "-"),
                f"{size_name(huge)} to stdout (-o -)",
                1.1,
            ),
        ]


SPARSE_SIZES = [(2 * GIB, 64), (8 * GIB, 128), (64 * GIB, 256)]


@contextmanager
def sparse(place: Place, size: int) -> Iterator[Served]:
    """A file of zeros, which takes no room where it is served."""
    own = Place(place.scratch / str(size), place.is_quick)
    own.scratch.mkdir()
    with own.serve([own.store.add_zeros("model.bin", size)], bucket="sparse") as served:
        yield served


@contextmanager
def version(_: Place) -> Iterator[list[Contender]]:
    yield start_up("--version")


@contextmanager
def usage(_: Place) -> Iterator[list[Contender]]:
    yield start_up("--help")


def start_up(option: str) -> list[Contender]:
    ours = f"{PULL} {option}"
    return [
        Contender(ours, [[PULL, option]]),
        Contender("curl --version", [["curl", "--version"]], ours, 1.2),
    ]


@contextmanager
def complete(place: Place) -> Iterator[list[Contender]]:
    contenders = []
    for kind in ("packed", "loose"):
        folder = place.scratch / kind
        checkout.make(folder, place.store.folder, [place.store.add(f"{kind}.bin", KIB)])
        checkout.add_tags(folder, place.of(10_000, 100), kind == "packed")
        ours = f"{PULL}, Tab behind model@, {kind} tags"
        contenders += [
            Contender(ours, [[PULL, "__complete", "words", "model@"]], folder=folder),
            Contender(f"git tag --list, {kind}", [["git", "tag", "--list", "model@*"]], ours, folder=folder),
        ]
    contenders.append(Contender("curl --version", [["curl", "--version"]], ours))
    yield contenders


def our_pulls(served: Served) -> list[Contender]:
    """One for the peers that are handed the URLs, one for those that ask Studio."""
    return [
        Contender(FROM_MAP, programs.ours_from_map(served), leaves=served.files),
        Contender(PULL, programs.ours(served), leaves=served.files),
    ]


def small_files(place: Place, count: int) -> list[File]:
    store = place.store
    return [store.add(f"model/part-{number:05}.bin", 20 * KIB) for number in range(count)]


def size_name(size: int) -> str:
    return f"{size // GIB} GiB" if size >= GIB else f"{size // MIB} MiB"


JOBS = [
    Job("large", "2 GiB, one file, verified", large, room=4 * GIB),
    Job("tiny", "one file of 4 KiB, the whole command", tiny, rounds=4),
    Job("many", "10,000 x 20 KiB, verified", many, room=GIB),
    Job("limited", "512 MiB at 40 MiB/s a connection, verified", limited, room=GIB),
    Job("distant", "2,000 x 20 KiB at 20 ms round trip, verified", distant, room=GIB),
    Job("verify-many", "local verify of 10,000 x 20 KiB, warm", verify_many, room=GIB, rounds=2),
    Job("verify-large", "local verify of 2 GiB, warm", verify_large, room=2 * GIB),
    Job("memory", "peak memory, one file of zeros", memory, room=8 * GIB, is_of_memory=True),
    Job("version", "`--version`", version, rounds=20),
    Job("help", "`--help`", usage, rounds=20),
    Job("complete", "completion of a version among 10,000 tags", complete, room=GIB, rounds=10),
]
