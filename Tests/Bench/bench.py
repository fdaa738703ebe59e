#!/usr/bin/env python3
"""Runs the benchmark's jobs; scripts/bench, which prepares what this needs, says how it is called.

usage: bench.py --list
       bench.py --where [OPTION…]
       bench.py --scratch FOLDER --tools FOLDER [OPTION…]

--where prints the folder in which there is room for the scratch folder.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import machine
import servers
import table
from jobs import JOBS, Job, Place
from models import GIB
from runs import Failed, Result, run

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        print(f"bench: {message}; see scripts/bench --help", file=sys.stderr)
        sys.exit(64)


def main() -> None:
    options = parsed()
    jobs = [job for job in JOBS if not options.job or job.name in options.job]
    if options.list:
        for job in JOBS:
            print(f"{job.name:<14}{job.title.replace('`', '')}")
    elif options.where:
        print(where(jobs, options.quick))
    else:
        # So that servers and programs are stopped on this way out, too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        bench(jobs, options)


def parsed() -> argparse.Namespace:
    parser = Parser(add_help=False)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--job", action="append", choices=[job.name for job in JOBS])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--update-readme", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--where", action="store_true")
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--tools", type=Path)
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds takes a number from 1 on")
    if options.update_readme and (options.job or options.quick):
        parser.error("--update-readme takes all jobs at full size")
    return options


def where(jobs: list[Job], is_quick: bool) -> str:
    room = GIB if is_quick else max(job.room for job in jobs) + GIB
    if MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, available_memory()) >= room:
        return str(MEMORY)
    disk = tempfile.gettempdir()
    if shutil.disk_usage(disk).free >= room:
        print(f"bench: no {room // GIB} GiB in {MEMORY}: the files go to {disk}", file=sys.stderr)
        return disk
    sys.exit(f"bench: error: {room // GIB} GiB are needed, in {MEMORY} or {disk} (TMPDIR names another)")


def available_memory() -> int:
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith("MemAvailable:"))


def bench(jobs: list[Job], options: argparse.Namespace) -> None:
    environment = environment_of(options.scratch, options.tools)
    try:
        results = [run_job(job, options, environment) for job in jobs]
    except Failed as failure:
        sys.exit(f"bench: error: {failure}")
    rows = table.table(results)
    print(table.aligned(rows), end="")
    notes = notes_of(results, environment, options)
    print(f"\n{notes}", end="")
    if options.update_readme:
        table.update(ROOT / "README.md", f"{table.markdown(rows)}\n{notes}")


def run_job(job: Job, options: argparse.Namespace, environment: dict[str, str]) -> Result:
    scratch = options.scratch / job.name
    scratch.mkdir()
    result = run(job, Place(scratch, options.quick), options.rounds, environment, say)
    shutil.rmtree(scratch)
    return result


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def environment_of(scratch: Path, tools: Path) -> dict[str, str]:
    """What the programs see. DVC may neither look for updates nor report home."""
    home = scratch / "home"
    home.mkdir()
    (home / "config").write_text("[core]\n    check_update = false\n    analytics = false\n")
    return {
        "PATH": f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "DVC_STUDIO_TOKEN": servers.TOKEN,
        "DVC_GLOBAL_CONFIG_DIR": str(home),
        "DVC_SITE_CACHE_DIR": str(home / "site-cache"),
    }


def notes_of(results: list[Result], environment: dict[str, str], options: argparse.Namespace) -> str:
    kind = "memory" if options.scratch.is_relative_to(MEMORY) else "a disk"
    left_out = sorted({text for result in results for text in result.left_out})
    lines = [
        f"Machine: {machine.machine()}; files in {kind}.",
        f"Programs: {machine.versions(environment)}.",
        f"Command: `scripts/bench --rounds {options.rounds}`.",
        *(f"Left out: {text}." for text in left_out),
    ]
    if options.quick:
        lines.append("Smaller files than the titles say: the figures mean nothing.")
    return "".join(f"{line}\n" for line in lines)


main()
