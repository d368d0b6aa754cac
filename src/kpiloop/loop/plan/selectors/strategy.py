"""Reading the strategy map, initiatives and key results: no secret inside the company."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.targets.key_results import progress
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.marks import mark_of
from kpiloop.loop.plan.models import Initiative, KeyResult, ObjectiveLink
from kpiloop.loop.plan.row_building import person_row
from kpiloop.loop.plan.rows import CheckInRow, InitiativeRow, KeyResultRow, LinkRow, marks

VIEW = "plan.view"


def objective_links(viewer: Actor, *, fiscal_year: int) -> tuple[LinkRow, ...]:
    """What moves what, among the objectives of a year."""
    require(viewer, VIEW)
    found = ObjectiveLink.objects.filter(cause__fiscal_year=fiscal_year, effect__fiscal_year=fiscal_year)
    rows = found.select_related("cause", "effect").order_by("cause__code", "effect__code")
    return tuple(
        LinkRow(row.cause.code, row.effect.code, row.is_hypothesis, row.note, mark_of(row, marks.LINK)) for row in rows
    )


def initiatives(viewer: Actor, *, fiscal_year: int) -> tuple[InitiativeRow, ...]:
    """What is undertaken for the objectives of a year, by objective."""
    require(viewer, VIEW)
    found = Initiative.objects.filter(objective__fiscal_year=fiscal_year)
    rows = found.select_related("objective", "kpi", "owner__subject").order_by("objective__code", "code")
    return tuple(
        InitiativeRow(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            objective=row.objective.code,
            kpi=row.kpi.code if row.kpi else "",
            owner=person_row(row.owner),
            budget=row.budget,
            spent=row.spent,
            risk=row.risk,
            risk_note=row.risk_note,
            state=row.state,
            ends_on=row.ends_on,
            mark=mark_of(row, marks.INITIATIVE),
        )
        for row in rows
    )


def key_results(viewer: Actor, *, fiscal_year: int, dropped: bool = False) -> tuple[KeyResultRow, ...]:
    """Key results of the objectives of a year with all their check-ins; those that were dropped when asked for."""
    require(viewer, VIEW)
    found = KeyResult.objects.filter(objective__fiscal_year=fiscal_year)
    if not dropped:
        found = found.filter(is_active=True)
    found = found.select_related("objective", "kpi", "owner__subject").prefetch_related("check_ins")
    return tuple(_key_result(row) for row in found.order_by("-is_active", "objective__code", "code"))


def _key_result(row: KeyResult) -> KeyResultRow:
    held = sorted(row.check_ins.all(), key=lambda made: (made.on, made.pk), reverse=True)
    start, target = row.start or Decimal(0), row.target or Decimal(0)
    newest = held[0].value if held else None
    done = progress(Missing("no_value") if newest is None else newest, start=start, target=target)
    return KeyResultRow(
        code=row.code,
        name=row.name,
        objective=row.objective.code,
        owner=person_row(row.owner),
        kpi=row.kpi.code if row.kpi else "",
        start=start,
        target=target,
        unit=row.unit,
        check_ins=tuple(CheckInRow(made.on, made.value, made.confidence, made.note, made.made_by) for made in held),
        progress=None if isinstance(done, Missing) else done,
        is_active=row.is_active,
        mark=mark_of(row, marks.KEY_RESULT),
    )
