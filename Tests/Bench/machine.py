"""What the figures were taken with: the machine, and the programs' versions."""

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import version


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    kernel = platform.release().partition("-")[0]
    return f"{processor()}, {cores} cores; {system}, Linux {kernel}"


def processor() -> str:
    with open("/proc/cpuinfo") as file:
        return next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), platform.machine())


def versions(environment: dict[str, str]) -> str:
    programs = {
        "md5sum": "md5sum (coreutils)",
        "curl": "curl",
        "aria2c": "aria2",
        "wget": "wget",
        "s5cmd": "s5cmd",
        "nginx": "nginx",
    }
    told = [f"{name} {version_of(program, environment)}" for program, name in programs.items() if has(program, environment)]
    python = f"Python {platform.python_version()} with requests {version('requests')}"
    return ", ".join([*told, f"DVC {version('dvc')}", python])


def has(program: str, environment: dict[str, str]) -> bool:
    return shutil.which(program, path=environment["PATH"]) is not None


def version_of(program: str, environment: dict[str, str]) -> str:
    option = {"nginx": "-v", "s5cmd": "version"}.get(program, "--version")
    output = subprocess.run([program, option], env=environment, capture_output=True, text=True)
    return re.search(r"\d+(\.\d+)+", output.stdout + output.stderr)[0]
