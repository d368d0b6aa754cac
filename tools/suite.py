"""The whole test suite: everything on SQLite; beside it the engines, and the browser, then the domain on PostgreSQL.

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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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


def on_sqlite(written_to: IO[bytes] | None) -> int:
    """Every test but the journeys and engines, on the default database."""
    rest = (f"--ignore={JOURNEYS}", f"--ignore={ENGINES}", "tests")
    return pytest(*parallel(), *rest, settings={"KPILOOP_DATABASE_URL": ""}, written_to=written_to)


def on_postgres(written_to: IO[bytes] | None) -> int | None:
    """The domain rooms on PostgreSQL; None when there is no server."""
    with postgres() as environment:
        if environment is None:
            return None
        # No test asks what a server keeps when its power is cut: nobody waits for the disk.
        settings = {"PGOPTIONS": "-c synchronous_commit=off", **environment}
        return pytest(*parallel(), *existing(DOMAIN), settings=settings, written_to=written_to)


def journeys(written_to: IO[bytes] | None) -> int:
    """Pages in a real browser, against a real server process."""
    if not shutil.which("chromium") and not os.environ.get("KPILOOP_TEST_CHROMIUM"):
        subprocess.call(["bash", str(ROOT / "tools" / "services.sh"), "browser"], stdin=subprocess.DEVNULL)
    settings = {"KPILOOP_DATABASE_URL": "", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    return pytest(JOURNEYS, "-p", "no:randomly", settings=settings, written_to=written_to)


def engines(written_to: IO[bytes] | None) -> int:
    """The same facts counted by DuckDB, PostgreSQL and a Spark cluster."""
    return pytest(ENGINES, settings={"KPILOOP_DATABASE_URL": ""}, written_to=written_to)


@dataclass(frozen=True)
class Part:
    """One part of the suite; `None` as its exit code says that it was not run."""

    name: str
    carry_out: Callable[[IO[bytes] | None], int | None]  #: told where to write; None: to the terminal


@contextmanager
def beside(*parts: Part) -> Iterator[list[Callable[[], tuple[bool, str]]]]:
    """Carry out parts one after the other while others run; what each wrote is shown when its result is asked for."""
    with ExitStack() as opened, ThreadPoolExecutor(1) as thread:

        def begin(part: Part) -> Callable[[], tuple[bool, str]]:
            written = opened.enter_context(tempfile.TemporaryFile())
            running = thread.submit(timed, part, written)

            def result() -> tuple[bool, str]:
                told = running.result()
                written.seek(0)
                print(f"== suite: {part.name}", flush=True)
                sys.stdout.buffer.write(written.read())
                sys.stdout.flush()
                return told

            return result

        yield [begin(part) for part in parts]


def timed(part: Part, written_to: IO[bytes] | None = None) -> tuple[bool, str]:
    """Carry out a part; gives whether it failed and a line about it."""
    started = time.monotonic()
    code = part.carry_out(written_to)
    word = "failed" if code else "ok"
    if code is None:
        word = "NOT RUN: no PostgreSQL server (set KPILOOP_TEST_POSTGRES)"
    failed = is_ci() if code is None else code != 0
    return failed, f"   {part.name:<12}{word} ({time.monotonic() - started:.0f} s)"


def main(arguments: list[str]) -> int:
    """Run the four parts, say what each came to, fail when one failed or (with CI=true) was not run."""
    if arguments:
        return pytest(*arguments)
    # Browser, cluster and server wait half of the time: for pages, and for each other's parts. What is left of
    # PostgreSQL at the end is work of several processes, so that no core has nothing to do.
    with (
        beside(Part("browser", journeys), Part("PostgreSQL", on_postgres)) as others,
        beside(Part("engines", engines)) as counted,
    ):
        print("== suite: SQLite", flush=True)
        told = [timed(Part("SQLite", on_sqlite)), *(result() for result in (*counted, *others))]
    print("== suite", *(line for _, line in told), sep="\n")
    return int(any(failed for failed, _ in told))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
