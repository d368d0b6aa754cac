"""Outside services of the tests: found, or skipped visibly, or (with CI=true) a failure."""

from __future__ import annotations

import os
import shutil
import socket
from typing import NoReturn
from urllib.parse import urlsplit

import pytest

DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432"
DEFAULT_MARIADB = "mysql://root@127.0.0.1:3306"
ABSENT = "service absent: "
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def postgres_address() -> str:
    """Address of the PostgreSQL server of the tests, or a skip."""
    address = os.environ.get("KPILOOP_TEST_POSTGRES") or DEFAULT_POSTGRES
    parts = urlsplit(address)
    if not is_reachable(parts.hostname or "127.0.0.1", parts.port or 5432):
        miss("PostgreSQL", f"nothing answers at {parts.hostname}:{parts.port}; start it or set KPILOOP_TEST_POSTGRES")
    return address


def mariadb_address() -> str:
    """Address of the MariaDB (or MySQL) server of the tests, or a skip."""
    address = os.environ.get("KPILOOP_TEST_MARIADB") or DEFAULT_MARIADB
    parts = urlsplit(address)
    if not is_reachable(parts.hostname or "127.0.0.1", parts.port or 3306):
        miss("MariaDB", f"nothing answers at {parts.hostname}:{parts.port}; start it or set KPILOOP_TEST_MARIADB")
    return address


def chromium_path() -> str:
    """Executable of the browser, or a skip."""
    found = os.environ.get("KPILOOP_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        miss("Chromium", "install the Debian packages chromium and fonts-noto-cjk or set KPILOOP_TEST_CHROMIUM")
    return str(found)


def is_reachable(host: str, port: int) -> bool:
    """True when something accepts connections at the address."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def miss(service: str, hint: str) -> NoReturn:
    """A missing service is a visible skip on a workstation and a failure where CI=true."""
    text = f"{ABSENT}{service} ({hint})"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(text, pytrace=False)
    pytest.skip(text)
