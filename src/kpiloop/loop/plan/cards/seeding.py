"""First targets of generated cards: a constant, a year spread evenly, or an equal share of the unit's target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.phasing import even, phase
from kpiloop.engine.targets.sharing import share_target
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.cards.rows import CardPlan, TemplateLine
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.models import Assignment, Scheme, Target
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import KpiRow, NewTarget
from kpiloop.loop.plan.target_writing import current_targets, write_targets
from kpiloop.loop.plan.targeting.phasing import least_places

#: assignment -> period -> target
Held = Mapping[int, Mapping[int, Target]]


def seed_targets(actor: Actor, plan: CardPlan, scheme: Scheme, added: Sequence[Assignment]) -> list[NewTarget]:
    """Give new cards their first targets in open months; a target that is there is never touched."""
    lines = {line.kpi: line for line in plan.template.asked.lines if line.target_basis != "none"}
    if not lines or not added:
        return []
    months = calendar.periods(actor, kind="month", fiscal_year=scheme.fiscal_year)
    kpis = kpi_rows(None, {row.kpi_id for row in added})
    parts = _siblings(scheme, added)
    keys = {row.pk for row in added} | parts.keys() | {part.pk for held in parts.values() for part in held}
    held = current_targets(keys, {month.id for month in months})
    asked: list[NewTarget] = []
    for row in added:
        line = lines.get(kpis[row.kpi_id].code)
        if line is not None and line.target_basis in ("month", "year"):
            asked += _constant(row, line, kpis[row.kpi_id], months, held)
    for whole, children in parts.items():
        kpi = kpis[children[0].kpi_id]
        if kpi.code in lines and lines[kpi.code].target_basis == "unit_share":
            asked += _shared(whole, children, kpi, months, held)
    if asked:
        periods = {month.code: month for month in months}
        write_targets(asked, periods, method="template", reason="", recorded_by=actor.username)
    return asked


def _constant(
    row: Assignment, line: TemplateLine, kpi: KpiRow, months: Sequence[PeriodRow], held: Held
) -> Iterator[NewTarget]:
    if line.figure is None:
        return
    figures = [line.figure] * len(months)
    if line.target_basis == "year" and kpi.time_kind == "flow":
        figures = list(phase(line.figure, even(len(months)), places=least_places(kpi)))
    for month, figure in zip(months, figures, strict=True):
        if _runs(row, month) and not month.is_closed and month.id not in held.get(row.pk, {}):
            yield NewTarget(row.pk, month.code, figure)


def _siblings(scheme: Scheme, added: Sequence[Assignment]) -> dict[int, list[Assignment]]:
    """Every part of a whole that has a new part, by the whole."""
    wholes = {row.parent_id for row in added if row.parent_id is not None}
    found: dict[int, list[Assignment]] = defaultdict(list)
    for row in scheme.assignments.filter(parent__isnull=False).order_by("pk"):
        if row.parent_id in wholes:
            found[row.parent_id or 0].append(row)
    return found


def _shared(
    whole: int, parts: Sequence[Assignment], kpi: KpiRow, months: Sequence[PeriodRow], held: Held
) -> Iterator[NewTarget]:
    """What the whole's target leaves is shared equally by the parts that have none; a ratio is handed on as it is."""
    for month in months:
        target = held.get(whole, {}).get(month.id)
        running = [part for part in parts if _runs(part, month)]
        fixed = {part.pk: figure for part in running if (figure := _figure(held, part, month)) is not None}
        free = [part for part in running if part.pk not in fixed]
        if month.is_closed or target is None or target.target is None or not free:
            continue
        for part, figure in zip(free, _shares(target.target, free, fixed, kpi), strict=False):
            yield NewTarget(part.pk, month.code, figure)


def _shares(whole: Decimal, free: Sequence[Assignment], fixed: Mapping[int, Decimal], kpi: KpiRow) -> list[Decimal]:
    if kpi.time_kind not in ADDITIVE:
        return [whole] * len(free)
    locked = {f"{key:09d}": figure for key, figure in fixed.items()}
    weights = dict.fromkeys([*locked, *(f"{part.pk:09d}" for part in free)], Decimal(1))
    if sum(fixed.values(), Decimal(0)) == whole:
        return []
    try:
        shares = share_target(whole, weights, places=least_places(kpi), locked=locked)
    except Refusal:
        return []  # what stands already asks for more than the whole: people decide, not a rule
    return [shares[f"{part.pk:09d}"] for part in free]


def _figure(held: Held, part: Assignment, month: PeriodRow) -> Decimal | None:
    target = held.get(part.pk, {}).get(month.id)
    return None if target is None else target.target


def _runs(row: Assignment, month: PeriodRow) -> bool:
    end = row.valid_to or date.max
    return row.valid_from < month.ends_before and end > month.starts_on
