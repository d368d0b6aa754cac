"""A real installation: created, served, examined, hurt, stopped."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.forks import Forks
from tests.ports import free_port
from tests.tables_once import put_tables

KPILOOP = Path(sys.executable).with_name("kpiloop")
pytestmark = pytest.mark.slow
#: For what would never end: a busy machine may need a minute for what a quiet one does in a second.
LONGEST_SECONDS = 300.0


def environment() -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("KPILOOP_", "DJANGO_", "PORT"))}
    return {**kept, "LANG": "en_US.UTF-8"}


def kpiloop(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(KPILOOP), "--home", str(home), *arguments],
        env={**environment(), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("installation")
    told = kpiloop(made, "init", "--json")
    assert told.returncode == 0, told.stderr
    assert len(json.loads(told.stdout)["password"]) >= 12
    return made


@contextmanager
def asked(home: Path) -> Iterator[Forks]:
    """Further commands on a home directory: how a command starts is shown elsewhere here."""
    with Forks(home, "tests.interfaces.cli.asked", LANG="en_US.UTF-8") as forks:
        yield forks


@pytest.fixture(scope="module")
def ask(home: Path) -> Iterator[Forks]:
    with asked(home) as forks:
        yield forks


def test_init_makes_a_private_guarded_home_once(home: Path, ask: Forks) -> None:
    key = home / "secrets" / "signing.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and len(key.read_text()) > 60
    kept = key.read_text()
    again = ask("init")
    assert again.returncode == 0 and "up to date" in again.stdout and "password" not in again.stdout
    assert key.read_text() == kept
    database = sqlite3.connect(home / "kpiloop.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        database.execute("DELETE FROM audit_entry")
    database.close()
    assert ask("org", "tree", "--as", "admin").returncode == 0


def test_a_password_can_be_given(tmp_path: Path) -> None:
    given = tmp_path / "password"
    put_tables(tmp_path / "h")
    with asked(tmp_path / "h") as ask:
        given.write_text("short\n")
        refused = ask("init", "--password-file", str(given))
        assert refused.returncode == 1 and refused.stderr.startswith("password_too_weak: ")
        given.write_text("a-good-long-one-7\n")
        done = ask("init", "--password-file", str(given), "--username", "root2")
    assert done.returncode == 0 and "a-good-long-one-7" not in done.stdout + done.stderr


def test_an_empty_home_says_what_to_do_and_stays_empty(tmp_path: Path) -> None:
    with asked(tmp_path / "none") as ask:
        for command in (["kpi", "list"], ["serve"], ["doctor"]):
            told = ask(*command)
            assert told.returncode == 1 and told.stderr.startswith("cli_home_empty: ") and "kpiloop init" in told.stderr
    assert not (tmp_path / "none" / "kpiloop.sqlite3").exists()


def test_older_tables_are_refused(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "old"
    copy.mkdir()
    with sqlite3.connect(home / "kpiloop.sqlite3") as source, sqlite3.connect(copy / "kpiloop.sqlite3") as target:
        source.backup(target)
        target.execute("DELETE FROM django_migrations WHERE app = 'notify'")
    told = kpiloop(copy, "org", "tree", "--as", "admin")
    assert told.returncode == 1 and told.stderr.startswith("cli_database_outdated: ")


@pytest.fixture
def served(home: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    port = free_port()
    log = tmp_path / "serve.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(KPILOOP), "--home", str(home), "serve", "--port", str(port), "--workers", "1"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(lambda: answers(port), log, server)
            yield server, port, log
        finally:
            if server.poll() is None:
                server.kill()
            server.wait(timeout=LONGEST_SECONDS)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(json.loads(answer.read())["ready"])
    except OSError:
        return False


def wait_for(happened: Callable[[], object], log: Path, *alive: subprocess.Popen[bytes]) -> None:
    """Wait until it happened, as long as these processes live."""
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until and all(process.poll() is None for process in alive):
        if happened():
            return
        time.sleep(0.2)
    pytest.fail(f"it did not happen:\n{log.read_text()[-3000:]}", pytrace=False)


def children(home: Path) -> dict[int, str]:
    """Processes of this installation, by id; not those the tests ask."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            is_ours = f"KPILOOP_HOME={home}".encode() in (entry / "environ").read_bytes().split(b"\0")
            if is_ours and "tests.forks" not in command:
                found[int(entry.name)] = command
        except (OSError, ValueError):
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks processes up in /proc")
def test_serve_heals_stops_and_leaves_nobody(
    served: tuple[subprocess.Popen[bytes], int, Path], home: Path, ask: Forks
) -> None:
    server, port, log = served
    wait_for(lambda: "http://127.0.0.1" in log.read_text(), log)
    taken = ask("serve", "--port", str(port))
    assert taken.returncode == 1 and taken.stderr.startswith("cli_port_taken: ") and str(port + 1) in taken.stderr
    assert kpiloop(home, "serve", PORT=str(port)).returncode == 1
    wait_for(lambda: ready(port) == "alive", log)
    assert ask("doctor").returncode == 0
    (schedule,) = running(home, "jobs.scheduler")
    os.kill(schedule, signal.SIGKILL)
    wait_for(lambda: running(home, "jobs.scheduler") - {schedule}, log)
    assert "started again" in log.read_text()
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=LONGEST_SECONDS) == 0
    wait_for(lambda: not children(home), log)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks processes up in /proc")
def test_a_killed_supervisor_leaves_no_orphans(served: tuple[subprocess.Popen[bytes], int, Path], home: Path) -> None:
    server, _, log = served
    server.send_signal(signal.SIGKILL)
    server.wait()
    wait_for(lambda: not children(home), log)


def running(home: Path, part: str) -> set[int]:
    """Ids of the processes of this installation whose command holds a text."""
    return {pid for pid, command in children(home).items() if part in command}


def ready(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return str(json.loads(answer.read())["background"])
