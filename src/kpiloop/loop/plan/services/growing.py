"""Targets as growth on a base, mostly last year's actuals (rule R22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.errors import GrowthWithoutBase, NotFound
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import kpi_rows
from kpiloop.loop.plan.rows import KpiRow, NewTarget
from kpiloop.loop.plan.services.targets import set_targets
from kpiloop.loop.plan.target_writing import TargetsWritten, current_targets, moved_target
from kpiloop.loop.plan.targeting.phasing import least_places

#: A percentage is kept as a fraction: four places are hundredths of a point.
_PERCENT_PLACES = 4


@transaction.atomic
def grow_targets(
    actor: Actor,
    *,
    base: Mapping[int, Sequence[Decimal | None]],
    growth: Decimal,
    places: int | None = None,
    reason: str = "",
) -> TargetsWritten:
    """Set every open month to the same month of a base and its growth.

    Shape:    base: by assignment one figure per month of the scheme's year.
    Units:    growth as a fraction, 0.08 = 8 %; of a percentage KPI it is added, 0.02 = two points.
    Law:      base + |base| x growth, so that growth of a loss is a smaller loss; rounded once, half up; closed
              and locked months keep their figure.
    Missing:  a month without a base keeps its target.
    Errors:   growth_without_base, not_found, targets_closed.
    """
    require(actor, "targets.edit")
    held = {row.pk: row for row in Assignment.objects.select_related("scheme").filter(pk__in=list(base))}
    kpis = kpi_rows(None, {row.kpi_id for row in held.values()})
    years = {row.scheme.fiscal_year for row in held.values()}
    months = {year: calendar.periods(actor, kind="month", fiscal_year=year) for year in years}
    current = current_targets(held, {month.id for year in months.values() for month in year})
    asked: list[NewTarget] = []
    for key, figures in base.items():
        if key not in held:
            raise NotFound(kind="assignment", key=key)
        kpi, mine = kpis[held[key].kpi_id], current.get(key, {})
        for month, figure in zip(months[held[key].scheme.fiscal_year], figures, strict=True):
            if figure is not None and _is_free(month, mine):
                asked.append(moved_target(key, month, grown(kpi, figure, growth, places), mine))
    if not asked:
        raise GrowthWithoutBase(assignments=len(base))
    return set_targets(actor, targets=asked, method="growth", reason=reason)


def grown(kpi: KpiRow, figure: Decimal, growth: Decimal, places: int | None) -> Decimal:
    """A base figure with its growth."""
    if kpi.measurement_unit == "percent":
        return round_half_up(EXACT.add(figure, growth), _PERCENT_PLACES if places is None else places)
    step = EXACT.multiply(EXACT.abs(figure), growth)
    return round_half_up(EXACT.add(figure, step), least_places(kpi) if places is None else places)


def _is_free(month: PeriodRow, held: Mapping[int, Target]) -> bool:
    target = held.get(month.id)
    return not month.is_closed and (target is None or (target.is_applicable and not target.is_locked))
