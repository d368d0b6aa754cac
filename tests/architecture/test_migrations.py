"""Test 15: migrations are complete, named, and never edited once released."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader

from kpiloop.foundation.first_tables import FirstTables
from tests.architecture import house

#: `sha256  path` of every migration of a release; written by the release, never by hand.
RELEASED = Path(__file__).with_name("released_migrations.txt")
NAME = re.compile(r"^\d{4}_[a-z0-9_]+$")
#: How many migrations of an app, beginning with 0001, its first tables stand for; read off the history by hand.
REPLACED = {
    "access": 1, "analyse": 1, "archive": 7, "audit": 1, "calendar": 3, "charter": 2, "collect": 9, "improve": 2,
    "jobs": 1, "letters": 1, "measure": 6, "notify": 3, "org": 4, "plan": 11, "review": 2, "reward": 4, "track": 7,
    "warehouse": 4,
}  # fmt: skip


def migrations() -> list[Path]:
    """Every migration of the product."""
    found = sorted(house.PACKAGE.rglob("migrations/*.py"))
    return [path for path in found if path.name != "__init__.py"]


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    output = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=output)
    except (SystemExit, CommandError):
        pytest.fail(f"models and migrations differ:\n{output.getvalue()}", pytrace=False)


def test_migrations_are_named() -> None:
    findings = [
        house.shown(path) for path in migrations() if not NAME.match(path.stem) or re.search(r"_auto_\d", path.stem)
    ]
    house.refuse(findings, "a migration is called after what it does: makemigrations -n <name>")


def test_released_migrations_are_unchanged() -> None:
    findings = []
    for line in RELEASED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        wanted, name = line.split()
        path = house.ROOT / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            findings.append(name)
    house.refuse(findings, "a released migration is never edited: write the next one")


def test_first_tables_stand_for_all_earlier_migrations() -> None:
    """An installation that carried those out has nothing to do; one entry too few and it makes its tables again."""
    loader = MigrationLoader(None)
    found = {}
    for (app, _), migration in loader.disk_migrations.items():
        if isinstance(migration, FirstTables):
            numbers = [int(name[:4]) for of_app, name in migration.replaces if of_app == app]
            assert numbers == list(range(1, len(migration.replaces) + 1))
            found[app] = len(numbers)
            assert all(type(operation) is CreateModel for operation in migration.operations)
    assert found == REPLACED
