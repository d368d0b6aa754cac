"""Test session: own home, own database, and one summary line for every absent service."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests import environment

HOME = environment.prepare()  # must precede the first look at Django's settings

import django  # noqa: E402
import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from tests import on_postgres, services  # noqa: E402
from tests.tables_once import tables_once  # noqa: E402

django.setup()
# Companies of thousands of rows come and go: looking for cycles among them is a twentieth of all time.
gc.set_threshold(100_000, 50, 50)
from django.conf import settings as product_settings  # noqa: E402

#: Files of eight seconds and more, longest first: begun last, they would keep one worker while the others have nothing.
LONG_FILES = (
    "tests/interfaces/web/access/test_matrix.py",
    "tests/interfaces/cli/test_processes.py",
    "tests/interfaces/cli/test_two_servers.py",
    "tests/newcomer/test_start.py",
    "tests/interfaces/web/test_look.py",
    "tests/golden/test_product_pay.py",
    "tests/loop/measure/test_proof.py",
    "tests/loop/reward/test_adjustments.py",
    "tests/loop/reward/test_proof.py",
    "tests/loop/reward/test_gates_and_terms.py",
    "tests/loop/measure/test_weeks.py",
    "tests/engine/compile/test_differential.py",
    "tests/loop/collect/test_source_faults.py",
    "tests/loop/collect/test_by_column.py",
    "tests/loop/reward/test_gates_in_pools.py",
    "tests/governance/bundle/test_whole_companies.py",
)

ROOT = Path(__file__).resolve().parent.parent
ON_SQLITE = product_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")

# Hundreds of companies with accounts are made here: one round is enough to hash their passwords.
product_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A busy machine must not fail a law: no test here is about time.
settings.register_profile("kpiloop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kpiloop")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Keep the name of the settings from the workers: they would load them before they have a home of their own."""
    if not environment.is_parallel_worker() and session.config.getoption("numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """The process ends: ten searches for cycles among all that was ever collected would take it two seconds more."""
    gc.freeze()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """A file that PostgreSQL need not repeat at all is not even read there."""
    return (not ON_SQLITE and on_postgres.is_left_out_whole(_place(collection_path))) or None


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first, and on PostgreSQL only what uses the database: the rest is the same as on SQLite."""
    places = {path: place for place, path in enumerate(LONG_FILES)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))
    if ON_SQLITE:
        return
    used = {"db", "transactional_db", "django_db_setup"}
    other = [
        item
        for item in items
        if on_postgres.is_left_out(item.nodeid)
        or "migrated_home" in (names := set(getattr(item, "fixturenames", ())))  # a file of its own, of SQLite
        or not (used & names or item.get_closest_marker("django_db"))
    ]
    items[:] = [item for item in items if item not in other]
    config.hook.pytest_deselected(items=other)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database of this process, poured from what an earlier process of the same models kept."""
    with django_db_blocker.unblock(), tables_once():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def session_home() -> Path:
    """Home directory that the settings of this test process use."""
    return HOME


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    """A fresh home directory for one test; files of other tests cannot be seen from it."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def migrated_home(tmp_path: Path, db: None) -> Path:
    """Home directory with a database file of empty tables, for processes of their own."""
    connection.ensure_connection()
    (tmp_path / "kpiloop.sqlite3").write_bytes(connection.connection.serialize())
    return tmp_path


@pytest.fixture(scope="session")
def postgres_address() -> str:
    """Address of a PostgreSQL server; skips visibly where there is none."""
    return services.postgres_address()


@pytest.fixture(scope="session")
def mariadb_address() -> str:
    """Address of a MariaDB or MySQL server; skips visibly where there is none."""
    return services.mariadb_address()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Executable of Chromium; skips visibly where there is none."""
    return services.chromium_path()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line per absent service, so that a green run says what it did not run."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if services.ABSENT in reason:
            counts[reason.split(services.ABSENT, 1)[1]] += 1
    for service, count in sorted(counts.items()):
        terminalreporter.write_line(f"NOT RUN: {count} tests, {services.ABSENT}{service}", yellow=True)
