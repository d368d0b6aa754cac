"""Figures nobody reported are called to mind, then their provider's line hears of it (S35)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify import selectors as notices
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.collect import services as collect
from tests.loop import company


def morning(day: date) -> None:
    notify.remind_of_duties(SYSTEM, on=day)
    notify.send_digests(SYSTEM, now=datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Asia/Shanghai")))


def told(actor: Actor) -> list[tuple[str, object, object, date | None]]:
    found = [row for row in notices.notices(actor) if row.code.startswith("figures_")]
    return [(row.code, row.fields["period"], row.fields["person"], row.digest_day) for row in reversed(found)]


@pytest.mark.feature("S35")
def test_a_month_without_figures(actors: dict[str, Actor]) -> None:
    """November holds no rows. Due on 5 December; the owner in SH is E3, led by E2 of EAST, then E1 of HQ."""
    for day in range(1, 18):
        morning(date(2026, 12, day))
    mine = [row for row in told(actors["zhao"]) if row[2] == "E3"]
    assert mine == [
        ("figures_soon", "2026-11", "E3", date(2026, 12, 2)),
        ("figures_today", "2026-11", "E3", date(2026, 12, 5)),
        ("figures_late", "2026-11", "E3", date(2026, 12, 6)),
    ]
    above = [row for row in told(actors["wang"]) if row[2] == "E3"]
    assert above == [("figures_raised", "2026-11", "E3", date(2026, 12, 9))]
    assert [row for row in told(actors["boss"]) if row[2] == "E3"] == [
        ("figures_raised", "2026-11", "E3", date(2026, 12, 16))
    ]
    soon = next(row for row in notices.notices(actors["zhao"]) if row.code == "figures_soon")
    assert (soon.fields["count"], soon.fields["kpis"], soon.fields["kpis_zh"]) == (1, ["revenue"], ["营业收入"])


@pytest.mark.feature("S35")
def test_who_has_delivered_is_left_alone(actors: dict[str, Actor]) -> None:
    company.load_facts({"2026-11": {"SH": (100, 100, 60)}})
    company.compute("2026-11", "2026-11")
    morning(date(2026, 12, 6))
    assert [row for row in told(actors["zhao"]) if row[1] == "2026-11"] == []
    assert [row[0] for row in told(actors["chen"]) if row[1] == "2026-11"] == ["figures_late"]  # WEST has no rows


@pytest.mark.feature("S08", "S35")
def test_the_rhythm_of_a_kpi_says_when(actors: dict[str, Actor]) -> None:
    """Revenue is due ten days after the month and late after two more; orders once a quarter only."""
    for kpi, frequency, due, grace in (("revenue", "month", 10, 2), ("orders", "quarter", 5, 0)):
        collect.set_duty(
            actors["admin"], kpi=kpi, frequency=frequency, due_days=due, grace_days=grace, first_day=company.START
        )
    for day in range(1, 16):
        morning(date(2026, 12, day))
    mine = [(code, on) for code, _, person, on in told(actors["zhao"]) if person == "E3"]
    assert mine == [
        ("figures_soon", date(2026, 12, 7)),
        ("figures_today", date(2026, 12, 10)),
        ("figures_late", date(2026, 12, 13)),
    ]
    asked = {kpi for row in notices.notices(actors["chen"], limit=500) for kpi in row.fields.get("kpis", [])}  # type: ignore[attr-defined]
    assert "revenue" in asked and "orders" not in asked
