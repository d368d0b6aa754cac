"""Fixtures of the trading company: put back once per test file, every test on its own savepoint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.choices import DELIVERED
from kpiloop.foundation.jobs.models import Delivery
from kpiloop.foundation.warehouse import files, store
from kpiloop.loop.track import services as track
from tests.founded import founded_once
from tests.loop import company


@founded_once
def judged_company() -> dict[str, Actor]:
    """Founded, planned, loaded, computed and judged."""
    actors = company.found_company()
    company.publish_plan_and_facts()
    track.assess(SYSTEM, first="2026-05", last="2026-10", now=company.NOW)
    Delivery.objects.update(state=DELIVERED)  # what this news asks for was just done
    return actors


@pytest.fixture(scope="module")
def built_company(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The judged company; taken back after the file."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(HOME=tmp_path_factory.mktemp("home")),
        transaction.atomic(),
    ):
        yield judged_company()
        transaction.set_rollback(True)
        store.close_stores()
        files.forget_checks()


@pytest.fixture
def actors(built_company: dict[str, Actor], db: None) -> dict[str, Actor]:
    """admin, boss (executive), wang (head of EAST), chen (head of WEST), zhao (staff in SH)."""
    return built_company
