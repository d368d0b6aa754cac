"""Replaying a closed month from what its close pinned: the same bytes whatever came after, and tampering shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import services as org
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.models import FrozenFigure
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import KpiDefinition, Target
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services as track
from tests.loop import company

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
LATE = {**company.FACTS, SEPTEMBER: {"SH": (95, 100, 60), "ZJ": (45, 50, 30), "WEST": (115, 110, 60)}}


def close(actor: Actor, month: str = SEPTEMBER) -> None:
    prepared = services.prepare_close(actor, period_code=month, now=company.NOW)
    services.apply_close(actor, prepared, waiver="月结", now=company.NOW)


@pytest.mark.feature("N02")
def test_a_replay_gives_the_same_bytes_whatever_came_after(actors: dict[str, Actor]) -> None:
    """Late facts, another formula, another definition and a moved unit change nothing of September."""
    close(actors["admin"])
    first = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert (first.is_same, first.count, first.figures) == (True, 0, 10)
    assert first.values > first.figures
    company.publish_facts(LATE)
    measure.set_formula(SYSTEM, kpi="revenue", text="sum(orders.list)", valid_from=company.START)
    KpiDefinition.objects.filter(kpi__code="revenue").update(valid_from=date(2026, 12, 1))
    org.move_unit(SYSTEM, code="SH", new_parent="WEST", on=date(2026, 8, 1))
    company.compute(SEPTEMBER, SEPTEMBER)
    again = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert again.differences == ()
    assert (again.is_same, again.replayed_sha256) == (True, first.sha256)


def test_days_before_and_targets_are_those_of_the_close(actors: dict[str, Actor]) -> None:
    """Two months of revenue over the company's target and months before: nothing of later changes any of it."""
    text = "rolling(2, kpi(revenue)) - company(target(revenue)) + prior_period(rolling(2, company(kpi(revenue))))"
    measure.set_formula(SYSTEM, kpi="cost", text=text, valid_from=company.START)
    company.compute("2026-08", SEPTEMBER)
    track.assess(SYSTEM, first="2026-08", last=SEPTEMBER, now=company.NOW)
    close(actors["admin"])
    slot = {"kpi__code": "cost", "subject__code": "HQ", "period__code": SEPTEMBER, "window": "month"}
    frozen = Value.objects.get(**slot, is_current=True)
    assert [part["window"] for part in frozen.parts] == ["rolling_2", "target", "rolling_2"]
    assert frozen.actual is not None
    line = company.assignment_id("revenue", "HQ")
    decided = Target.objects.get(assignment_id=line, period__code=SEPTEMBER, is_current=True)
    Target.objects.filter(pk=decided.pk).update(is_current=False)
    Target.objects.create(assignment_id=line, period=decided.period, version=decided.version + 1, target=Decimal(7))
    company.publish_facts(LATE)
    measure.set_formula(SYSTEM, kpi="revenue", text="sum(orders.list)", valid_from=company.START)
    again = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert [row for row in again.differences if row.kpi_code == "cost"] == []


def test_a_range_is_frozen_and_judged_again_by_it(actors: dict[str, Actor]) -> None:
    """Costs of 150 against 140 to 148 with tolerance 50: 0.96, and a later range changes nothing of it."""
    method = {"direction": "range", "achievement_method": "range", "achievement_parameters": {"tolerance": 50}}
    plan.revise_kpi(SYSTEM, code="cost", **method, valid_from=date(2026, 7, 1))
    plan.publish_kpi(SYSTEM, code="cost", now=company.NOW)
    line = company.assignment_id("cost", "HQ")
    plan.set_targets(SYSTEM, targets=[NewTarget(line, SEPTEMBER, None, band=Band(Decimal(140), Decimal(148)))])
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    close(actors["admin"])
    frozen = FrozenFigure.objects.get(assignment_id=line)
    assert (frozen.lower, frozen.upper, frozen.achievement, frozen.light) == (140, 148, Decimal("0.96"), "amber")
    again = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert (again.is_same, again.differences) == (True, ())
    FrozenFigure.objects.filter(assignment_id=line).update(upper=Decimal(150))
    assert not selectors.replay(actors["boss"], period_code=SEPTEMBER).is_same


@pytest.mark.parametrize("what", ["value", "figure", "weight", "facts"])
def test_tampering_shows(actors: dict[str, Actor], what: str) -> None:
    close(actors["admin"])
    line = company.assignment_id("revenue", "EAST")
    figure = FrozenFigure.objects.filter(assignment_id=line)
    if what == "value":
        Value.objects.filter(pk=figure.get().value_id).update(actual=Decimal(150))
    elif what == "figure":
        figure.update(actual=Decimal(150), light="green")
    elif what == "weight":
        figure.update(weight=Decimal(90))
    else:
        from kpiloop.governance.archive.models import Close

        company.publish_facts(LATE)
        Close.objects.update(warehouse_version=2)
    found = selectors.replay(actors["boss"], period_code=SEPTEMBER)
    assert not found.is_same
    told = {(row.kind, row.kpi_code, row.subject_code) for row in found.differences}
    expected = {
        "value": ("value", "revenue", "EAST"),
        "figure": ("figure", "revenue", "EAST"),
        "weight": ("pin", "weights", ""),
        "facts": ("value", "revenue", "EAST"),
    }
    assert expected[what] in told
    if what == "figure":
        row = next(each for each in found.differences if each.kind == "figure")
        assert row.frozen.startswith("150 150 ")
        assert row.replayed.startswith("120 150 ")


def test_every_revision_replays_from_its_own_facts(actors: dict[str, Actor]) -> None:
    """Revision 1 was EAST 120, revision 2 is 140 after late facts."""
    from kpiloop.loop.track import services as track

    close(actors["admin"])
    company.publish_facts(LATE)
    asked = services.request_reopen(
        actors["admin"], period_code=SEPTEMBER, reason="补录", until=date(2026, 11, 30), now=company.NOW
    )
    services.approve_reopen(actors["boss"], reopening_id=asked, now=company.NOW)
    company.compute(SEPTEMBER, SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    close(actors["admin"])
    first, second = (selectors.replay(actors["boss"], period_code=SEPTEMBER, revision=each) for each in (1, 2))
    assert (first.is_same, second.is_same) == (True, True)
    assert first.sha256 != second.sha256
    with pytest.raises(Refusal) as refused:
        selectors.replay(actors["boss"], period_code=SEPTEMBER, revision=3)
    assert refused.value.code == "revision_unknown"
