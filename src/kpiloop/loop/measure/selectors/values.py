"""Values, runs and how fresh they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import VisibleSubjects
from kpiloop.foundation.reading import once, question
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.choices import MONTH
from kpiloop.loop.measure.errors import ValueUnknown
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.reading import run_row, value_rows
from kpiloop.loop.measure.rows import Freshness, RunRow, ValueRow

ONE_DAY = timedelta(days=1)


def values(
    viewer: Actor,
    *,
    period_codes: Collection[str],
    window: str = MONTH,
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
    on: date | None = None,
) -> list[ValueRow]:
    """Current values of some periods; `on` is the day rights are read on (the end of the last period)."""

    def read() -> list[ValueRow]:
        found, visible = _current(viewer, period_codes, window, subject_ids, kpi_codes, on)
        return _cut(value_rows(found.order_by("kpi__code", "subject__code", "period__starts_on")), visible)

    return list(once(question("measure.values", viewer, period_codes, window, subject_ids, kpi_codes, on), read))


def actuals(
    viewer: Actor,
    *,
    period_codes: Collection[str],
    window: str = MONTH,
    subject_ids: Collection[int] | None = None,
    kpi_codes: Collection[str] | None = None,
    on: date | None = None,
    complete: bool = False,
) -> dict[tuple[int, int, str], Decimal | None]:
    """The figures of `values` alone, by (kpi, subject, period): what a line of twelve months is drawn from.

    `complete` leaves out what was computed while something was missing.
    """
    found, visible = _current(viewer, period_codes, window, subject_ids, kpi_codes, on)
    if complete:
        found = found.filter(state="complete", actual__isnull=False)
    rows = found.values_list("kpi_id", "subject_id", "period__code", "actual")
    return {(kpi, subject, code): actual for kpi, subject, code, actual in rows if visible.sees(subject)}


def _current(
    viewer: Actor,
    period_codes: Collection[str],
    window: str,
    subject_ids: Collection[int] | None,
    kpi_codes: Collection[str] | None,
    on: date | None,
) -> tuple[QuerySet[Value], VisibleSubjects]:
    """Current values asked for, and whose of them the viewer sees."""
    require(viewer, "values.view")
    periods = calendar.periods_by_code(viewer, list(period_codes))
    day = on or max((row.ends_before for row in periods.values()), default=date.max) - ONE_DAY
    found = Value.objects.filter(period_id__in=[row.id for row in periods.values()], window=window, is_current=True)
    if kpi_codes is not None:
        found = found.filter(kpi__code__in=list(kpi_codes))
    if subject_ids is not None:
        found = found.filter(subject_id__in=list(subject_ids))
    return found, org.visible_subjects(viewer, on=day)


def frozen_values(viewer: Actor, *, period_code: str, on: date | None = None) -> list[ValueRow]:
    """Values of a month as its newest close froze them, whatever became of them later; every window.

    Rights are read on a day, the last one of the month unless another is named.
    """
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    visible = org.visible_subjects(viewer, on=on or period.ends_before - ONE_DAY)
    found = Value.objects.filter(period_id=period.id, frozen_revision__gt=0).order_by("frozen_revision", "pk")
    newest = {(row.kpi_id, row.subject_id, row.window): row for row in value_rows(found)}
    return _cut(newest.values(), visible)


def value(viewer: Actor, value_id: int, *, on: date | None = None) -> ValueRow:
    """One value, current or superseded; a hidden one is as absent as an unknown one."""
    require(viewer, "values.view")
    rows = once(("measure.value", value_id), lambda: value_rows(Value.objects.filter(pk=value_id)))
    if not rows:
        raise ValueUnknown(kind="value", key=value_id)
    day = on or calendar.period_by_id(viewer, rows[0].period_id).last_day
    seen = _cut(rows, org.visible_subjects(viewer, on=day))
    if not seen:
        raise ValueUnknown(kind="value", key=value_id)
    return seen[0]


def values_by_id(viewer: Actor, ids: Collection[int], *, period_code: str) -> list[ValueRow]:
    """Values of a month by key, current or superseded; what the viewer may not see is left out."""
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    visible = org.visible_subjects(viewer, on=period.ends_before - ONE_DAY)
    found = Value.objects.filter(pk__in=list(ids)).order_by("pk")
    return _cut(once(question("measure.values_by_id", ids), lambda: value_rows(found)), visible)


def _cut(rows: Iterable[ValueRow], visible: VisibleSubjects) -> list[ValueRow]:
    """What may be seen of some values: a figure of the company they take is not to be read off their inputs."""
    return [_closed(row, visible) for row in rows if visible.sees(row.subject_id)]


def _closed(row: ValueRow, visible: VisibleSubjects) -> ValueRow:
    if visible.everything or all(part.subject_id is None or visible.sees(part.subject_id) for part in row.parts):
        return row
    return replace(row, parts=tuple(replace(part, figure=None, rows=0) for part in row.parts))


def corrections(viewer: Actor, *, period_code: str) -> dict[int, int]:
    """How many figures of a month were another one before, by subject in sight."""
    require(viewer, "values.view")
    period = calendar.period(viewer, period_code)
    visible = org.visible_subjects(viewer, on=period.ends_before - ONE_DAY)
    found = Value.objects.filter(period_id=period.id, window=MONTH, actual__isnull=False)
    figures: dict[tuple[int, int], set[Decimal | None]] = defaultdict(set)
    for kpi_id, subject_id, actual in found.values_list("kpi_id", "subject_id", "actual"):
        if visible.sees(subject_id):
            figures[kpi_id, subject_id].add(actual)
    counted: dict[int, int] = defaultdict(int)
    for (_kpi, subject_id), held in figures.items():
        counted[subject_id] += len(held) - 1
    return {subject_id: count for subject_id, count in counted.items() if count}


def series(
    viewer: Actor, *, kpi: str, subject_id: int, window: str = MONTH, last_period: str, count: int = 12
) -> list[ValueRow]:
    """The last values of one KPI and subject, oldest first; periods without a row are left out."""
    last = calendar.period(viewer, last_period)
    months = [row for row in calendar.periods(viewer) if row.starts_on <= last.starts_on][-count:]
    rows = values(
        viewer, period_codes=[row.code for row in months], window=window, subject_ids=[subject_id], kpi_codes=[kpi]
    )  # fmt: skip
    return sorted(rows, key=lambda row: row.period_code)


def runs(viewer: Actor, *, limit: int = 50) -> list[RunRow]:
    """The latest runs, newest first."""
    require(viewer, "values.view")
    return [run_row(row) for row in Run.objects.defer("statements").order_by("-number")[:limit]]


def run(viewer: Actor, number: int) -> RunRow:
    """One run by its number."""
    require(viewer, "values.view")
    row = Run.objects.filter(number=number).first()
    if row is None:
        raise ValueUnknown(kind="run", key=number)
    return run_row(row)


def statements(viewer: Actor, number: int) -> dict[str, str]:
    """The SQL a run put to the fact store, by scan: for who may look into the sources."""
    require(viewer, "sources.view")
    found = Run.objects.filter(number=number).values_list("statements", flat=True).first()
    if found is None:
        raise ValueUnknown(kind="run", key=number)
    return {str(scan): str(text) for scan, text in found.items()}


def freshness(viewer: Actor) -> Freshness:
    """How new the figures are, and whether newer facts wait to be computed."""
    require(viewer, "values.view")
    done = Run.objects.filter(state="done").order_by("-number")
    newest = done.values_list("finished_at", "number", "warehouse_version").first()
    current = warehouse.current_version_number()
    if newest is None:
        return Freshness(None, None, None, current is not None)
    finished_at, number, counted = newest
    behind = current is not None and (counted or 0) < current
    return Freshness(finished_at, number, counted, behind)
