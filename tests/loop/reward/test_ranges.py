"""A range per month from light to score and proof (TG-02); figures by hand from company.py.

Costs of HQ are 150 in every month of the third quarter. They may lie between 140 and 150 in July and August and
between 140 and 148 in September, and 50 beyond that is nothing: September is 1 - 2/50 = 0.96, amber. The quarter
is 450 against 420 to 448: 0.96 too, 96 points x 20 % = 19.2, and the card 34 + 35.2 + 19.2 = 88.4.
"""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.reward import selectors
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track import services as tracking
from tests.loop import company
from tests.loop.reward import company as scored

BANDS = {"2026-07": Band(D(140), D(150)), "2026-08": Band(D(140), D(150)), "2026-09": Band(D(140), D(148))}


@pytest.fixture
def ranged(actors: dict[str, Actor]) -> dict[str, Actor]:
    """Costs judged by a range, the quarter set."""
    plan.revise_kpi(
        SYSTEM,
        code="cost",
        direction="range",
        achievement_method="range",
        achievement_parameters={"tolerance": D(50)},
        valid_from=company.date(2026, 7, 1),
    )
    plan.publish_kpi(SYSTEM, code="cost", now=company.NOW)
    line = company.assignment_id("cost", "HQ")
    plan.set_targets(SYSTEM, targets=[NewTarget(line, month, None, band=band) for month, band in BANDS.items()])
    return actors


def test_light_score_effect_and_proof_rest_on_the_range(ranged: dict[str, Actor]) -> None:
    tracking.assess(SYSTEM, first="2026-07", last="2026-09", now=company.NOW)
    line = company.assignment_id("cost", "HQ")
    lights = {month: track.status(SYSTEM, assignment_id=line, period_code=month) for month in BANDS}
    assert [row and (row.light, row.achievement, row.gap) for row in lights.values()] == [
        ("green", 1, 0),
        ("green", 1, 0),
        ("amber", D("0.96"), 2),
    ]
    cycle = scored.scored_cycle(ranged)
    sheet = selectors.sheet(ranged["admin"], cycle_id=cycle, subject_id=scored.subject_id("HQ"))
    cost = next(row for row in sheet.lines if row.kpi.code == "cost")
    assert (cost.actual, cost.target, cost.band, cost.score) == (450, 434, Band(D(420), D(448)), 96)
    assert sheet.total == D("88.4")
    chain = selectors.explain_score(ranged["admin"], sheet_id=sheet.id)
    assert trace.recompute(chain) == D("88.4")
    aims = [step for step in trace.walk(chain) if step.kind == "target" and "low" in step.parameters]
    assert [(step.parameters["low"], step.parameters["high"]) for step in aims] == [("420", "448")]
    asked = (line, "2026-09", Band(D(140), D(150)))
    effect = selectors.target_effects(ranged["boss"], asked=[asked])[asked]
    assert (effect.before.light, effect.after.light, effect.after.total) == ("amber", "green", D("89.2"))
