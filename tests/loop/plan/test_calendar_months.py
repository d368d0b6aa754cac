"""Targets of calendar months in a company of 4-4-5 weeks (P13), by hand.

FY2026 begins on Monday 29 December 2025: P01 has 28 days (to 25 January), P02 28 (to 22 February), P03 35 (to 29
March). P02 takes 6 of the 31 days of January and 22 of the 28 of February; P03 6 of February and 29 of March.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewAppointment, NewPerson, NewScope, NewUnit
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import NewAssignment
from tests.loop.plan.company import NOW, publish_kpi

pytestmark = pytest.mark.feature("P13")
START = date(2025, 12, 29)
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def keys(db: None) -> dict[str, int]:
    """Revenue (a flow, in whole cents) and margin (a ratio) of one unit counted in weeks."""
    days = {"first_month": date(2025, 6, 1), "last_month": date(2027, 6, 1)}
    calendar_services.ensure_calendar(SYSTEM, cut=Cut("4-4-5"), **days)
    access.create_accounts(SYSTEM, accounts=[NewAccount("admin", "correct-horse-9", ("performance_admin",))], on=START)
    org.import_organisation(
        SYSTEM,
        units=[NewUnit("HQ", "集团", START, kind="company")],
        people=[NewPerson("E1", "李总", "Li", username="admin")],
        appointments=[NewAppointment("E1", "HQ", START, is_head=True)],
        scopes=[NewScope("admin", "company", START)],
    )
    publish_kpi(SYSTEM, "revenue", valid_from=START)
    publish_kpi(SYSTEM, "margin", time_kind="ratio", measurement_unit="percent", valid_from=START)
    services.add_scheme(SYSTEM, code="S", name_zh="方案", fiscal_year=2026)
    wanted = [NewAssignment(kpi, "HQ", "E1", D(50), START) for kpi in ("revenue", "margin")]
    found = services.assign_many(SYSTEM, scheme="S", assignments=wanted)
    services.publish_scheme(SYSTEM, code="S", now=NOW)
    return dict(zip(("revenue", "margin"), found, strict=True))


def figure(key: int, period: str) -> D | None:
    found = selectors.target_history(SYSTEM, key, period)
    return found[0].target if found else None


def test_a_flow_is_shared_out_by_days_and_nothing_is_lost(keys: dict[str, int]) -> None:
    key = keys["revenue"]
    figures = {JANUARY: D(3100), FEBRUARY: D(2800), MARCH: D(6200)}
    services.set_by_calendar_months(SYSTEM, assignment_id=key, figures=figures)
    # P02: 6 x 100 + 22 x 100; P03: 6 x 100 + 29 x 200; P01 has days of December and stays empty
    assert [figure(key, f"FY2026-P0{number}") for number in (1, 2, 3, 4)] == [None, 2800, 6400, None]
    assert selectors.target_history(SYSTEM, key, "FY2026-P02")[0].method == "converted"


def test_a_ratio_is_the_mean_over_its_days(keys: dict[str, int]) -> None:
    key = keys["margin"]
    services.set_by_calendar_months(SYSTEM, assignment_id=key, figures={JANUARY: D("0.10"), FEBRUARY: D("0.24")})
    # (6 x 0.10 + 22 x 0.24) / 28; March is not given, so P03 keeps what it has
    assert (figure(key, "FY2026-P02"), figure(key, "FY2026-P03")) == (D("0.21"), None)


def test_months_that_cover_no_period_are_refused(keys: dict[str, int]) -> None:
    with pytest.raises(Refusal) as refused:
        services.set_by_calendar_months(SYSTEM, assignment_id=keys["revenue"], figures={JANUARY: D(1)})
    assert refused.value.code == "calendar_months_short"


def test_the_page_reads_both_ways(keys: dict[str, int]) -> None:
    User.objects.filter(username="admin").update(language="en")
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    page = reverse("plan:target_calendar", args=[keys["revenue"]])
    shown = client.get(page).content.decode()
    # the year runs from 29 December 2025 to 3 January 2027: fourteen calendar months are touched
    assert shown.count('name="m20') == 14
    sent = {"m202601": "3100", "m202602": "2800", "m202603": "6200", "reason": "budget"}
    assert client.post(page, sent).status_code == 302
    assert figure(keys["revenue"], "FY2026-P02") == 2800
    annual = client.get(reverse("plan:target_annual", args=[keys["revenue"]])).content.decode()
    assert page in annual
