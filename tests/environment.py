"""Prepare the process for tests before Django reads its settings: a private home and a private database name."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SETTINGS_MODULE = "kpiloop.project.settings"


def prepare() -> Path:
    """Give this process its own home directory and, on PostgreSQL, a database name nobody else uses."""
    home = Path(tempfile.mkdtemp(prefix="kpiloop-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["KPILOOP_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS_MODULE
    # The sync browser driver keeps an event loop in the thread of the test (stack trap 17).
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    url = os.environ.get("KPILOOP_DATABASE_URL", "")
    if url and not is_parallel_worker():
        os.environ["KPILOOP_DATABASE_URL"] = with_random_name(url)
    return home


def with_random_name(url: str) -> str:
    """The same server, a database name with a random tail: two test runs never meet."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/") or "kpiloop"
    return urlunsplit(parts._replace(path=f"/{name}_{secrets.token_hex(4)}"))


def is_parallel_worker() -> bool:
    """True in a worker, which inherits the database name its controller chose; Django adds a suffix to it."""
    return "PYTEST_XDIST_WORKER" in os.environ
