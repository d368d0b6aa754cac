"""How figures came in: by themselves or typed, in time or late, right at once or corrected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import UnitRow
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.track import selectors as track

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ReportingRow:
    """How the figures of one unit, its positions and people came in."""

    unit: UnitRow | None  #: unit; None for all in sight
    figures: int  #: figures there are in the month
    automatic: int  #: fetched or sent by a machine: nobody typed them or handed a file over
    late: int  #: reports that came after grace
    missing: int  #: reports that have not come though grace is over
    corrections: int  #: figures that were another one before
    doubted: int = 0  #: figures with something known that deserves a second look

    @property
    def automatic_share(self) -> Decimal | None:
        """Percent of the figures that came by themselves, to a tenth; None without figures."""
        if not self.figures:
            return None
        return (Decimal(100) * self.automatic / self.figures).quantize(_TENTH, ROUND_HALF_UP)


def reporting(viewer: Actor, *, period_code: str, today: date) -> tuple[ReportingRow, ...]:
    """Share of automatic figures, lateness and corrections of a month: all in sight first, then by unit."""
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    last_day = period.ends_before - timedelta(days=1)
    homes = _homes(viewer, last_day)
    figures: Counter[int | None] = Counter()
    automatic: Counter[int | None] = Counter()
    doubted: Counter[int | None] = Counter()
    values = measure.values(viewer, period_codes=[period_code])
    trust = track.trust(viewer, values, today=today)
    for value in values:
        if value.actual is not None:
            home = homes.get(value.subject_id)
            figures[home] += 1
            doubted[home] += bool(trust[value.id].warnings)
            automatic[home] += trust[value.id].origin == "automatic"  # neither typed nor from a file somebody brought
    corrected: Counter[int | None] = Counter()
    for subject_id, count in measure.corrections(viewer, period_code=period_code).items():
        corrected[homes.get(subject_id)] += count
    states = _states(viewer, homes, period.ends_before, today)
    units = org.units(viewer, on=last_day)
    rows = [
        ReportingRow(
            unit,
            figures[unit.id],
            automatic[unit.id],
            states["late", unit.id],
            states["missing", unit.id],
            corrected[unit.id],
            doubted[unit.id],
        )
        for unit in units
    ]
    shown = [row for row in rows if row.figures or row.late or row.missing or row.corrections]
    return (replace(_total(figures, automatic, states, corrected), doubted=doubted.total()), *shown)


def _homes(viewer: Actor, on: date) -> dict[int, int]:
    """Unit of every subject in sight."""
    homes = {row.id: row.id for row in org.units(viewer, on=on)}
    homes |= {row.id: row.unit_id for row in org.positions(viewer, on=on)}
    return homes | {row.person_id: row.unit_id for row in org.appointments(viewer, on=on)}


def _states(viewer: Actor, homes: dict[int, int], ends_before: date, today: date) -> Counter[tuple[str, int | None]]:
    """Reports of the periods that ended with the month, by state and unit."""
    found: Counter[tuple[str, int | None]] = Counter()
    if not viewer.may("sources.view"):
        return found
    # A year of months is enough to reach any period that ended with this one.
    for row in collect.expected(viewer, today=today, last=400):
        if row.subject is not None and row.end == ends_before:
            found[row.state, homes.get(row.subject.id)] += 1
    return found


def _total(
    figures: Counter[int | None],
    automatic: Counter[int | None],
    states: Counter[tuple[str, int | None]],
    corrected: Counter[int | None],
) -> ReportingRow:
    late = sum(count for (state, _), count in states.items() if state == "late")
    missing = sum(count for (state, _), count in states.items() if state == "missing")
    return ReportingRow(None, figures.total(), automatic.total(), late, missing, corrected.total())
