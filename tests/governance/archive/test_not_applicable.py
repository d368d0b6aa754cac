"""A KPI that was approved not to apply in a month: its silence is none, and the close keeps it so."""

from __future__ import annotations

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.models import FrozenFigure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.track import selectors as track_read
from kpiloop.loop.track import services as track
from tests.governance.archive.test_closing import OCTOBER, prepared, silent_kpi
from tests.loop import company

pytestmark = pytest.mark.feature("P05")


def ask(actors: dict[str, Actor], kpi: str, unit: str) -> int:
    return plan.propose_target_change(
        actors["admin"], assignment_id=company.assignment_id(kpi, unit), period=OCTOBER, new_target=None,
        is_applicable=False, reason="展厅装修，无走访", is_retroactive=True,
    )  # fmt: skip


def approve(actors: dict[str, Actor], change: int) -> None:
    plan.decide_target_change(actors["boss"], change_id=change, approve=True, now=company.NOW)
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)


def about(actors: dict[str, Actor], unit: str, kpi: str) -> list[str]:
    found = prepared(actors["admin"]).findings
    return [row.code for row in found if (row.kpi_code, row.subject_code) == (kpi, unit)]


def test_it_blocks_until_it_is_approved_and_then_nothing_is_open_about_it(actors: dict[str, Actor]) -> None:
    silent_kpi()
    assert "unreported_pay" in about(actors, "WEST", "visits")
    change = ask(actors, "visits", "WEST")
    assert {"unreported_pay", "pending_approval"} <= set(about(actors, "WEST", "visits"))
    approve(actors, change)
    assert about(actors, "WEST", "visits") == []


def test_a_red_month_that_does_not_apply_needs_neither_cause_nor_note(actors: dict[str, Actor]) -> None:
    assert {"red_without_cause", "alert_without_note"} <= set(about(actors, "SH", "revenue"))
    approve(actors, ask(actors, "revenue", "SH"))
    assert about(actors, "SH", "revenue") == []


@pytest.mark.feature("N02")
def test_the_close_keeps_it_and_replays_to_the_same_bytes(actors: dict[str, Actor]) -> None:
    approve(actors, ask(actors, "revenue", "SH"))
    later = ask(actors, "cost", "HQ")
    services.apply_close(actors["admin"], prepared(actors["admin"]), waiver="月结", now=company.NOW)
    line = company.assignment_id("revenue", "SH")
    kept = FrozenFigure.objects.get(assignment_id=line)
    assert (kept.light, kept.actual, kept.target_figure, kept.achievement) == ("na", 60, None, None)
    assert selectors.replay(actors["boss"], period_code=OCTOBER).is_same
    with pytest.raises(Refusal, match="targets_closed"):
        plan.decide_target_change(actors["boss"], change_id=later, approve=True, now=company.NOW)
    told = track_read.status(actors["boss"], assignment_id=line, period_code=OCTOBER)
    assert told is not None
    assert told.reason == "approved_na"
