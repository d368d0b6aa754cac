"""PostgreSQL as engine: each file is copied once, nothing is left behind, and what nobody needs goes."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.test import override_settings

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import engine_io, engines, selectors
from kpiloop.foundation.warehouse.models import Version
from tests.engines.test_cells import cells_of

pytestmark = pytest.mark.django_db
FORMULA = "sum(销售.数量)"


def files_of(version: int) -> int:
    return len(Version.objects.get(number=version).manifest["销售"])


def test_a_file_is_copied_once_for_all_versions(postgres_warehouse: str, facts: Path) -> None:
    with override_settings(WAREHOUSE=postgres_warehouse), psycopg.connect(postgres_warehouse) as server:
        server.autocommit = True
        server.execute("DROP SCHEMA IF EXISTS kpiloop_facts CASCADE")
        first = cells_of([FORMULA], version=1)
        assert copies(server) == files_of(1) == 5  # four months and the rows without a date
        later = cells_of([FORMULA], version=2)
        assert first != later
        # The second load rewrote every month, so the versions share no file; asked again, nothing is copied.
        assert copies(server) == files_of(1) + files_of(2)
        assert cells_of([FORMULA], version=1) == first
        assert copies(server) == files_of(1) + files_of(2)
        scratch = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'kpiloop_scan_%'"
        assert server.execute(scratch).fetchone() == (0,)


def test_what_a_killed_process_left_and_what_nobody_asks_for_goes(postgres_warehouse: str, facts: Path) -> None:
    with override_settings(WAREHOUSE=postgres_warehouse), psycopg.connect(postgres_warehouse) as server:
        server.autocommit = True
        server.execute("DROP SCHEMA IF EXISTS kpiloop_facts CASCADE")
        cells_of([FORMULA], version=1)
        server.execute("CREATE SCHEMA kpiloop_scan_7")
        server.execute("CREATE SCHEMA kpiloop_scan_8")
        server.execute("SELECT pg_advisory_lock(8)")  # somebody works there
        server.execute("UPDATE kpiloop_facts.files SET used_on = current_date - 91")
        cells_of([FORMULA], version=2)
        left = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'kpiloop_scan_%'"
        assert server.execute(left).fetchall() == [("kpiloop_scan_8",)]
        assert copies(server) == files_of(2)
        server.execute("DROP SCHEMA kpiloop_scan_8")


def copies(server: psycopg.Connection[tuple[object, ...]]) -> int:
    row = server.execute("SELECT count(*) FROM pg_class WHERE relname ~ '^f[0-9a-f]{40}$'").fetchone()
    assert row is not None
    return int(str(row[0]))


@pytest.mark.parametrize("address", ["postgres://127.0.0.1:1/none", "spark://127.0.0.1:1"])
def test_an_engine_that_is_not_there_is_named(address: str, facts: Path) -> None:
    with override_settings(WAREHOUSE=address):
        name, fault = selectors.engine(SYSTEM)
        assert name == address.partition(":")[0] == engines.engine_name()
        assert fault
        with pytest.raises(Refusal) as refused:
            cells_of([FORMULA])
        assert refused.value.code == "warehouse_unreachable"
    assert engine_io.current_version_number() == 2
