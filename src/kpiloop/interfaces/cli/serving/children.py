"""The processes of a running installation, and how each is started."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PAGES, JOBS, SCHEDULE = "pages", "jobs", "schedule"
NAMES = (PAGES, JOBS, SCHEDULE)


@dataclass(frozen=True)
class Child:
    """One process to keep running."""

    name: str  #: pages, jobs or schedule
    command: tuple[str, ...]  #: program and arguments
    environment: dict[str, str]  #: its environment


def children(home: Path, *, host: str, port: int, names: tuple[str, ...], workers: int) -> list[Child]:
    """The wanted processes of this installation."""
    environment = _environment(home, host)
    commands = {
        PAGES: _pages(host, port, workers),
        JOBS: (sys.executable, "-m", "kpiloop.foundation.jobs.cluster"),
        SCHEDULE: (sys.executable, "-m", "kpiloop.foundation.jobs.scheduler"),
    }
    return [Child(name, commands[name], environment) for name in NAMES if name in names]


def start(child: Child) -> subprocess.Popen[bytes]:
    """Start one process in a group of its own, so that Ctrl-C reaches only the supervisor."""
    return subprocess.Popen(child.command, env=child.environment, stdin=subprocess.DEVNULL, start_new_session=True)


def _pages(host: str, port: int, workers: int) -> tuple[str, ...]:
    address = ("--host", host, "--port", str(port))
    size = ("--workers", str(workers), "--blocking-threads", "4", "--backlog", "512")
    manner = ("--interface", "wsgi", "--no-ws", "--respawn-failed-workers", "--log-level", "warning")
    patience = ("--workers-kill-timeout", "10")
    return (sys.executable, "-m", "granian", *address, *size, *manner, *patience, "kpiloop.project.wsgi:application")


def _environment(home: Path, host: str) -> dict[str, str]:
    environment = {**os.environ, "KPILOOP_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    if host not in ("127.0.0.1", "localhost", "0.0.0.0", "::"):
        environment.setdefault("KPILOOP_ALLOWED_HOSTS", f"127.0.0.1,localhost,{host}")
    return environment
