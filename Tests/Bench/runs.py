"""Runs the contenders of a job in turn, and sums up what each took."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from jobs import Contender, Job, Place
from models import File, md5

MEASURE = Path(__file__).resolve().parent / "measure.py"


class Failed(Exception):
    """A program ended with another status than 0, or left something else than it should have."""


@dataclass(frozen=True)
class Sample:
    wall: float
    cpu: float
    memory: int  # bytes

    def __add__(self, next: "Sample") -> "Sample":
        return Sample(self.wall + next.wall, self.cpu + next.cpu, max(self.memory, next.memory))


@dataclass
class Row:
    """A contender and its samples, by round."""

    contender: Contender
    samples: dict[int, Sample] = field(default_factory=dict)

    @property
    def wall(self) -> float:
        return median(sample.wall for sample in self.samples.values())

    @property
    def cpu(self) -> float:
        return median(sample.cpu for sample in self.samples.values())

    @property
    def memory(self) -> int:
        """The highest peak of all rounds."""
        return max(sample.memory for sample in self.samples.values())


@dataclass(frozen=True)
class Result:
    job: Job
    rows: list[Row]
    left_out: list[str]

    def ratio(self, row: Row) -> float | None:
        """What ours takes as a multiple of what the row's program takes: the median of the rounds' own ratios, so
        that what slows the whole machine for a while counts on both sides."""
        ours = next((other for other in self.rows if other.contender.name == row.contender.against), None)
        if ours is None:
            return None
        if self.job.is_of_memory:
            return ours.memory / row.memory
        both = ours.samples.keys() & row.samples.keys()
        return median(ours.samples[round].wall / row.samples[round].wall for round in both)


def run(job: Job, place: Place, rounds: int, environment: dict[str, str], say: Callable[[str], None]) -> Result:
    """Of ours each must do its work; a peer that does not is left out, with what it said."""
    count = rounds * job.rounds
    with job.contenders(place) as contenders:
        rows = [Row(contender) for contender in contenders]
        left_out: list[str] = []
        for round in range(count):
            for row in turned(rows, round):
                if row.contender.is_once and round > 0:
                    continue
                try:
                    row.samples[round] = sample_of(row.contender, place, environment, is_first=round == 0)
                except Failed as failure:
                    if row.contender.against is None:
                        raise
                    rows.remove(row)
                    left_out.append(f"{row.contender.name} ({failure})")
            if count <= 20 or (round + 1) % 20 == 0:
                took = ", ".join(f"{row.contender.name} {row.wall:.3f}" for row in rows)
                say(f"{job.name}, {round + 1} of {count} rounds, medians in seconds: {took}")
        return Result(job, rows, left_out)


def turned(rows: list[Row], round: int) -> Iterable[Row]:
    """Each round begins with another one."""
    start = round % len(rows)
    return rows[start:] + rows[:start]


def sample_of(contender: Contender, place: Place, environment: dict[str, str], is_first: bool) -> Sample:
    fresh = place.scratch / "out"
    folder = contender.folder or fresh
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    total = Sample(0, 0, 0)
    for step in contender.steps:
        total += measured(step, folder, place.scratch / "errors", environment)
    if contender.leaves is not None:
        check(contender, folder, is_first)
    shutil.rmtree(fresh)
    return total


def measured(step: list[str], folder: Path, errors: Path, environment: dict[str, str]) -> Sample:
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", MEASURE, errors, *step],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    wall, cpu, memory, status = output.split()
    if status != "0":
        said = errors.read_text(errors="replace").strip().splitlines()
        raise Failed(f"{step[0]} ended with status {status}: {said[-1] if said else 'nothing was said'}")
    return Sample(float(wall), float(cpu), int(memory) << 10)


def check(contender: Contender, folder: Path, is_first: bool) -> None:
    """Whether all files are there; for ours, once, whether they are right."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    expected = [file.size for file in contender.leaves]
    if sorted(path.stat().st_size for path in found) != sorted(expected):
        raise Failed(f"left {len(found)} files, or other sizes, where {len(expected)} were to be")
    if contender.against is None and is_first:
        wrong = next((file for file in contender.leaves if not is_right(folder, file)), None)
        if wrong:
            raise Failed(f"{wrong.path} is not what was served")


def is_right(folder: Path, file: File) -> bool:
    return md5(folder / file.path) == file.md5
