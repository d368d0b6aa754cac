"""Figures that persons decided in place of the system's: what waits, what counts, what became of the rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.measure.choices import APPROVED, MONTH
from kpiloop.loop.measure.models import Override, Value
from kpiloop.loop.measure.reading import value_rows
from kpiloop.loop.measure.rows import OverrideRow, ValueRow
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.rows import KpiRow


def overrides(
    viewer: Actor,
    *,
    period_codes: Collection[str] | None = None,
    kpi: str | None = None,
    subject_ids: Collection[int] | None = None,
    states: Collection[str] | None = None,
    on: date,
) -> list[OverrideRow]:
    """Overrides of subjects in sight, the newest first; `on` is today.

    Missing:  the system may have no figure: then only the override is there.
    """
    require(viewer, "values.view")
    found = Override.objects.order_by("-pk")
    if period_codes is not None:
        found = found.filter(period__code__in=list(period_codes))
    if kpi is not None:
        found = found.filter(kpi__code=kpi)
    if subject_ids is not None:
        found = found.filter(subject_id__in=list(subject_ids))
    if states is not None:
        found = found.filter(state__in=list(states))
    return _rows(viewer, found, on)


def override(viewer: Actor, override_id: int, *, on: date) -> OverrideRow:
    """One override; a hidden one is as absent as an unknown one."""
    require(viewer, "values.view")
    rows = _rows(viewer, Override.objects.filter(pk=override_id), on)
    if not rows:
        raise NotFound(kind="override", key=override_id)
    return rows[0]


def overrides_below(viewer: Actor, *, kpi: str, unit_id: int, period_code: str, on: date) -> list[OverrideRow]:
    """Overrides in force of units below a unit: its own figure is counted from detail and contains none of them."""
    tree = org_io.full_tree(calendar.period(viewer, period_code).last_day)
    if unit_id not in tree.units:
        return []
    below = [key for key in tree.descendants(unit_id) if key != unit_id]
    return overrides(viewer, period_codes=[period_code], kpi=kpi, subject_ids=below, states=[APPROVED], on=on)


def _rows(viewer: Actor, found: QuerySet[Override], on: date) -> list[OverrideRow]:
    rows = list(found)
    if not rows:
        return []
    periods = {row.id: row for row in calendar.periods(viewer)}
    days = {periods[row.period_id].last_day for row in rows}
    visible = {day: org.visible_subjects(viewer, on=day) for day in days}
    seen = [row for row in rows if visible[periods[row.period_id].last_day].sees(row.subject_id)]
    kpis = {day: plan.published_definitions(day) for day in days}
    subjects, values = org_io.subjects_by_id(), _values(seen)
    return [
        _row(row, kpis[periods[row.period_id].last_day][row.kpi_id], subjects[row.subject_id], periods[row.period_id],
             values.get((row.kpi_id, row.subject_id, row.period_id)), on)
        for row in seen
    ]  # fmt: skip


def _values(rows: list[Override]) -> dict[tuple[int, int, int], ValueRow]:
    """What is in force for the months they are about."""
    held = Value.objects.filter(
        is_current=True, window=MONTH, kpi_id__in={row.kpi_id for row in rows},
        subject_id__in={row.subject_id for row in rows}, period_id__in={row.period_id for row in rows},
    )  # fmt: skip
    return {(row.kpi_id, row.subject_id, row.period_id): row for row in value_rows(held)}


def _row(
    row: Override, kpi: KpiRow, subject: SubjectRow, period: PeriodRow, value: ValueRow | None, on: date
) -> OverrideRow:
    ids = value.overridden.ids if value is not None and value.overridden else ()
    return OverrideRow(
        id=row.pk, state=row.state, kpi=kpi, subject=subject, period_id=period.id, period_code=period.code,
        figure=row.figure or Decimal(0), system_then=row.system_then,
        system_now=value.system if value is not None else None, reason=row.reason, evidence=row.evidence,
        valid_until=row.valid_until, asked_by=row.asked_by, asked_at=row.asked_at, decided_by=row.decided_by,
        decided_at=row.decided_at, decision_reason=row.decision_reason, ended_by=row.ended_by, ended_at=row.ended_at,
        end_reason=row.end_reason, counts=row.state == APPROVED and row.pk in ids,
        is_held=row.state == APPROVED and row.valid_until <= on,
    )  # fmt: skip
