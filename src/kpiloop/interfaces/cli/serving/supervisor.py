"""Keeps the processes of an installation running, and stops them together."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from kpiloop.interfaces.cli.serving.children import Child, start
from kpiloop.interfaces.cli.serving.leash import ENDED, STARTED, Leash, signal_group

LOOK_SECONDS = 0.5
STOP_SECONDS = 15.0
LONGEST_WAIT = 30.0
#: A process that ran this long had come up well: the next wait begins small again.
STEADY_SECONDS = 60.0

#: Told what happened: event code and name of the process.
Report = Callable[[str, str], None]


class Supervisor:
    """Starts children, starts a dead one again after a growing wait, stops all on a signal."""

    def __init__(self, wanted: Sequence[Child], report: Report) -> None:
        self.wanted = {child.name: child for child in wanted}
        self.report = report
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started_at: dict[str, float] = {}
        self.failures: dict[str, int] = {}
        self.start_again_at: dict[str, float] = {}
        self.stopped = threading.Event()
        self.leash = Leash()

    def run(self) -> None:
        """Until SIGTERM or Ctrl-C."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._on_signal)
        try:
            for child in self.wanted.values():
                self._start(child)
            while not self.stopped.wait(LOOK_SECONDS):
                self.look()
        finally:
            self.stop()
            self.leash.let_go()

    def look(self) -> None:
        """Notice who died and start those whose wait is over."""
        now = time.monotonic()
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self._note_death(name, now)
        for name, moment in list(self.start_again_at.items()):
            if now >= moment:
                del self.start_again_at[name]
                self._start(self.wanted[name])
                self.report("restarted", name)

    def stop(self) -> None:
        """Ask all to finish what they do, and end those that do not."""
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for name, process in self.running.items():
            try:
                process.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self.report("killed", name)
            self._end_group(process)
        self.running.clear()

    def _start(self, child: Child) -> None:
        process = start(child)
        self.running[child.name] = process
        self.leash.note(STARTED, process.pid)
        self.started_at[child.name] = time.monotonic()

    def _end_group(self, process: subprocess.Popen[bytes]) -> None:
        """What a process started must not outlive it: its workers stand in its group."""
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        self.leash.note(ENDED, process.pid)

    def _note_death(self, name: str, now: float) -> None:
        self._end_group(self.running.pop(name))
        was_steady = now - self.started_at[name] > STEADY_SECONDS
        self.failures[name] = 1 if was_steady else self.failures.get(name, 0) + 1
        self.start_again_at[name] = now + min(2.0 ** (self.failures[name] - 1), LONGEST_WAIT)
        self.report("died", name)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopped.set()
