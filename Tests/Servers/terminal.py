#!/usr/bin/env python3
"""Runs a program in a terminal of its own, as a user's shell would, and prints what the terminal gets.

usage: terminal.py COLUMNS PROGRAM [ARGUMENT…]

The terminal's bytes go to stdout as they are. SIGINT types Ctrl-C into the terminal, which is not the same as
sending the program a signal: the terminal finds the program by itself. Ends as the program ends.
"""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios


def main() -> None:
    columns, *command = sys.argv[1:]
    # Blocked until there is a terminal to type into.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child, terminal = pty.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))
        os.execvp(command[0], command)
    signal.signal(signal.SIGINT, lambda *_: os.write(terminal, b"\x03"))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    copy(terminal, sys.stdout.fileno())
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    sys.exit(os.waitstatus_to_exitcode(status))


def copy(source: int, target: int) -> None:
    while True:
        try:
            piece = os.read(source, 64 << 10)
        except OSError:  # Linux: EIO once the program has gone
            return
        if not piece:
            return
        os.write(target, piece)


if __name__ == "__main__":
    main()
