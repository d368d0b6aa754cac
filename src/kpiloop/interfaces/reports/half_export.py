"""Values of half-years: what was wanted so far, what came out, how it was judged, and what it is set beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.interfaces.reports.value_export import FURTHER, evidence_of, growth, marks_of
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.selectors import Half
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.selectors import HalfRow

COLUMNS = (
    *("id", "subject", "kpi", "half", "until", "starts_on", "ends_on", "target", "actual", "achievement", "status"),
    "is_partial",
)
ALSO = {
    "own_year": ("own_half", "own_actual", "own_target"),
    "yoy": ("prior_year", "yoy"),
    "prior": ("prior_half",),
    **{name: FURTHER[name] for name in ("trust", "evidence")},
}
_Key = tuple[int, int, str]  # KPI, subject, code of the half-year


def export_halves(
    viewer: Actor,
    *,
    period_codes: Sequence[str],
    also: Collection[str] = (),
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
) -> Export:
    """One row per KPI, subject and half-year; `until` is the month up to which one is counted that is not over.

    A year before and the half-year before are taken over as many months.
    """
    require_known(also, ALSO)
    today = timezone.localdate()
    halves = measure.halves_named(viewer, period_codes, today=today)
    judged = {
        (row.assignment.kpi.id, row.assignment.subject.id, row.half.code): row
        for row in track.halves(viewer, halves=halves, today=today, kpi_codes=kpi_codes)
    }
    table: list[tuple[Cell, ...]] = []
    for half in halves:
        rows = measure.half_values(viewer, [half], subject_ids=subject_ids, kpi_codes=kpi_codes)
        before = _before(viewer, half)
        own = _own(viewer, half, rows) if "own_year" in also else {}
        trust = track.trust(viewer, list(rows.values()), today=today) if "trust" in also else {}
        for key, row in rows.items():
            seen, subject = judged.get(key), org.subject_by_id(viewer, row.subject_id)
            cells: list[Cell] = [row.id, subject.code, row.kpi_code, half.code, half.month.code]
            cells += [half.period.start, half.month.last_day, *_judged(row, seen, half, today < half.month.last_day)]
            cells += own.get(key, (None,) * 3) if "own_year" in also else ()
            year, prior = (held.get(key[:2]) for held in before)
            cells += (year, growth(row.actual, year, seen.assignment.kpi if seen else None)) if "yoy" in also else ()
            cells += (prior,) if "prior" in also else ()
            cells += (trust[row.id].origin, marks_of(trust[row.id])) if "trust" in also else ()
            cells += evidence_of(row, subject.name_zh) if "evidence" in also else ()
            table.append(tuple(cells))
    columns = (*COLUMNS, *(column for name, more in ALSO.items() if name in also for column in more))
    return Export("halves", columns, tuple(table))


def _judged(row: ValueRow, seen: HalfRow | None, half: Half, is_running: bool) -> tuple[Cell, ...]:
    is_partial = "yes" if is_running or not half.is_whole or row.state == "partial" else "no"
    if seen is None:
        return (None, row.actual, None, None, is_partial)
    return (_known(seen.target), row.actual, _known(seen.achievement), seen.light, is_partial)


def _before(viewer: Actor, half: Half) -> tuple[Mapping[tuple[int, int], Decimal | None], ...]:
    """Figures of the same half-year a year before and of the one before, by KPI and subject."""
    prior, year = measure.compared_halves(viewer, half)
    found = [
        measure.half_values(viewer, [each], on=half.month.last_day) if each is not None else {}
        for each in (year, prior)
    ]  # fmt: skip
    return tuple({key[:2]: row.actual for key, row in rows.items()} for rows in found)


def _own(viewer: Actor, half: Half, rows: Mapping[_Key, ValueRow]) -> dict[_Key, tuple[Cell, ...]]:
    """The half-year of the legal entity's own year with figure and target, where it is another than the group's."""
    years = measure.own_years(viewer, period_code=half.month.code)
    kinds = {row.id: row.time_kind for row in plan.kpis(viewer, on=half.month.last_day)}
    found: dict[_Key, tuple[Cell, ...]] = {}
    for start in sorted({year.start_month for year in years.values()}):
        whose = {key for key, year in years.items() if year.start_month == start}
        mine = [key for key in rows if key[1] in whose]
        own = measure.halves_until(viewer, half.month, count=1, start_month=start)[0]
        held = measure.half_values(viewer, [own], subject_ids=whose)
        aims = measure.half_targets(viewer, own, {key[:2]: kinds.get(key[0], "") for key in mine})
        values = {key: held.get((*key[:2], own.code)) for key in mine}
        found |= {
            key: (own.code, value.actual if value else None, _known(aims[key[:2]].figure))
            for key, value in values.items()
        }
    return found


def _known(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
