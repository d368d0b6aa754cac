"""The health index of units over months: an overview, never the score that is paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.track.choices import EXCEPTION_LIGHTS, HEALTH_AMBER_FROM, HEALTH_CAP, HEALTH_GREEN_FROM
from kpiloop.loop.track.permissions import day_of
from kpiloop.loop.track.rows import HealthCell, StatusRow, UnitHealth
from kpiloop.loop.track.selectors.statuses import statuses, urgency

_HUNDRED = Decimal(100)


def unit_health(
    viewer: Actor, *, period_code: str, count: int = 6, with_company: bool = False, on: date | None = None
) -> list[UnitHealth]:
    """Index per visible unit and month: sum of weight x min(achievement, 1.2) x 100 over the weight with values."""
    last = calendar.period(viewer, period_code)
    day = on or day_of(last)
    months = [row.code for row in calendar.periods(viewer, kind="month") if row.starts_on <= last.starts_on][-count:]
    units = [unit for unit in org.units(viewer, on=day) if with_company or unit.depth > 0]
    rows = statuses(viewer, period_codes=months, subject_ids=[unit.id for unit in units], on=day)
    lines: dict[int, dict[str, list[StatusRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.assignment.weight > 0:
            lines[row.assignment.subject.id][row.period_code].append(row)
    subjects = org_io.subjects_by_id()
    found = [
        _unit(subjects[unit.id], [lines[unit.id][code] for code in months], months)
        for unit in units
        if unit.id in lines
    ]
    return sorted(found, key=lambda health: (_worst(health), health.unit.id))


def health_cell(period_code: str, lines: Sequence[StatusRow]) -> HealthCell:
    """The index of one unit in one month.

    Missing:  lines without achievement are left out and counted; without any line there is no index.
    """
    reached = [(row.assignment.weight, row.achievement) for row in lines if row.achievement is not None]
    weight = sum((weight for weight, _ in reached), Decimal(0))
    without = len(lines) - len(reached)
    if weight == 0:
        return HealthCell(period_code, None, "na", 0, without)
    points = sum((weight * min(achievement, HEALTH_CAP) * _HUNDRED for weight, achievement in reached), Decimal(0))
    index = EXACT.divide(points, weight)
    return HealthCell(period_code, index, health_light(index), len(reached), without)


def health_light(index: Decimal) -> str:
    """The light of an index: green from 95, amber from 85."""
    if index >= HEALTH_GREEN_FROM:
        return "green"
    return "amber" if index >= HEALTH_AMBER_FROM else "red"


def _unit(unit: SubjectRow, lines: Sequence[Sequence[StatusRow]], months: Sequence[str]) -> UnitHealth:
    cells = tuple(health_cell(code, held) for code, held in zip(months, lines, strict=True))
    light = cells[-1].light
    off = [row for row in lines[-1] if row.light in EXCEPTION_LIGHTS]
    main = min(off, key=urgency, default=None)
    return UnitHealth(unit, cells, light, _streak(cells) if light in EXCEPTION_LIGHTS else 0, main)


def _streak(cells: Sequence[HealthCell]) -> int:
    """Months in a row, up to the last, that carry the light of the last."""
    length = 0
    for cell in reversed(cells):
        if cell.light != cells[-1].light:
            break
        length += 1
    return length


def _worst(health: UnitHealth) -> tuple[bool, Decimal]:
    index = health.cells[-1].index if health.cells else None
    return (index is None, index if index is not None else Decimal(0))
