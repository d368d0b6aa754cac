"""Breaking the targets of a whole down to its parts, and fixing what was negotiated (rules R22, R23, R28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.targets.cascade import split
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan import references
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.errors import CascadeEmpty, NotAdditive, NotFound
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.phasing import least_places
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import KpiRow, NewTarget
from kpiloop.loop.plan.services.targets import set_targets
from kpiloop.loop.plan.target_writing import TargetsWritten, current_targets, moved_target


@transaction.atomic
def cascade_targets(
    actor: Actor,
    *,
    assignment_id: int,
    shares: Mapping[int, Decimal] | None = None,
    cushion: Decimal = Decimal(0),
    places: int | None = None,
    reason: str = "",
) -> TargetsWritten:
    """Break the targets of a year down from an assignment to those cascaded from it.

    Shape:    shares by assignment of the part, in any one scale; none gives every part the same.
    Units:    cushion as a fraction: 0.05 asks the parts for 105 % of the whole.
    Law:      in every open month the parts sum to the whole (with its cushion) exactly; a locked
              part keeps its figure; closed months and months without a target of the whole stay.
    Errors:   cascade_not_additive, cascade_without_parts, target_locked_exceeds, target_all_locked,
              target_weights_unusable, not_found.
    """
    require(actor, "targets.edit")
    whole = Assignment.objects.select_related("scheme").filter(pk=assignment_id).first()
    if whole is None:
        raise NotFound(kind="assignment", key=assignment_id)
    kpi = kpi_rows(None, {whole.kpi_id})[whole.kpi_id]
    if kpi.time_kind not in ADDITIVE:
        raise NotAdditive(kpi=kpi.code, time_kind=kpi.time_kind)
    months = calendar.periods(actor, kind="month", fiscal_year=whole.scheme.fiscal_year)
    parts = list(Assignment.objects.filter(parent_id=assignment_id).order_by("subject__code", "pk"))
    asked = _monthly(kpi, whole, parts, months, shares, cushion, places)
    if not asked:
        raise CascadeEmpty(kpi=kpi.code, parts=len(parts))
    return set_targets(actor, targets=asked, method="cascade", reason=reason)


@transaction.atomic
def lock_targets(actor: Actor, *, cells: Sequence[tuple[int, str]], is_locked: bool = True, reason: str = "") -> int:
    """Fix negotiated targets so that spreading and breaking down leave them alone, or free them again.

    Shape:    (assignment, period code) of each -> how many changed; the figures stay as they are.
    Errors:   not_found for a cell without a target or outside the actor's scope, period unknown.
    """
    require(actor, "targets.edit")
    if not cells:
        return 0
    periods = references.periods(actor, (code for _, code in cells))
    last_day = max(period.ends_before for period in periods.values()) - timedelta(days=1)
    keys = {(assignment, periods[code].id) for assignment, code in cells}
    found = Target.objects.filter(is_current=True, assignment_id__in={assignment for assignment, _ in keys})
    held = {(row.assignment_id, row.period_id): row for row in found.select_related("assignment")}
    for assignment, period in sorted(keys - held.keys()):
        raise NotFound(kind="target", key=f"{assignment}/{period}")
    references.require_scope(actor, {held[key].assignment.subject_id for key in keys}, last_day)
    changed = [held[key].pk for key in sorted(keys) if held[key].is_locked != is_locked]
    Target.objects.filter(pk__in=changed).update(is_locked=is_locked)
    if changed:
        after = {"cells": len(changed), "periods": sorted(periods), "assignments": sorted({key for key, _ in keys})}
        verb = "lock" if is_locked else "unlock"
        record(actor, verb=verb, object_kind="targets", object_key=f"{len(changed)} cells", after=after, reason=reason)
    return len(changed)


def _monthly(
    kpi: KpiRow,
    whole: Assignment,
    parts: Sequence[Assignment],
    months: Sequence[PeriodRow],
    shares: Mapping[int, Decimal] | None,
    cushion: Decimal,
    places: int | None,
) -> list[NewTarget]:
    held = current_targets({whole.pk, *(part.pk for part in parts)}, {month.id for month in months})
    asked: list[NewTarget] = []
    for month in months:
        target = held.get(whole.pk, {}).get(month.id)
        running = [part for part in parts if _is_running(part, month)]
        if month.is_closed or target is None or target.target is None or not running:
            continue
        weights = {
            f"{part.pk:09d}": Decimal(1) if shares is None else shares.get(part.pk, Decimal(0)) for part in running
        }
        fixed = {f"{part.pk:09d}": figure for part in running if (figure := _locked(held, part, month)) is not None}
        least = least_places(kpi) if places is None else places
        figures = split(target.target, weights, places=least, locked=fixed, cushion=cushion)
        asked += [
            moved_target(part.pk, month, figures[f"{part.pk:09d}"], held.get(part.pk, {}))
            for part in running
            if f"{part.pk:09d}" not in fixed
        ]
    return asked


def _is_running(part: Assignment, month: PeriodRow) -> bool:
    return part.valid_from < month.ends_before and (part.valid_to is None or part.valid_to >= month.ends_before)


def _locked(held: Mapping[int, Mapping[int, Target]], part: Assignment, month: PeriodRow) -> Decimal | None:
    target = held.get(part.pk, {}).get(month.id)
    return target.target if target is not None and target.is_locked else None
