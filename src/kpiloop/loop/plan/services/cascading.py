"""Breaking the targets of a whole down to its parts, and adding the parts up to it (rules R22, R23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.targets.cascade import conserve, split, weighted_whole
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.errors import CascadeEmpty, NotAdditive, NotFound
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import KpiRow, NewTarget
from kpiloop.loop.plan.services.targets import set_targets
from kpiloop.loop.plan.target_writing import TargetsWritten, current_targets, moved_target
from kpiloop.loop.plan.targeting.phasing import least_places


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
def sum_up_targets(actor: Actor, *, assignment_id: int, weighted_by: str = "", reason: str = "") -> TargetsWritten:
    """Set the targets of a whole from its parts (bottom-up): their sum, or their weighted mean for a ratio.

    Shape:    weighted_by: KPI whose targets of the same subjects weigh the parts of a ratio, e.g. revenue for
              a margin; a KPI that adds up needs none.
    Law:      only open months in which every part has a target change; ratios are never summed (rule R23);
              a locked month of the whole keeps its figure.
    Errors:   cascade_not_additive for a ratio without weighted_by, cascade_without_parts, not_found.
    """
    require(actor, "targets.edit")
    whole = Assignment.objects.select_related("scheme").filter(pk=assignment_id).first()
    if whole is None:
        raise NotFound(kind="assignment", key=assignment_id)
    kpi = kpi_rows(None, {whole.kpi_id})[whole.kpi_id]
    if kpi.time_kind not in ADDITIVE and not weighted_by:
        raise NotAdditive(kpi=kpi.code, time_kind=kpi.time_kind)
    parts = list(Assignment.objects.filter(parent_id=assignment_id).order_by("pk"))
    weighing = _weighing(whole, parts, weighted_by) if weighted_by else {}
    months = calendar.periods(actor, kind="month", fiscal_year=whole.scheme.fiscal_year)
    keys = {whole.pk, *(part.pk for part in parts), *weighing.values()}
    held = current_targets(keys, {month.id for month in months})
    asked = []
    for month in months:
        running = [part for part in parts if _is_running(part, month)]
        figure = _implied(running, weighing, held, month, is_weighted=bool(weighted_by))
        if figure is not None and not month.is_closed and _locked(held, whole, month) is None:
            asked.append(moved_target(whole.pk, month, figure, held.get(whole.pk, {})))
    if not asked:
        raise CascadeEmpty(kpi=kpi.code, parts=len(parts))
    return set_targets(actor, targets=asked, method="bottom_up", reason=reason)


def _weighing(whole: Assignment, parts: Sequence[Assignment], kpi: str) -> dict[int, int]:
    """Assignment of the weighing KPI of the same subject, by part."""
    found = Assignment.objects.filter(scheme_id=whole.scheme_id, kpi__code=kpi).order_by("valid_from")
    by_subject = {row.subject_id: row.pk for row in found}
    return {part.pk: by_subject[part.subject_id] for part in parts if part.subject_id in by_subject}


def _implied(
    parts: Sequence[Assignment],
    weighing: Mapping[int, int],
    held: Mapping[int, Mapping[int, Target]],
    month: PeriodRow,
    *,
    is_weighted: bool,
) -> Decimal | None:
    applying = [part for part in parts if _is_applicable(held, part.pk, month)]
    figures = {str(part.pk): _target_of(held, part.pk, month) for part in applying}
    if not is_weighted:
        return conserve(None, figures).parts
    weights = {str(part.pk): _target_of(held, weighing.get(part.pk, 0), month) for part in applying}
    found = weighted_whole(figures, weights)
    return None if isinstance(found, Missing) else round_half_up(found, 8)


def _is_applicable(held: Mapping[int, Mapping[int, Target]], key: int, month: PeriodRow) -> bool:
    target = held.get(key, {}).get(month.id)
    return target is None or target.is_applicable


def _target_of(held: Mapping[int, Mapping[int, Target]], key: int, month: PeriodRow) -> Decimal | None:
    target = held.get(key, {}).get(month.id)
    return None if target is None else target.target


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
    if target is not None and not target.is_applicable:
        return Decimal(0)
    return target.target if target is not None and target.is_locked else None
