"""Scores take what a person decided about a figure, and the proof of a score shows who did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpiloop.engine import trace
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measured
from kpiloop.loop.measure import services as measure
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.proof import actuals
from kpiloop.loop.reward.scoring.figures import figure_book
from kpiloop.loop.reward.scoring.quarter import folded
from kpiloop.loop.track import services as track
from tests.loop import company
from tests.loop.reward import company as scored

JULY, AUGUST, SEPTEMBER = "2026-07", "2026-08", "2026-09"


def override(actors: dict[str, Actor], kpi: str, subject: str, month: str, figure: str) -> None:
    key = measure.propose_override(
        actors["admin"], kpi=kpi, subject=subject, period=month, figure=Decimal(figure), reason="口径核对",
        valid_until=date(2026, 12, 1), now=scored.NOW,
    )  # fmt: skip
    measure.decide_override(actors["boss"], override_id=key, approve=True, now=scored.NOW)


def test_a_score_takes_the_override_and_its_proof_names_it(actors: dict[str, Actor]) -> None:
    """Revenue of EAST 30 more in September: 435 of 450 instead of 405. Its discount of the quarter stays 1 - 405 / 450.

    Revenue of HQ 30 more: its profit is 285 instead of 255.
    """
    override(actors, "revenue", "EAST", SEPTEMBER, "150")
    override(actors, "discount", "EAST", SEPTEMBER, "0.05")
    override(actors, "revenue", "HQ", SEPTEMBER, "250")
    company.compute(JULY, "2026-10")
    track.assess(SYSTEM, first=JULY, last="2026-10", now=company.NOW)
    cycle = scored.scored_cycle(actors)
    sheets = {row.subject.code: row for row in selectors.sheets(actors["admin"], cycle_id=cycle)}
    lines = {
        (code, line.kpi.code): line
        for code in ("EAST", "HQ")
        for line in selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id(code)).lines
    }
    assert lines["EAST", "revenue"].actual == Decimal(435)
    assert lines["EAST", "discount"].actual == Decimal("0.1")
    assert (lines["HQ", "profit"].actual, lines["HQ", "revenue"].actual) == (Decimal(285), Decimal(735))
    chain = selectors.explain_score(actors["admin"], sheet_id=sheets["EAST"].id)
    assert abs((trace.recompute(chain) or 0) - (sheets["EAST"].total or 0)) < Decimal("1e-40")
    decided = {
        (step.fields["kpi"], step.figure, step.people[0][1]) for step in trace.walk(chain) if step.kind == "override"
    }
    assert decided == {("revenue", Decimal(150), "admin"), ("discount", Decimal("0.05"), "admin")}


def test_some_months_of_a_ratio_take_overridden_flows_and_leave_overridden_ratios(actors: dict[str, Actor]) -> None:
    """Margin of July and August: (150 + 150 - 180) / 300 = 0.4; what was decided of its July counts there alone."""
    formula = "(kpi(revenue) - kpi(cost)) / kpi(revenue)"
    company.publish_kpi("margin", "利润率", formula, time_kind="ratio", measurement_unit="percent")
    company.compute(JULY, AUGUST)
    override(actors, "revenue", "EAST", AUGUST, "150")
    override(actors, "margin", "EAST", JULY, "0.9")
    company.compute(JULY, AUGUST)
    months = [calendar.period(SYSTEM, code) for code in (JULY, AUGUST)]
    east = scored.subject_id("EAST")
    book = figure_book(SYSTEM, tuple(months), [])
    kpi = book.kpi_ids["margin"]
    values = [
        row
        for month in months
        for row in measured.values(SYSTEM, period_codes=[month.code], kpi_codes=["margin"], subject_ids=[east])
    ]
    assert [row.actual for row in values] == [Decimal("0.9"), Decimal("0.4")]
    assert folded(kpi, east, months, book) == Decimal("0.4")
    step = actuals.fold([measured.explain_value(SYSTEM, row.id) for row in values], values)
    assert trace.recompute(step) == Decimal("0.4")
