#!/usr/bin/env python3
"""Runs one program and prints what it took: wall seconds, CPU seconds, peak memory in KiB, exit status.

usage: python -I -S measure.py ERRORS PROGRAM [ARGUMENT…]

The program gets no input, its output is thrown away, its errors go to the file ERRORS. Linux counts as a program's
peak memory also that of the process which became it, so this is a process of its own that imports next to nothing:
a few MiB, below which nothing can be told.
"""

import os
import sys
import time


def main() -> None:
    errors, *command = sys.argv[1:]
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        become(command, errors)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begin
    print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))


def become(command: list[str], errors: str) -> None:
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        os.execvp(command[0], command)
    finally:
        os._exit(127)


main()
