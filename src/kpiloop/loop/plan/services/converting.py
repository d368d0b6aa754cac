"""Targets given for calendar months, read into the periods of a company whose months are cut otherwise (P13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.targets.conversion import Span
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.errors.targets import MonthsShort
from kpiloop.loop.plan.models import Assignment
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.plan.services.targets import set_targets
from kpiloop.loop.plan.target_writing import TargetsWritten, current_targets, moved_target
from kpiloop.loop.plan.targeting.calendar_months import converted, month_span, span_of
from kpiloop.loop.plan.targeting.phasing import least_places

_PLACES = 8  # as stored: a mean over days is rounded once, here


@transaction.atomic
def set_by_calendar_months(
    actor: Actor,
    *,
    assignment_id: int,
    figures: Mapping[date, Decimal],
    places: int | None = None,
    reason: str = "",
) -> TargetsWritten:
    """Set the targets of a year from figures of calendar months, by overlapping days.

    Shape:    figures by any day of their month.
    Law:      a flow is shared out over its days and arrives to the last digit where the months are covered; what
              does not add up is the mean over the days; closed and locked periods keep their figure.
    Missing:  a period of which some days have no figure keeps its target.
    Errors:   calendar_months_short when no open period is covered, not_found, targets_closed.
    """
    require(actor, "targets.edit")
    held = Assignment.objects.select_related("scheme").filter(pk=assignment_id).first()
    if held is None:
        raise NotFound(kind="assignment", key=assignment_id)
    kpi = kpi_rows(None, {held.kpi_id})[held.kpi_id]
    months = calendar.periods(actor, kind="month", fiscal_year=held.scheme.fiscal_year)
    spans, amounts = _given(figures)
    wanted = [span_of(month) for month in months]
    found = converted(kpi, spans, amounts, wanted, places=least_places(kpi) if places is None else places)
    mine = current_targets({assignment_id}, {month.id for month in months}).get(assignment_id, {})
    asked: list[NewTarget] = []
    for month, figure in zip(months, found, strict=True):
        is_locked = month.id in mine and (mine[month.id].is_locked or not mine[month.id].is_applicable)
        if not isinstance(figure, Missing) and not month.is_closed and not is_locked:
            asked.append(moved_target(assignment_id, month, round_half_up(figure, _PLACES), mine))
    if not asked:
        raise MonthsShort(months=len(figures))
    return set_targets(actor, targets=asked, method="converted", reason=reason)


def _given(figures: Mapping[date, Decimal]) -> tuple[list[Span], list[Decimal]]:
    ordered = sorted(figures)
    return [month_span(day) for day in ordered], [figures[day] for day in ordered]
