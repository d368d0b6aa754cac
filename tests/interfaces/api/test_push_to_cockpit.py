"""A pushed row reaches the cockpit through the ordinary job functions, without anybody asking."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.models import BusinessRun
from kpiloop.foundation.jobs.services import deliver_waiting, execute
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.collect import services
from kpiloop.loop.measure import jobs, selectors
from tests.interfaces.api.conftest import Ask
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def revenue(viewer: Actor) -> Decimal:
    """Revenue of the west in October, as the pages read it."""
    found = selectors.values(viewer, period_codes=["2026-10"], window="month", kpi_codes=["revenue"])
    (west,) = (row for row in found if org.subject_by_id(viewer, row.subject_id).code == "WEST")
    assert west.actual is not None
    return west.actual


@pytest.mark.feature("S06")
def test_s06_a_pushed_row_is_in_the_figures_after_the_jobs_ran(
    actors: dict[str, Actor],  # noqa: F811
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    october = partial(jobs.ask_for_run, on=date(2026, 10, 31))
    monkeypatch.setattr(jobs, "ask_for_run", lambda first, mark, touched=None, *, on: october(first, mark, touched))
    services.add_source(actors["admin"], code="shop", kind="push", name_zh="网店", location="", dataset="orders")
    before = revenue(actors["boss"])
    row = {"no": "PUSHED-1", "on": "2026-10-31", "unit": "WEST", "seller": "E4", "net": "1000.25"}
    headers = {
        "authorization": f"Bearer {access.create_token(actors['admin'], name='shop')}",
        "idempotency-key": "till 7, receipt 1",
    }
    answer = Client().post(
        "/api/v1/collect/sources/shop/rows", json.dumps({"rows": [row]}), "application/json", headers=headers
    )
    assert (answer.status_code, json.loads(answer.content)["kept"]) == (202, 1)
    execute(json.loads(answer.content)["run"])  # what the job process does
    deliver_waiting(timezone.now())  # what the schedule process does every second
    execute(BusinessRun.objects.filter(kind=jobs.RECOMPUTE).latest("pk").pk)
    assert revenue(actors["boss"]) == before + Decimal("1000.25")
    shown = json.loads(ask("/values?period=2026-10&kpi=revenue", "boss").content)["rows"]
    assert {value["subject"]: Decimal(value["actual"]) for value in shown}["WEST"] == before + Decimal("1000.25")
