"""Writing targets, thousands in one go, and spreading an annual target over its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import SHAPES, TARGET_METHODS
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import MANY_KEYS, kpi_rows
from kpiloop.loop.plan.rows import NewAnnualTarget, NewTarget
from kpiloop.loop.plan.target_writing import TargetsWritten, current_targets, moved_target, write_targets
from kpiloop.loop.plan.targeting.phasing import spread_annual
from kpiloop.loop.plan.targeting.ranges import check_ranges
from kpiloop.loop.plan.targeting.stories import line_of, other_lines
from kpiloop.loop.plan.targeting.target_plans import shape_of, write_plans


@transaction.atomic
def set_targets(
    actor: Actor, *, targets: Sequence[NewTarget], method: str = "manual", reason: str = ""
) -> TargetsWritten:
    """Set targets of assignments in periods; a changed figure becomes a new version.

    Shape:    any number of targets, one audit entry, a fixed number of queries.
    Units:    the unit of the KPI (CNY, not 10,000 CNY).
    Law:      setting the same figures again changes nothing, even in a closed period.
    Missing:  a target of None without a range withdraws it: the KPI has no target in that period.
    Errors:   targets_closed, not_found, period unknown, and those of `check_ranges`.
    """
    require(actor, "targets.edit")
    references.require_choice("method", method, TARGET_METHODS)
    if not targets:
        return TargetsWritten(0, 0, 0)
    periods = references.periods(actor, (row.period_code for row in targets))
    last_day = max(period.ends_before for period in periods.values()) - timedelta(days=1)
    references.require_scope(actor, _subjects_of({row.assignment_id for row in targets}), last_day)
    check_ranges(targets, periods, method=method)
    written = write_targets(targets, periods, method=method, reason=reason, recorded_by=actor.username)
    record(
        actor,
        verb="set",
        object_kind="targets",
        object_key=_key(targets),
        after={**asdict(written), "periods": sorted(periods), "method": method},
        reason=reason,
    )
    if written.changed or written.added:
        emit("targets.changed", periods=sorted(periods))
    return written


@transaction.atomic
def set_annual_target(
    actor: Actor,
    *,
    assignment_id: int,
    annual: Decimal,
    weights: Sequence[Decimal] | None = None,
    shape: str = "",
    places: int | None = None,
    reason: str = "",
) -> TargetsWritten:
    """Spread an annual target over the months of the scheme's fiscal year.

    Shape:    one weight per month of the year, or none for equal months; shape names where they come from.
    Law:      figure, shape and weights are kept as a version of the plan; the months of a flow add up
              to the annual target exactly; a stock, ratio or distinct count carries the annual figure in
              every month, because its months do not add up.
              Closed and locked months keep their figure, as do those of the lines before or after this one; the
              others take the rest.
    Errors:   phasing_wrong, target_weights_unusable, target_locked_exceeds, target_all_locked,
              targets_closed for a closed month without a target.
    """
    asked = NewAnnualTarget(assignment_id, annual, tuple(weights) if weights is not None else None, shape)
    return set_annual_targets(actor, targets=[asked], places=places, reason=reason)


@transaction.atomic
def set_annual_targets(
    actor: Actor, *, targets: Sequence[NewAnnualTarget], places: int | None = None, reason: str = ""
) -> TargetsWritten:
    """Spread many annual targets in one go.

    Shape:    as `set_annual_target` for each, one audit entry, a fixed number of queries.
    Errors:   phasing_wrong, targets_closed, not_found.
    """
    require(actor, "targets.edit")
    for row in targets:
        references.require_choice("shape", shape_of(row), SHAPES)
    wanted = {row.assignment_id for row in targets}
    held = {row.pk: row for row in Assignment.objects.select_related("scheme") if row.pk in wanted}
    months = {
        year: calendar.periods(actor, kind="month", fiscal_year=year)
        for year in {row.scheme.fiscal_year for row in held.values()}
    }
    kpis = kpi_rows(None, {row.kpi_id for row in held.values()})
    current = _current(held, [month for year in months.values() for month in year])
    monthly: list[NewTarget] = []
    for asked in targets:
        assignment = held.get(asked.assignment_id)
        if assignment is None:
            raise NotFound(kind="assignment", key=asked.assignment_id)
        year, mine = months[assignment.scheme.fiscal_year], current.get(assignment.pk, {})
        kpi = kpis[assignment.kpi_id]
        figures = spread_annual(kpi, asked.annual, year, mine, weights=asked.weights, places=places)
        monthly += [
            moved_target(asked.assignment_id, month, figures[month.code], mine)
            for month in year
            if month.code in figures
        ]
    written = set_targets(actor, targets=monthly, method="phased", reason=reason)
    lengths = {
        key: len(months[row.scheme.fiscal_year]) if kpis[row.kpi_id].time_kind == "flow" else 0
        for key, row in held.items()
    }
    write_plans(targets, lengths, reason=reason, recorded_by=actor.username)
    return written


def _current(held: Mapping[int, Assignment], months: Sequence[PeriodRow]) -> dict[int, dict[int, Target]]:
    """Targets by line and month; a month that belongs to another line of the story is as good as locked."""
    periods = {month.id for month in months}
    current = current_targets(held, periods)
    elsewhere = other_lines([line_of(row) for row in held.values()], months)
    found = current_targets(set(elsewhere.values()), periods)
    for (key, period_id), other in elsewhere.items():
        if period_id in found.get(other, {}):
            kept = copy(found[other][period_id])
            kept.is_locked = True
            current.setdefault(key, {})[period_id] = kept
    return current


def _subjects_of(assignment_ids: set[int]) -> set[int]:
    found = Assignment.objects.all()
    if len(assignment_ids) <= MANY_KEYS:
        found = found.filter(pk__in=assignment_ids)
    subjects = {key: subject for key, subject in found.values_list("pk", "subject_id") if key in assignment_ids}
    for missing in sorted(assignment_ids - subjects.keys()):
        raise NotFound(kind="assignment", key=missing)
    return set(subjects.values())


def _key(targets: Sequence[NewTarget]) -> str:
    keys = {row.assignment_id for row in targets}
    return f"assignment {min(keys)}" if len(keys) == 1 else f"{len(keys)} assignments"
