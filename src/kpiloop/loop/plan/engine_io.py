"""Plan rows for computing: everybody's assignments, targets and definitions, without a viewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F, Q

from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.reading import each_once
from kpiloop.loop.plan.models import Assignment, KpiDefinition, Scheme, Target
from kpiloop.loop.plan.row_building import kpi_row, target_rows
from kpiloop.loop.plan.row_reading import assignment_rows, kpi_rows, lines_on
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow, TargetRow
from kpiloop.loop.plan.targeting.week_targets import WeekTarget, week_targets
from kpiloop.loop.plan.year_to_date import targets_so_far, ytd_bands, ytd_target, ytd_targets

__all__ = [
    "WeekTarget",
    "assignments_by_id",
    "assignments_of_scheme",
    "assignments_of_version",
    "assignments_on",
    "definitions_by_id",
    "excused_lines",
    "newest_definition",
    "newest_target",
    "published_definitions",
    "scheme_codes",
    "targets_by_id",
    "targets_for",
    "targets_so_far",
    "week_targets",
    "weekly_kpis",
    "ytd_bands",
    "ytd_target",
    "ytd_targets",
]


def assignments_on(start: date, end: date) -> list[AssignmentRow]:
    """Assignments of published schemes that hold on at least one day of [start, end)."""
    found = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=start), scheme__state="published", valid_from__lt=end
    ).exclude(valid_to=F("valid_from"))  # one that ended on its first day never held
    last_day = end - timedelta(days=1)
    return assignment_rows(found.order_by("pk"), last_day)


def assignments_of_version(scheme_id: int, start: date, end: date) -> list[AssignmentRow]:
    """Assignments of one version of a scheme that hold on at least one day of [start, end), retired ones too."""
    found = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=start), scheme_id=scheme_id, valid_from__lt=end
    ).exclude(scheme__state="draft")
    held = found.exclude(valid_to=F("valid_from")).order_by("pk")
    return assignment_rows(held, end - timedelta(days=1))


def assignments_by_id(ids: Collection[int], *, on: date | None = None) -> dict[int, AssignmentRow]:
    """Assignments of any scheme by key; `on` chooses the definition version, else the newest published."""
    day = on or date.max
    return each_once(("plan.assignments", day), ids, lambda missing: lines_on(missing, day))


def published_definitions(on: date) -> dict[int, KpiRow]:
    """Every KPI that was published, by key, with the definition in force on a day."""
    rows = kpi_rows(on)
    return {key: row for key, row in rows.items() if row.state != "draft"}


def weekly_kpis(on: date) -> frozenset[int]:
    """Keys of the KPIs that are measured by week on a day."""
    return frozenset(key for key, row in published_definitions(on).items() if row.measured_by == WEEK)


def definitions_by_id(ids: Collection[int]) -> dict[int, KpiRow]:
    """KPIs with these versions of their definition, by key of the version."""
    found = KpiDefinition.objects.filter(pk__in=list(ids)).select_related("kpi")
    return {row.pk: kpi_row(row.kpi, row) for row in found}


def targets_for(period_ids: Collection[int]) -> dict[tuple[int, int], TargetRow]:
    """Current targets of all assignments by (assignment, period)."""
    found = target_rows(Target.objects.filter(period_id__in=list(period_ids), is_current=True))
    return {(row.assignment_id, row.period_id): row for row in found}


def excused_lines(on: date) -> frozenset[int]:
    """Keys of the assignments that do not apply in the month a day lies in, as was approved."""
    found = Target.objects.filter(
        is_current=True,
        is_applicable=False,
        period__kind="month",
        period__starts_on__lte=on,
        period__ends_before__gt=on,
    )
    return frozenset(found.values_list("assignment_id", flat=True))


def targets_by_id(ids: Collection[int]) -> dict[int, TargetRow]:
    """Versions of targets by key, current or superseded."""
    return {row.id: row for row in target_rows(Target.objects.filter(pk__in=list(ids)))}


def newest_definition() -> int:
    """Key of the newest definition of a KPI; a higher one later was written after."""
    return KpiDefinition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def newest_target() -> int:
    """Key of the newest target version; a higher one later means that targets changed meanwhile."""
    return Target.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def scheme_codes() -> dict[int, str]:
    """Codes of all schemes by key of the version."""
    return dict(Scheme.objects.values_list("pk", "code"))


def assignments_of_scheme(code: str) -> list[AssignmentRow]:
    """The newest assignment of every KPI and subject of a scheme's newest version, ended ones too."""
    newest = Scheme.objects.filter(code=code).order_by("-version").first()
    if newest is None:
        return []
    found = assignment_rows(newest.assignments.order_by("valid_from", "pk"), date.max)
    return list({(row.kpi.id, row.subject.id): row for row in found}.values())
