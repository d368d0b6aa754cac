"""Empty tables are made once per state of the models: a hundred migrations cost each test process nine seconds.

SQLite: the migrated database is kept as a file beside other temporary files, and poured into the database in memory.
PostgreSQL: it is kept as a database of the server, which new ones are copied from. Both are named by a digest of
every file that decides what `migrate` makes; an unknown digest migrates as ever. Processes wait for the one that
makes it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created

from tests.environment import SETTINGS_MODULE

#: How many states a server keeps: checkouts side by side have different ones.
KEPT_DATABASES = 8
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "kpiloop"


def digest() -> str:
    """Name of what `migrate` makes: migrations, models (content types, rights), triggers, the library itself."""
    decisive = {
        path
        for path in PACKAGE.rglob("*.py")
        if path.parent.name in {"migrations", "models"} or path.stem in {"models", "apps", "settings", "choices"}
    }
    text = hashlib.sha256((PACKAGE.parent.parent / "requirements" / "dev.txt").read_bytes())
    for path in sorted(decisive):
        text.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    return text.hexdigest()[:16]


@contextmanager
def made_once(name: str) -> Iterator[None]:
    """One process at a time for this digest."""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def tables_once() -> Iterator[None]:
    """While the test database is created inside, it is poured from what an earlier process kept, or kept for later."""
    name = f"kpiloop_tables_{digest()}"
    with made_once(name):
        if connection.vendor == "sqlite":
            with _poured(Path(tempfile.gettempdir()) / f"{name}.sqlite3"):
                yield
        else:
            with _copied(name):
                yield


def put_tables(home: Path) -> None:
    """Empty tables for an installation to be made in this home, where some are kept; else it migrates as ever."""
    name = f"kpiloop_tables_{digest()}"
    kept = Path(tempfile.gettempdir()) / f"{name}.sqlite3"
    with made_once(name):
        if kept.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(kept, home / "kpiloop.sqlite3")


def kept_database(address: str) -> str:
    """Name of the database of empty tables a server keeps to copy from; made where it keeps none."""
    name = f"kpiloop_tables_{digest()}"
    unfinished = f"{name}_{os.getpid()}"
    with made_once(name), psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{unfinished}"'.encode())
            there = urlunsplit(urlsplit(address)._replace(path=f"/{unfinished}"))
            command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            subprocess.run(
                command,
                env={**os.environ, "KPILOOP_DATABASE_URL": there, "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE},
                check=True,
            )
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"'.encode())
    return name


@contextmanager
def _poured(kept: Path) -> Iterator[None]:
    def pour(connection: object, **_: object) -> None:
        if "mode=memory" in str(connection.settings_dict["NAME"]):  # type: ignore[attr-defined]
            with closing(sqlite3.connect(kept)) as source:
                source.backup(connection.connection)  # type: ignore[attr-defined]
            connection_created.disconnect(pour)

    if kept.exists():
        connection_created.connect(pour, weak=False)
        yield
        connection_created.disconnect(pour)
        return
    yield
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as target:
        connection.connection.backup(target)
    unfinished.replace(kept)


@contextmanager
def _copied(kept: str) -> Iterator[None]:
    quoted = connection.ops.quote_name
    settings = connection.settings_dict["TEST"]
    with connection.creation._nodb_cursor() as server:  # type: ignore[attr-defined]
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept])
        is_kept = server.fetchone() is not None
    if is_kept:
        settings["TEMPLATE"] = kept
        yield
        settings["TEMPLATE"] = None
        return
    yield
    made = str(connection.settings_dict["NAME"])
    connection.close()
    with connection.creation._nodb_cursor() as server:  # type: ignore[attr-defined]
        server.execute(f"CREATE DATABASE {quoted(kept)} TEMPLATE {quoted(made)}")
        server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'kpiloop_tables_%' ORDER BY oid DESC")
        for (old,) in server.fetchall()[KEPT_DATABASES:]:
            server.execute(f"DROP DATABASE IF EXISTS {quoted(old)}")
