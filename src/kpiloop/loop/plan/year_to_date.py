"""Targets of the year to date: versions month by month, never annual / 12 x n (rule R26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.targets.band import Band, add_bands, band_between
from kpiloop.engine.values import APPROVED_NA, Figure, Missing, sum_of
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import MANY_KEYS, kpi_rows

#: (scheme, kpi, subject): the story of a KPI goes on when owner or weight change.
Story = tuple[int, int, int]
#: (target, lower bound, upper bound, whether the KPI applies) of a month.
Held = tuple[Decimal | None, Decimal | None, Decimal | None, bool]
NOTHING: Held = (None, None, None, True)


def ytd_target(assignment_id: int, period: PeriodRow) -> Figure:
    """Target of one assignment for the year to date; see `ytd_targets`."""
    return ytd_targets(period, [assignment_id]).get(assignment_id, Missing("no_target"))


def ytd_targets(period: PeriodRow, assignment_ids: Collection[int] | None = None) -> dict[int, Figure]:
    """Targets of the year to date at the end of a period, by assignment.

    A flow adds its monthly targets from the fiscal start (or from the first month the KPI was
    assigned) and is missing when one of those months has none; a month the KPI does not apply in adds
    nothing, and if it is the last one there is no target at all. Stocks, ratios and distinct counts
    do not add up: the target of the last month stands.
    """
    return {key: _sum(parts) for key, parts in targets_so_far(period, assignment_ids).items()}


def targets_so_far(period: PeriodRow, assignment_ids: Collection[int] | None = None) -> dict[int, tuple[Figure, ...]]:
    """The monthly targets the year to date is made of, oldest first, by assignment.

    A flow has one for every month from the fiscal start (or the first month the KPI was assigned) to the
    period; what does not add up has the last one alone; a month without a target is missing.
    """
    held = _held_so_far(period, assignment_ids)
    return {key: tuple(_figure(month) for month in months) for key, months in held.items()}


def ytd_bands(period: PeriodRow, assignment_ids: Collection[int] | None = None) -> dict[int, Band | None]:
    """Ranges of the year to date, by assignment: the bounds of a flow add up, else those of the last month hold.

    Missing:  None where a month has no range of its own.
    """
    held = _held_so_far(period, assignment_ids)
    return {key: add_bands([_band(month) for month in months]) for key, months in held.items()}


def _held_so_far(period: PeriodRow, assignment_ids: Collection[int] | None) -> dict[int, tuple[Held, ...]]:
    stories = _stories(assignment_ids, period)
    months = calendar.year_to_date(SYSTEM, period)
    figures = _monthly_figures(period, months)
    first_days = _first_days(stories.values())
    kinds = {key: row.time_kind for key, row in kpi_rows(period.ends_before - timedelta(days=1)).items()}
    return {
        assignment: _parts(figures.get(story, {}), months, first_days[story], kinds.get(story[1], ""))
        for assignment, story in stories.items()
    }


def _parts(figures: dict[date, Held], months: Sequence[PeriodRow], first_day: date, time_kind: str) -> tuple[Held, ...]:
    covered = [month for month in months if month.ends_before > first_day] if time_kind == "flow" else months[-1:]
    held = tuple(figures.get(month.starts_on, NOTHING) for month in covered)
    *_, is_last_applicable = held[-1] if held else NOTHING
    return tuple(month for month in held if month[3]) if is_last_applicable else held[-1:]


def _figure(month: Held) -> Figure:
    if not month[3]:
        return Missing(APPROVED_NA)
    return Missing("no_target") if month[0] is None else month[0]


def _band(month: Held) -> Band | None:
    return band_between(month[1], month[2])


def _sum(parts: Sequence[Figure]) -> Figure:
    gap = next((part for part in parts if isinstance(part, Missing)), None if parts else Missing("no_target"))
    return gap or sum_of([part for part in parts if not isinstance(part, Missing)])


def _stories(assignment_ids: Collection[int] | None, period: PeriodRow) -> dict[int, Story]:
    found = Assignment.objects.all()
    if assignment_ids is None:
        found = found.filter(scheme__state="published", valid_from__lt=period.ends_before)
    elif len(assignment_ids) <= MANY_KEYS:
        found = found.filter(pk__in=list(assignment_ids))
    wanted = None if assignment_ids is None else set(assignment_ids)
    rows = found.values_list("pk", "scheme_id", "kpi_id", "subject_id")
    return {key: (scheme, kpi, subject) for key, scheme, kpi, subject in rows if wanted is None or key in wanted}


def _first_days(stories: Collection[Story]) -> dict[Story, date]:
    schemes = {story[0] for story in stories}
    first: dict[Story, date] = {}
    rows = Assignment.objects.filter(scheme_id__in=schemes)
    for scheme, kpi, subject, day in rows.values_list("scheme_id", "kpi_id", "subject_id", "valid_from"):
        story = (scheme, kpi, subject)
        first[story] = min(first.get(story, day), day)
    return first


def _monthly_figures(period: PeriodRow, months: Sequence[PeriodRow]) -> dict[Story, dict[date, Held]]:
    found = Target.objects.filter(
        is_current=True,
        period__kind="month",
        period__starts_on__gte=months[0].starts_on,
        period__starts_on__lt=period.ends_before,
    )
    figures: dict[Story, dict[date, Held]] = defaultdict(dict)
    # The later assignment of a story wins a month both have a target for.
    story = ("assignment__scheme_id", "assignment__kpi_id", "assignment__subject_id")
    columns = (*story, "period__starts_on", "target", "lower", "upper", "is_applicable")
    for scheme, kpi, subject, month, *held in found.order_by("assignment__valid_from").values_list(*columns):
        figures[scheme, kpi, subject][month] = (held[0], held[1], held[2], held[3])
    return figures
