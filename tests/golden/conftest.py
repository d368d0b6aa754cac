"""The golden company in the product: measured, and taken to the end. Built once per file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.warehouse import files, store
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.rows import BatchRow
from tests.golden import product


@dataclass
class Walk:
    """How far the company has come."""

    actors: dict[str, Actor]
    orders: Path
    batch: BatchRow
    cycle: int = 0
    bonus_run: int = 0


@contextmanager
def golden_home(home: Path) -> Iterator[pytest.MonkeyPatch]:
    """A home directory, a clock that stands on 6 April 2026, and everything undone afterwards."""
    with override_settings(HOME=home), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", lambda: product.NOW)
        yield patch
        transaction.set_rollback(True)
    store.close_stores()
    files.forget_checks()


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """Planned, and one file loaded: everything after the load was done by the worker."""
    home = tmp_path_factory.mktemp("golden")
    with django_db_blocker.unblock(), golden_home(home):  # type: ignore[attr-defined]
        actors = product.found()
        path = product.connect_file(actors["hr"], home)
        product.lay_plan(actors["hr"])
        product.write_file(path)
        batch = collect.load(actors["hr"], source="erp", now=product.NOW)
        work_off()
        yield Walk(actors, path, batch)


@pytest.fixture
def golden(built: Walk, db: None) -> Walk:
    """The measured company; what a test changes is undone after it."""
    return built


@pytest.fixture(scope="module")
def built_to_the_end(built: Walk) -> Walk:
    """Closed, scored, published, paid."""
    product.close_months(built.actors["hr"])
    built.cycle = product.score(built.actors["hr"])
    built.bonus_run = product.pay(built.actors, built.cycle)
    work_off()
    return built


@pytest.fixture
def paid(built_to_the_end: Walk, db: None) -> Walk:
    """The company after its bonus was released."""
    return built_to_the_end
