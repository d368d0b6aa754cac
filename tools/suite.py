"""The whole test suite: everything on SQLite, then the domain rooms on PostgreSQL; beside both the browser and engines.

python tools/suite.py [pytest arguments]     with arguments: one plain pytest run of them
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432"
#: Rooms whose rules live in tables: each must hold on both databases.
DOMAIN = ("tests/foundation", "tests/loop", "tests/governance", "tests/golden")
JOURNEYS = "tests/journeys"
ENGINES = "tests/engines"
NOTHING_COLLECTED = 5


def pytest(*arguments: str, settings: dict[str, str] | None = None, written_to: IO[bytes] | None = None) -> int:
    """One pytest run; finding no tests is not a failure while rooms are still empty."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    # Dozens of tests start processes of their own: each would compile the whole product again.
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.call(
        command, cwd=ROOT, env={**inherited, **(settings or {})}, stdin=subprocess.DEVNULL,
        stdout=written_to, stderr=subprocess.STDOUT if written_to else None,
    )  # fmt: skip
    return 0 if code == NOTHING_COLLECTED else code


def parallel() -> list[str]:
    """As many workers as cores; a file stays with one worker, so that its fixtures are built once; long files first."""
    return ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile", "--no-loadscope-reorder"]


def existing(paths: tuple[str, ...]) -> list[str]:
    """The folders that are there."""
    return [path for path in paths if (ROOT / path).is_dir()]


def is_ci() -> bool:
    """True where a missing service is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@contextmanager
def postgres() -> Iterator[dict[str, str] | None]:
    """Environment naming a PostgreSQL server: the given one, the local one, or one from a wheel; None without any."""
    address = os.environ.get("KPILOOP_TEST_POSTGRES") or DEFAULT_POSTGRES
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=2).close()
    except OSError:
        with embedded_postgres() as environment:
            yield environment
        return
    yield {"KPILOOP_DATABASE_URL": f"{address.rstrip('/')}/kpiloop"}


@contextmanager
def embedded_postgres() -> Iterator[dict[str, str] | None]:
    """A throwaway server on a socket; never where CI=true, which promises the real one."""
    if is_ci():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="kpiloop-pg-") as folder:
        try:
            import pgserver

            server = pgserver.get_server(folder)
        except Exception as problem:
            print(f"suite: no embedded PostgreSQL either: {problem}")
            yield None
            return
        try:
            yield {"KPILOOP_DATABASE_URL": "postgres://postgres@/kpiloop", "PGHOST": folder}
        finally:
            server.cleanup()


def on_sqlite() -> int:
    """Every test but the journeys and engines, on the default database."""
    return pytest(
        *parallel(), f"--ignore={JOURNEYS}", f"--ignore={ENGINES}", "tests", settings={"KPILOOP_DATABASE_URL": ""}
    )


def on_postgres() -> int | None:
    """The domain rooms on PostgreSQL; None when there is no server."""
    folders = existing(DOMAIN)
    with postgres() as environment:
        if environment is None:
            return None
        return pytest(*parallel(), *folders, settings=environment) if folders else 0


def journeys(written_to: IO[bytes]) -> int:
    """Pages in a real browser, against a real server process."""
    if not shutil.which("chromium") and not os.environ.get("KPILOOP_TEST_CHROMIUM"):
        subprocess.call(["bash", str(ROOT / "tools" / "services.sh"), "browser"], stdin=subprocess.DEVNULL)
    settings = {"KPILOOP_DATABASE_URL": "", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    return pytest(JOURNEYS, "-p", "no:randomly", settings=settings, written_to=written_to)


def engines(written_to: IO[bytes]) -> int:
    """The same facts counted by DuckDB, PostgreSQL and a Spark cluster."""
    return pytest(ENGINES, settings={"KPILOOP_DATABASE_URL": ""}, written_to=written_to)


@contextmanager
def beside(part: Callable[[IO[bytes]], int]) -> Iterator[Callable[[], int]]:
    """Run a part while others run; what it wrote is shown when its exit code is asked for."""
    with tempfile.TemporaryFile() as written, ThreadPoolExecutor(1) as thread:
        running = thread.submit(part, written)

        def result() -> int:
            code = running.result()
            written.seek(0)
            sys.stdout.buffer.write(written.read())
            sys.stdout.flush()
            return code

        yield result


def main(arguments: list[str]) -> int:
    """Run the four parts, say what each came to, fail when one failed or (with CI=true) was not run."""
    if arguments:
        return pytest(*arguments)
    # Browser and cluster wait half of the time: for pages, and for each other's parts.
    with beside(journeys) as browser, beside(engines) as counted:
        told = [
            run("SQLite", on_sqlite),
            run("PostgreSQL", on_postgres),
            run("engines", counted),
            run("browser", browser),
        ]
    print("== suite", *(line for _, line in told), sep="\n")
    return int(any(failed for failed, _ in told))


def run(name: str, part: Callable[[], int | None]) -> tuple[bool, str]:
    """Carry out a part; gives whether it failed and a line about it."""
    print(f"== suite: {name}", flush=True)
    started = time.monotonic()
    code = part()
    word = "failed" if code else "ok"
    if code is None:
        word = "NOT RUN: no PostgreSQL server (set KPILOOP_TEST_POSTGRES)"
    failed = is_ci() if code is None else code != 0
    return failed, f"   {name:<12}{word} ({time.monotonic() - started:.0f} s)"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
