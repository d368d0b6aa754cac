"""One child process: start it, ask it one job, end it."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import kpiloop
from kpiloop.foundation.bounded.errors import WorkStopped, WorkTooLong
from kpiloop.foundation.bounded.profiles import Profile

#: What a child may know of the environment: no database address, no signing key.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "JAVA_HOME")
CHUNK = 1 << 16


@dataclass(frozen=True)
class Child:
    """A running worker process and how many jobs it has done."""

    process: subprocess.Popen[bytes]  #: the worker
    profile: Profile  #: limits it was started with
    jobs_done: int = 0  #: answered jobs; it is replaced at the profile's limit


def start_child(profile: Profile) -> Child:
    """Start a fresh interpreter; never a fork, so open databases are not copied."""
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = str(Path(kpiloop.__file__).parent.parent)
    limits = [str(profile.memory_bytes)] if profile.memory_bytes else []
    process = subprocess.Popen(
        [sys.executable, "-m", "kpiloop.foundation.bounded.worker", *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        os.set_blocking(pipe.fileno(), False)
    return Child(process=process, profile=profile)


def end_child(child: Child) -> None:
    """Kill the process and collect it; the pipes are closed so that nothing leaks."""
    child.process.kill()
    child.process.wait()
    for pipe in (child.process.stdin, child.process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def ask(child: Child, line: bytes, timeout_seconds: float) -> bytes:
    """Send one line and wait for one line, no longer than the wall time.

    Both pipes are watched together: a large job and a large answer must not wait for each other.
    """
    writer, reader = child.process.stdin, child.process.stdout
    assert writer is not None and reader is not None
    deadline = time.monotonic() + timeout_seconds
    pending, received = memoryview(line), bytearray()
    with selectors.DefaultSelector() as watched:
        watched.register(reader, selectors.EVENT_READ)
        watched.register(writer, selectors.EVENT_WRITE)
        while not received.endswith(b"\n"):
            ready = [key.fileobj for key, _ in watched.select(max(0.0, deadline - time.monotonic()))]
            if not ready:
                raise WorkTooLong(seconds=timeout_seconds)
            received += _receive(reader.fileno()) if reader in ready else b""
            pending = _send(writer.fileno(), pending) if writer in ready else pending
            if writer in ready and not pending:
                watched.unregister(writer)
    return bytes(received)


def _send(descriptor: int, pending: memoryview) -> memoryview:
    try:
        return pending[os.write(descriptor, pending[:CHUNK]) :]
    except BrokenPipeError as gone:
        raise WorkStopped(reason="pipe") from gone


def _receive(descriptor: int) -> bytes:
    chunk = os.read(descriptor, CHUNK)
    if not chunk:
        raise WorkStopped(reason="ended")
    return chunk
