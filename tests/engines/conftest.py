"""The same tests on every engine: DuckDB, a database of its own on PostgreSQL, one Spark cluster for the session."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.foundation import bounded
from kpiloop.foundation.warehouse import files, store
from tests import services
from tests.engines import selling
from tools import spark

#: One driver and two executors beside the other tests: quick to start rather than quick at work.
SMALL = {
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="session")
def postgres_warehouse(postgres_address: str) -> Iterator[str]:
    """A database of our own on the server of the tests."""
    name = f"kpiloop_engine_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_address, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(postgres_address)._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def spark_warehouse() -> Iterator[str]:
    """The named master, or a cluster of our own: one master, two workers."""
    options = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in SMALL.items())
    given = os.environ.get("KPILOOP_TEST_SPARK")
    if given:
        yield f"{given}?{options}"
        return
    try:
        with spark.cluster(port=spark.free_port(), memory="600m") as address:
            yield f"{address}?{options}"
            bounded.close_children()
    except spark.Absent as reason:
        services.miss("Spark", str(reason))


@pytest.fixture(params=["duckdb", "postgres", "spark"])
def engine(request: pytest.FixtureRequest, settings: object) -> str:
    """Who counts in this test."""
    name = str(request.param)
    settings.WAREHOUSE = name if name == "duckdb" else request.getfixturevalue(f"{name}_warehouse")  # type: ignore[attr-defined]
    return name


@pytest.fixture(scope="module")
def facts(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The facts of `selling` in a home of their own; taken back after the file."""
    home = tmp_path_factory.mktemp("home")
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(HOME=home),
        transaction.atomic(),
    ):
        selling.load()
        yield home
        transaction.set_rollback(True)
        store.close_stores()
        files.forget_checks()
