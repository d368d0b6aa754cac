"""Ends the processes of an installation when their supervisor is gone: a small process of its own.

The supervisor writes which process groups are running; when its pipe closes without a farewell it was
killed, and nobody else would ever stop pages and jobs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

STARTED, ENDED = "started", "ended"
PATIENCE_SECONDS = 10.0


class Leash:
    """The supervisor's end: tells the process on the other end who is running."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", __spec__.name)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, text=True, bufsize=1)

    def note(self, event: str, group: int) -> None:
        """Say that a process group was started or has ended."""
        if self.process.stdin is not None and self.process.poll() is None:
            self.process.stdin.write(f"{event} {group}\n")

    def let_go(self) -> None:
        """Farewell: everything was stopped in order."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(timeout=PATIENCE_SECONDS + 5)


def hold(lines: Iterable[str]) -> set[int]:
    """Read until the pipe closes; what is then still running."""
    running: set[int] = set()
    for line in lines:
        event, _, group = line.strip().partition(" ")
        if event == STARTED:
            running.add(int(group))
        elif event == ENDED:
            running.discard(int(group))
    return running


def end(groups: set[int]) -> None:
    """Ask the leader of each group to stop, which stops its own; end what is left in time."""
    left = {group for group in groups if signal_leader(group, signal.SIGTERM)}
    until = time.monotonic() + PATIENCE_SECONDS
    while left and time.monotonic() < until:
        time.sleep(0.2)
        left = {group for group in left if signal_leader(group, 0)}
    for group in groups:
        signal_group(group, signal.SIGKILL)


def signal_leader(group: int, number: int) -> bool:
    """Whether the first process of the group was still there to receive it."""
    try:
        os.kill(group, number)
    except ProcessLookupError:
        return False
    return True


def signal_group(group: int, number: int) -> bool:
    """Whether there was still somebody in the group to receive it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Outlive whatever ends the supervisor."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(hold(sys.stdin))


if __name__ == "__main__":
    main()
